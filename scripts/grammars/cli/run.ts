/**
 * Makes data/cli/ from the tools on this machine: `node scripts/grammars/cli/run.ts [TOOL…]`. A tool that is not installed keeps
 * the table it has.
 */

import { writeTable } from './table.ts'
import { TOOLS } from './tools.ts'

const wanted = process.argv.slice(2)
for (const [tool, read] of Object.entries(TOOLS)) {
  if (wanted.length > 0 && !wanted.includes(tool)) continue
  try {
    writeTable(tool, read())
  } catch (error) {
    console.log(`${tool}: kept as it is, ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`)
  }
}
