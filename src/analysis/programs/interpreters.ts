import { type Call, type Finding, type Resolver, read, unknown, write } from '../finding.ts'

const NAMES =
  'python python2 python3 deno bun ruby perl php java go cargo rustc npm npx pnpm yarn pip pip3 terraform tofu ansible gcloud az make mvn gradle mysql mongosh'

/** Programs whose other doings Standby does not know yet; asking for their version is harmless. */
export const INTERPRETERS: readonly [string, Resolver][] = NAMES.split(' ')
  .map((name): [string, Resolver] => [name, resolveVersion])
  .concat([['slack-cli', () => write('posts a message to people')]])

/** To others `version` is the name of a script, or a target; `yarn version` makes a new one. */
const VERBS = /^(go|cargo|terraform|tofu|az|gcloud) version$|^(java|mvn) -version$/

function resolveVersion({ program, args }: Call): Finding {
  const [only] = args
  if (
    args.length === 1 &&
    only?.fixed &&
    (/^(--version|-V|--help)$/.test(only.value) || VERBS.test(`${program} ${only.value}`)) &&
    program !== 'npm'
  )
    return read('prints its version')
  return unknown(`what this call of ${program} does is not known yet`)
}
