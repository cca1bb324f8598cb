/**
 * Makes data/aws-shapes/: what the values of the AWS CLI's options must look like, and what its answers hold.
 *
 *     python3 scripts/grammars/aws-shapes.py > /tmp/shapes.jsonl && node scripts/grammars/aws-shapes.ts /tmp/shapes.jsonl
 *
 * One file per service, one shape per line. The notation is explained in data/README.md.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DATA } from './out.ts'

interface Service {
  service: string
  small: boolean
  shapes: string[]
  operations: Record<string, { in: string; out?: string; pages?: number; like?: string }>
}

const path = process.argv[2]
if (!path) throw new Error('usage: node scripts/grammars/aws-shapes.ts SHAPES.jsonl')
const folder = join(DATA, 'aws-shapes')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const lines = readFileSync(path, 'utf8').trim().split('\n')
let size = 0
for (const line of lines) {
  const { service, small, shapes, operations }: Service = JSON.parse(line)
  // An operation without constrained arguments, answer and pages has nothing to say.
  const said = Object.entries(operations).filter(
    ([, { in: args, out, pages, like }]) => args || out || pages !== undefined || like,
  )
  const text = `{${small ? '"small":1,' : ''}"shapes":[\n${shapes.map((shape) => JSON.stringify(shape)).join(',\n')}\n],"operations":{\n${said
    .map(([name, operation]) => `${JSON.stringify(name)}:${JSON.stringify(operation)}`)
    .join(',\n')}\n}}\n`
  size += text.length
  writeFileSync(join(folder, `${service}.json`), text)
}
console.log(`${lines.length} services, ${Math.round(size / 1024)} KB of shapes`)
