import { argumentsOf } from '../analysis/aws/grammar.ts'
import { parseAws } from '../analysis/aws/parse-aws.ts'
import { longPattern } from '../core/long-pattern.ts'
import type { Command, Parameter, ParameterType } from './plan.ts'

/** What a name says of its value; the first that holds decides. */
const BY_NAME: readonly [ParameterType, RegExp][] = [
  ['arn', /(?:^|_)ARNS?$/],
  ['revision', /(?:^|_)REV(?:ISION)?S?(?:_NUMBER|_ID)?$|^REVISION/],
  ['region', /(?:^|_)REGION(?:_NAME)?$/],
  ['version', /(?:^|_)(?:VERSION|TAG|SHA|COMMIT|COMMIT_HASH|GIT_HASH|RELEASE|BUILD|IMAGE_TAG)(?:_(?:ID|NUMBER|TAG))?$/],
  [
    'number',
    longPattern()`
      (?:^|_)(?:COUNT|REPLICAS?|PORT|SIZE|NUMBER|NUM|PERCENT(?:AGE)?|LIMIT|SECONDS|MINUTES|HOURS|DAYS|TIMEOUT
        |PID|N|OFFSET|PARTITIONS?|GB|GIB|MB|USD|AMOUNT)$`,
  ],
  ['url', /(?:^|_)(?:URL|URI|ENDPOINT|DSN|WEBHOOK)$/],
  ['host', /(?:^|_)(?:HOST|HOSTNAME|HOSTS|IP|IP_ADDRESS|ADDRESS|DOMAIN|FQDN|SERVER|NODE|BASTION)(?:_NAME)?$/],
  ['id', /(?:^|_)(?:ID|IDS|UUID|GUID|IDENTIFIER|POD|POD_NAME|CONTAINER)$/],
]

/** What the option before the hole takes. */
const BY_OPTION: readonly [ParameterType, RegExp][] = [
  ['region', /^(?:region|source-region)$/],
  ['revision', /^to-revision$/],
  ['arn', /-arns?$/],
  ['number', /^(?:replicas|desired-count|port|tail|count|limit|min|max|timeout-seconds)$/],
  ['url', /^(?:url|endpoint-url|queue-url)$/],
  ['host', /^(?:host|hostname)$/],
]

/** A parameter's type: by its secrecy, the options it is given to, then its name; `text` when nothing tells. */
export function typeOf(
  parameter: Pick<Parameter, 'name' | 'texts' | 'secret'>,
  commands: readonly Command[],
): ParameterType {
  if (parameter.secret) return 'secret'
  const uses = parameter.texts.map((text) => ({ text, given: `=${text}`, tagged: `:${text}` }))
  for (const command of commands) {
    const found = byUse(uses, command)
    if (found !== null) return found
  }
  for (const [type, pattern] of BY_NAME) if (pattern.test(parameter.name)) return type
  return 'text'
}

/** How a parameter is written: alone, after an option's `=`, after a name's `:`. */
interface Use {
  text: string
  given: string
  tagged: string
}

function byUse(uses: readonly Use[], command: Command): ParameterType | null {
  for (const [at, word] of command.argv.entries()) {
    const place = placeIn(word, uses)
    if (place === null) continue
    if (place === 'tag') {
      // `api:<REVISION>` of a task definition.
      if (/^--task-definition/.test(command.argv[at - 1] ?? word)) return 'revision'
      continue
    }
    const option = /^--([\w-]+)/.exec(word.includes('=') ? word : (command.argv[at - 1] ?? ''))?.[1]
    if (option === undefined) continue
    for (const [type, pattern] of BY_OPTION) if (pattern.test(option)) return type
    if (command.program === 'aws' && takesNumber(command, option)) return 'number'
  }
  return null
}

function placeIn(word: string, uses: readonly Use[]): 'value' | 'tag' | null {
  for (const { text, given } of uses) if (word === text || word.endsWith(given)) return 'value'
  for (const { tagged } of uses) if (word.endsWith(tagged)) return 'tag'
  return null
}

function takesNumber(command: Command, option: string): boolean {
  const { grammar } = parseAws(command.argv.slice(1))
  if (grammar === null) return false
  return argumentsOf(grammar).some(({ name, kind }) => name === option && /^[nif]$/.test(kind))
}
