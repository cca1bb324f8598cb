import { named } from '../../facts/ask.ts'
import type { CommandFact, RunbookFacts, StepFact, VariableRead } from '../../facts/facts.ts'
import { isBetweenMarks } from '../../facts/fences.ts'
import { sign } from '../../facts/signs.ts'
import type { Finding, Rule, Severity } from '../../rule.ts'

/** Set by the shell, the machine or the tools themselves. */
const AMBIENT =
  /^(AWS_|KUBE|GOOGLE_|AZURE_|ARM_|TF_|DOCKER_|CI_|GITHUB_|SSH_|XDG_|LC_|PG(HOST|PORT|USER|DATABASE|PASSWORD|DATA)$|REDISCLI_AUTH$|EDITOR$|TERM$|LANG$|TMPDIR$|NAMESPACE_$)/

const AWK = sign('awk')

export const unsetVariable: Rule = {
  id: 'unset-variable',
  family: 'will not run',
  severity: 'warning',
  summary: 'a command reads a variable that nothing in the runbook sets',
  when: ({ steps, signs }) => signs.inCode(AWK) || steps.some(({ reads }) => reads.length > 0),
  check(runbook, __, tell) {
    const setBefore = new Set<string>()
    const isTold = proseOf(runbook)
    const maySource = runbook.signs.inCode(MAY_SOURCE)
    const bySteps = Map.groupBy(runbook.steps, (step) => step.procedure)
    for (const steps of bySteps.values()) {
      const known = new Set<string>()
      let sources = false
      for (const step of steps) {
        sources ||= maySource && SOURCES.test(step.code)
        const elsewhere = step.reads.length > 0 && followsLink(runbook, step)
        const told = new Set<CommandFact>()
        for (const { name } of step.assignments) setBefore.add(name)
        let tested: ReadonlySet<string> | null = null
        for (const read of step.reads) {
          const { name } = read
          if (known.has(name) || AMBIENT.test(name) || setBefore.has(name) || elsewhere || isTold(name)) continue
          if (sources && isPrefixTold(runbook.text, name)) continue
          const command = readerOf(step, read)
          tested ??= testedIn(step)
          if (command === undefined || tested.has(name) || isDirective(command, read)) continue
          known.add(name)
          // Who mends the first sees the others: they are listed, and count no more.
          const found = finding(step, command, read)
          tell(told.has(command) ? { ...found, severity: 'info' } : found)
          told.add(command)
        }
      }
    }
    for (const command of runbook.signs.commands(AWK)) for (const found of awkFields(command)) tell(found)
  },
}

const MAY_SOURCE = sign('source ', 'source\t', '. ', '.\t')
/** Reads settings from a file that is not shown. */
const SOURCES = /(?:^|[;&\n])[ \t]*(?:\.|source)[ \t]+[\w./~$-]+/

/** "Look for the prefix `SHOP_`": says of all such names at once where they come from. */
function isPrefixTold(text: string, name: string): boolean {
  for (let end = name.indexOf('_'); end > 1; end = name.indexOf('_', end + 1))
    if (text.includes(`\`${name.slice(0, end + 1)}\``)) return true
  return false
}

/** "Follow the steps of https://…", right above the block: the page that is linked sets what the block reads. */
function followsLink({ lines }: RunbookFacts, { fence }: StepFact): boolean {
  let at = (fence?.line ?? 0) - 2
  while (at >= 0 && lines[at]?.trim() === '') at--
  return /\bfollow (?:the |these |those )?(?:steps|tutorial|guide|instructions)\b.*(?:https?:|\]\()/i.test(
    lines[at] ?? '',
  )
}

/** `$ModLoad imfile`: a line of a settings file, whatever the block says. */
function isDirective({ words }: CommandFact, { from, to, name }: VariableRead): boolean {
  const [first] = words
  return first !== undefined && from >= first.from && to <= first.to && /^[A-Z][a-z]+[A-Z][a-z]/.test(name)
}

