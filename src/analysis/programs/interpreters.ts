import { type Call, type Finding, type Resolver, read, unknown, write } from '../finding.ts'

const NAMES = 'deno bun ruby perl php java cargo rustc ansible make mvn gradle gcc'

/** Programs whose other doings Standby does not know yet; asking for their version is harmless. */
export const INTERPRETERS: readonly [string, Resolver][] = NAMES.split(' ')
  .map((name): [string, Resolver] => [name, resolveVersion])
  .concat([['slack-cli', () => write('posts a message to people')]])

/** To others `version` is the name of a script, or a target; `yarn version` makes a new one. */
const VERBS = /^cargo version$|^(java|mvn) -version$/

function resolveVersion({ program, args }: Call): Finding {
  const [only] = args
  if (
    args.length === 1 &&
    only?.fixed &&
    (/^(--version|-V|--help)$/.test(only.value) || VERBS.test(`${program} ${only.value}`))
  )
    return read('prints its version')
  return unknown(`what this call of ${program} does is not known yet`)
}
