import { type ExampleValue, findExamples } from '../../../runbook/placeholders/examples.ts'
import { awsOf, awsVerb, named, optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { sign } from '../../facts/signs.ts'
import { onCommand, type Rule, type Severity } from '../../rule.ts'
import { savesData } from '../dangerous/saves-data.ts'

interface Example {
  text: string
  from: number
  to: number
  what: string
  severity: Severity | null
}

/** What no example can do without. */
const MAY_BE_EXAMPLE = /path\/to|bucket|xxx|123456|1111|0000|0abc|domain|company|acme|example\.|@host|@server|_name'/i

/** What may as well be somebody's own. */
const MAY_LOOK_MADE_UP =
  /\bmy[-_]?[a-z]|(?:missing|latest|some|sample|dummy|backup|dump|snapshot)[-_.][a-z]|_name['"]|:example|new[-_]?pass|:pass(?:word)?@|--to-revision/i

export const exampleValue: Rule = {
  id: 'example-value',
  family: 'incomplete',
  severity: 'warning',
  summary: 'a value of a template stands in a command, and looks real',
  // Of both patterns what they cannot do without, and where secrets are stored.
  sign: sign(
    ...'path/to bucket xxx 123456 1111 0000 0abc domain company acme example @host @server _name\' _name" my'.split(
      ' ',
    ),
    ...'missing latest some sample dummy backup dump snapshot'
      .split(' ')
      .flatMap((word) => [...'-_.'].map((to) => word + to)),
    ...'newpass new-pass new_pass :pass --to-revision secretsmanager ssm'.split(' '),
  ),
  check(_, commands, tell) {
    // Who mends the first sees the others: they are listed, and count no more.
    const told = new Set<string>()
    for (const command of commands) {
      if (command.carrier !== null || isPrinted(command)) continue
      // To this waiter "there is none" is success: that is told by itself.
      if (/^rds wait db-(cluster-)?snapshot/.test(awsVerb(command))) continue
      const found = exampleIn(command) ?? looksMadeUp(command)
      if (found === null) continue
      tell(
        onCommand(
          command,
          `"${found.text}" was never filled in: ${found.what}`,
          'put the real value in, or a variable and where to find its value',
          { part: found, severity: told.has(kindOf(found.text)) ? 'info' : found.severity },
        ),
      )
      told.add(kindOf(found.text))
    }
  },
}

/** What is only shown; `echo "path/to/file" >> .ignore` writes it down. */
function isPrinted({ program, redirects }: CommandFact): boolean {
  return /^(?:echo|printf)$/.test(program) && !redirects.some(({ operator }) => operator.includes('>'))
}

function exampleIn(command: CommandFact): Example | null {
  const secret = secretDummy(command)
  if (secret !== null) return secret
  if (!MAY_BE_EXAMPLE.test(command.step.code.slice(command.from, command.to))) return null
  for (const word of command.words) {
    const text = command.step.code.slice(word.from, word.to)
    const found = match(text)
    if (found === null) continue
    const at = word.from + text.indexOf(found)
    const what = consequence(command, found, text)
    return { text: found, from: at, to: at + found.length, what, severity: HOLE.test(found) ? 'info' : null }
  }
  return null
}

/** Hosts of one made-up domain are one example. */
function kindOf(text: string): string {
  return /[\w-]+\.\w+$/.exec(text)?.[0] ?? text
}

/** What nobody takes for a value, as little as `<name>`: the reader's own path, the id of the day, whoever it is about. */
const HOLE = /path\/to\/|-xxx+$|@/i

/** "my-cluster", "latest_backup", "get_history('table_name')": shown as examples by the plan, too. */
function looksMadeUp(command: CommandFact): Example | null {
  const { code } = command.step
  const part = code.slice(command.from, command.to)
  if (!MAY_LOOK_MADE_UP.test(part)) return null
  // A day in a name is told by itself; what is made here may be called anything.
  const found: ExampleValue | undefined = findExamples(part).find(
    ({ text, from }) => !/20\d\d/.test(text) && !/>\s*$/.test(part.slice(0, from)),
  )
  if (found === undefined || /^(?:createdb|touch|mkdir)$/.test(command.program)) return null
  // What is exported is for the reader to set; a password called "password" nobody has.
  if (command.program === 'export' && !/:pass/i.test(found.text)) return null
  if (savesData(command) || command.carried.some(savesData)) return null
  return {
    text: found.text,
    from: command.from + found.from,
    to: command.from + found.to,
    what: `it reads like an example, and ${named(command)} takes it as it stands`,
    severity: 'info',
  }
}

/** Hosts, accounts and ids that documentation makes up. */
function match(text: string): string | null {
  if (!MAY_BE_EXAMPLE.test(text)) return null
  const host =
    /\b[\w.-]*\b(?:yourdomain|your-domain|yourcompany|your-company|mydomain|mycompany|acme-corp)\.(?:com|io|net|org|dev)\b/i.exec(
      text,
    )?.[0]
  if (host !== undefined) return host
  // Names that RFC 2606 keeps for documentation: nobody's service is there.
  const reserved = /(?:[\w.+-]+@)?(?:\b[\w-]+\.)*\bexample\.(?:com|org|net)\b/.exec(text)?.[0]
  // In the body of a request a made-up address is as good as any, and in code of another language nobody is asked.
  if (reserved !== undefined && !/[{%]/.test(text) && !(reserved.includes('@') && reserved.length < text.length - 2))
    return reserved
  const login = /\b(?:user|username|admin|root|ubuntu|ec2-user)@(?:host(?:name)?|server)\b(?![.\w-])/.exec(text)?.[0]
  if (login !== undefined) return login
  const path = /(?:\/|^|\b)path\/to\/[\w./-]+/.exec(text)?.[0]
  if (path !== undefined) return path
  const bucket = /\bs3:\/\/(?:(?:my|the|example|some)-?)?bucket(?:-?name)?(?=\/|$|["'])/i.exec(text)?.[0]
  if (bucket !== undefined) return bucket
  const crossed = /\b[\w-]+\.xxx+\.[\w.-]*amazonaws\.com|\b[\w-]*-(?:xxx+|XXX+)\b|\/xxx+\b|=xxx+\b/.exec(text)?.[0]
  if (crossed !== undefined) return crossed.replace(/^[/=]/, '')
  const id =
    /\bZ1234567890\w*|\barn:aws[^\s"']*:(?:123456789012|123456789|111122223333|000000000000):[^\s"']*|\b(?:i|sg|subnet|vpc|ami)-(?:0?123456789\w*|0abc\w*123\w*)\b/.exec(
      text,
    )?.[0]
  return id ?? null
}

function consequence(command: CommandFact, text: string, word: string): string {
  const name = named(command)
  if (text.includes('@')) return `${name} ${command.program === 'ssh' ? 'goes to' : 'names'} nobody there is`
  if (/^\w[\w.-]*\.(com|io|net|org|dev)$/i.test(text)) {
    const set = /^(?:export\b|kubectl (?:set|patch|apply|create))/.test(name)
    return set
      ? 'what reads it asks a host that is not yours, or is none'
      : `${name} asks a host that is not yours, or is none`
  }
  if (/path\/to\//.test(text))
    return `${name} ${word.includes('://') ? 'asks for what is not there' : 'finds no such file'}`
  return command.effect === 'read'
    ? `${name} finds no such thing`
    : `${name} is refused, or hits what somebody else's example names`
}

/** A secret that is to be stored, and is only a stand-in: pasted, it replaces the real one. */
function secretDummy(command: CommandFact): Example | null {
  if (!/^(secretsmanager|ssm)$/.test(awsOf(command)?.service ?? '')) return null
  const word = optionOf(command, '--secret-string', '--value')
  if (
    word === null ||
    !/(^|[-_ ])(here|new[-_]?(key|secret|password|value)|changeme|placeholder|your[-_]|example|dummy)/i.test(word.text)
  )
    return null
  return {
    text: word.text,
    from: word.from,
    to: word.to,
    what: 'pasted as it is, it replaces the live secret, and whatever restarts next starts with it',
    severity: 'error',
  }
}