function finding(step: StepFact, command: CommandFact, read: VariableRead): Finding {
  const word = command.words.find(({ from, to }) => read.from >= from && read.to <= to)
  const written = step.code.slice(word?.from ?? read.from, word?.to ?? read.to)
  const { name } = read
  // Four plain texts: a pattern of its own for every name takes longer to make than to use.
  const forms = [`\${${name}}`, `\${${name}`, `$${name}}`, `$${name}`]
  const empty = forms.reduce((text, form) => text.replaceAll(form, ''), written).replaceAll('"', '')
  return {
    at: { step, from: read.from, to: read.to },
    message: `nothing here sets ${name}: in a shell without it, ${consequence(command, read, empty, written)}`,
    hint: `say where its value comes from, or write \${${name}:?} so that the shell stops; Standby asks for it`,
    severity: word === undefined ? 'info' : severityOf(command, empty, written, word.from),
    fix: null,
  }
}

/** An awk program within double quotes, and the first field it names. */
const AWK_QUOTED = /^"(?:[^"\\]|\\.)*?\b(?:g|m|n)?awk\b(?:[^"\\]|\\.)*?\{[^"}]*?(?<!\\)(\$\d)/

/** `sh -c "ps | awk '{print $2}'"`: the shell at which it is typed has no second argument, and awk prints whole lines. */
function awkFields(command: CommandFact): Finding[] {
  if (command.carrier !== null || command.place === 'function') return []
  return command.words.flatMap(({ from, to }) => {
    const word = command.step.code.slice(from, to)
    const field = word.includes('awk') ? AWK_QUOTED.exec(word) : null
    if (field === null) return []
    const at = from + field[0].length - 2
    const message = `${field[1]} within double quotes is the shell's own, which is empty: awk prints whole lines, and what comes after it gets every word of them`
    const hint = `write \\${field[1]}, or put the whole into single quotes`
    return [{ at: { step: command.step, from: at, to: at + 2 }, message, hint, severity: null, fix: null }]
  })
}

function consequence(command: CommandFact, read: VariableRead, empty: string, written: string): string {
  const what = named(command)
  const at = command.words.findIndex(({ from, to }) => read.from >= from && read.to <= to)
  if (at < 0) return outsideWords(command, read)
  const from = command.words[at]?.from ?? read.from
  if (POSTGRES.test(command.program) && empty === '')
    return swallowedBy(command, from, written) ?? `${what} connects to whatever database is the default on that machine`
  if (command.program === 'docker' && command.args[0] === 'login')
    return 'docker login sends the password to Docker Hub'
  if (command.program === 'rm') return `rm is given "${empty}"`
  if (empty !== '')
    return written.length > 60
      ? `what ${what} gets has a hole where $${read.name} was meant`
      : `${what} gets "${empty}" where ${written} was meant`
  const option = /^--?[a-zA-Z]/.test(command.words[at - 1]?.value ?? '') ? command.words[at - 1]?.text : undefined
  if (written.startsWith('"')) return `${what} gets an empty text${option === undefined ? '' : ` for ${option}`}`
  const next = command.words[at + 1]
  return option === undefined || next === undefined
    ? `${what} is run without it`
    : `${what} takes "${next.text.split('\n')[0]?.slice(0, 40)}" for the value of ${option}`
}

/** In `NAME=$VALUE command`, or in the name of a file that its output goes to. */
function outsideWords(command: CommandFact, read: VariableRead): string {
  const prefix = command.prefix.find(({ from, to }) => read.from >= from && read.to <= to)
  if (prefix !== undefined) return `${prefix.name} is empty for ${named(command)}`
  const target = command.redirects.find(({ from, to }) => read.from >= from && read.to <= to)
  return target === undefined
    ? `${named(command)} gets nothing in its place`
    : `the name of the file it writes lacks that part`
}

const POSTGRES = /^(?:psql|pg_dump|pg_restore|pg_isready)$/

/** Unquoted, an empty word is none: the option before it takes the next word, and it never comes to a default. */
function swallowedBy(command: CommandFact, from: number, written: string): string | null {
  if (written.includes('"')) return null
  const at = command.words.findIndex((word) => word.from === from)
  const option = command.words[at - 1]?.value ?? ''
  if (!/^(?:-[dhpUcf]|--(?:dbname|host|port|username|command|file))$/.test(option)) return null
  const next = command.words[at + 1]
  if (next === undefined) return `${command.program} stops: ${option} is left without a value`
  return `${command.program} takes "${next.text.split('\n')[0]}" for the value of ${option}, and fails`
}

