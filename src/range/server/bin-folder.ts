import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { SHELL_PROGRAMS } from '../clients/programs.ts'
import { quote } from '../clients/shell/words.ts'

/**
 * Writes the folder that stands first on PATH, one small program for each name.
 *
 * @param node - The Node that runs them; absolute.
 * @returns The folder.
 */
export function writeBinFolder(options: { dir: string; programs: readonly string[]; node: string }): string {
  const { dir, programs, node } = options
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  const client = join(dir, 'client.mjs')
  const source = readFileSync(new URL('../client.ts', import.meta.url), 'utf8')
  writeFileSync(client, withoutTypes(source))
  for (const program of programs) {
    const file = join(dir, program)
    writeFileSync(file, wrapper(node, client, program))
    chmodSync(file, 0o755)
  }
  return dir
}

/** Without the warning that this function of Node's is new: nobody who starts a server can do anything about it. */
function withoutTypes(source: string): string {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = emitWarning
  }
}

function wrapper(node: string, client: string, program: string): string {
  const ask = `${quote(node)} ${quote(client)} ${quote(program)} "$@"`
  if (!SHELL_PROGRAMS.has(program)) return `#!/bin/sh\nexec ${ask}\n`
  return `#!/bin/sh\nplan=$(STANDBY_AS_SHELL=1 ${ask}) || exit $?\neval "$plan"\n`
}
