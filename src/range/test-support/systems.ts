import { readFileSync } from 'node:fs'
import { readSystem } from '../system/read-system.ts'
import type { System } from '../system/system.ts'
import { EXAMPLES } from './examples.ts'

export function exampleSystem(name: string): System {
  const file = `${EXAMPLES}/${name}/system.yaml`
  return readSystem(file, readFileSync(file, 'utf8'))
}