/** Where it fails there and then, the reader sees it and fills it in; a warning is for what goes on, and hits something else. */
function severityOf(command: CommandFact, empty: string, written: string, from: number): Severity {
  const { program, effect } = command
  if (program === 'rm' && /^\/|^$|^\*/.test(empty)) return 'error'
  if (program === 'docker' && command.args[0] === 'login') return 'warning'
  if (POSTGRES.test(program)) return empty === '' && swallowedBy(command, from, written) === null ? 'warning' : 'info'
  // They want a value for every option, and take no other option for one.
  if (/^(?:aws|gcloud|az)$/.test(program) && empty === '') return 'info'
  if (/^-\w$/.test(empty)) return 'info'
  // `pods/` and `:/tmp` name nothing to kubectl.
  if (/^(?:kubectl|oc)$/.test(program) && /^[\w.]+\/$|^:/.test(empty)) return 'info'
  if (effect === 'destructive' && !(program === 'aws' && written.length > 60)) return 'warning'
  // A service refuses a request that has a hole.
  if (/^(?:aws|gcloud|az)$/.test(program) && written.length > 60) return 'info'
  return effect === 'write' && empty !== '' && !REFUSES.test(program) ? 'warning' : 'info'
}

/** With a part of an address, a path or a name missing they say so, and nothing is done. */
const REFUSES =
  /^(?:curl|wget|docker|podman|ssh|scp|mkdir|touch|cp|mv|tar|export|echo|printf|git|node|python3?|bash|sh)$/

function readerOf(step: StepFact, read: VariableRead): CommandFact | undefined {
  return step.commands.find(({ from, to, carrier }) => carrier === null && read.from >= from && read.to <= to)
}

const TESTS = /-[zn] +"?\$\{?(\w+)/g

/** `if [ -z "$VERSION" ]`, `test -n "$VERSION"`: the runbook looks itself. */
function testedIn({ code }: StepFact): ReadonlySet<string> {
  return new Set(Array.from(code.matchAll(TESTS), ([, name = '']) => name))
}

/** Whether prose or a comment tells the reader to set a name. Few names are asked for: each is looked for by itself. */
function proseOf(runbook: RunbookFacts): (name: string) => boolean {
  const { text } = runbook
  const proseFrom = proseFinder(runbook)
  const told = new Map<string, boolean>()
  return (name) => {
    let found = told.get(name)
    if (found !== undefined) return found
    found = false
    let at = /^[A-Z][A-Z0-9_]{2,}$/.test(name) ? text.indexOf(name) : -1
    while (at >= 0 && !found) {
      const from = proseFrom(at)
      if (from <= at) found = !isPart(text, at, name) && !isInCommand(text, at)
      at = text.indexOf(name, Math.max(from, at + name.length))
    }
    told.set(name, found)
    return found
  }
}

function isPart(text: string, at: number, name: string): boolean {
  return /\w/.test(text[at - 1] ?? ' ') || /\w/.test(text[at + name.length] ?? ' ')
}

/** Whether a command in a sentence reads the name, as in "`curl $URL/health`": that tells nobody what it is. */
function isInCommand(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 160), at)
  return /`[a-z][\w.-]* [^`\n]*\$\{?$/.test(before) && (before.split('\n').at(-1)?.split('`').length ?? 1) % 2 === 0
}

/** The line of an offset, by binary search. */
function lineAt(lineStarts: readonly number[], offset: number): number {
  let [low, high] = [1, lineStarts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lineStarts[middle] as number) <= offset) low = middle + 1
    else high = middle
  }
  return low
}

/** Where in the line of an offset prose begins: after `#` in a block, or with the next line; elsewhere all of it is prose. */
function proseFinder({ text, lineStarts, fences }: RunbookFacts): (offset: number) => number {
  // Names stand several to a line: the last line is enough to remember.
  let last = { line: 0, from: 0 }
  return (offset) => {
    const line = lineAt(lineStarts, offset)
    // Of fences that hold steps only: what others hold is text like any other.
    if (!isBetweenMarks(fences, line)) return offset
    if (last.line !== line) {
      const start = text.lastIndexOf('\n', offset - 1) + 1
      const end = text.indexOf('\n', offset)
      const written = text.slice(start, end < 0 ? text.length : end)
      const comment = /(?:^|\s)#/.exec(written)
      last = { line, from: start + (comment === null ? written.length : comment.index + comment[0].length) }
    }
    return last.from
  }
}
