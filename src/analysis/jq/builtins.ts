import { loadData } from '../data.ts'
import { nearest } from '../nearest.ts'
import type { JqVersion } from './tokens.ts'

/** As `data/jq.json` holds it: data/README.md. */
interface Table {
  options: Record<string, [takes: number, releases: string]>
  functions: Record<string, string>
}

const table = () => loadData<Table>('jq.json')

/** Whether a release has a function; `_…` are jq's own and in no list. */
export function hasFunction(signature: string, version: JqVersion): boolean {
  return /^_[a-z]/.test(signature) || (table().functions[signature]?.includes(version) ?? false)
}

/** Which counts of arguments a function takes; empty where there is none of that name. */
export function aritiesOf(name: string): number[] {
  return Object.keys(table().functions)
    .filter((each) => each.startsWith(`${name}/`))
    .map((each) => Number(each.slice(name.length + 1)))
}

/** The function that is called almost so. */
export function nearFunction(name: string): string | null {
  const names = new Set(Object.keys(table().functions).map((each) => each.slice(0, each.indexOf('/'))))
  return nearest(name, [...names])
}

/** How many words an option takes, and the releases that have it; null for none. */
export function optionOfJq(option: string): { takes: number; releases: readonly string[] } | null {
  const found = table().options[option]
  return found === undefined ? null : { takes: found[0], releases: found[1].split(' ') }
}

/** The option that is called almost so, or begins so: `--raw` for `--raw-output`. */
export function nearOption(option: string): string | null {
  const name = option.replace(/^-+/, '')
  const known = Object.keys(table().options).flatMap((each) => (each.startsWith('--') ? [each.slice(2)] : []))
  const near = nearest(name, known) ?? known.find((each) => each === `${name}-output`)
  return near === undefined ? null : `--${near}`
}
