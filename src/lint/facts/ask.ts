import { type AwsCall, parseAws } from '../../analysis/aws/parse-aws.ts'
import { type KubectlCall, parseKubectl } from '../../analysis/kubectl/parse-kubectl.ts'
import type { ShellWord } from '../../analysis/shell/word.ts'
import { memory } from '../../runbook/remember.ts'
import type { CommandFact, RunbookFacts } from './facts.ts'

// Questions that many rules ask of a command. Each is a few lookups: rules may ask freely.

/** The call of the AWS CLI, parsed once; null for other programs. */
export function awsOf(command: CommandFact): AwsCall | null {
  if (command.program !== 'aws') return null
  command.aws ??= parseAws(argumentsOf(command))
  return command.aws
}

/** What the clients' parsers are given; of most commands every word is known. */
function argumentsOf({ words, args }: CommandFact): readonly string[] {
  return words.every((word) => word.value === word.text) ? args : words.slice(1).map(unmasked)
}

/** As the clients' parsers take what only the shell knows: a word with `<` or `$` in it, whose value they leave alone. */
function unmasked(word: ShellWord): string {
  if (word.value === word.text) return word.value
  return /[$`<]/.test(word.text) ? word.text : `${word.text}<>`
}

/** `ecs update-service`; empty for other programs. */
export function awsVerb(command: CommandFact): string {
  return command.program === 'aws' ? verbOf(command) : ''
}

/** What aws or kubectl is asked to do: `ecs update-service`, `rollout undo`; empty for other programs. */
export function verbOf(command: CommandFact): string {
  command.verb ??= readVerb(command)
  return command.verb
}

function readVerb(command: CommandFact): string {
  const aws = awsOf(command)
  if (aws === null) return kubectlOf(command)?.path.join(' ') ?? ''
  if (!aws.service) return ''
  return aws.operation ? `${aws.service} ${aws.operation}` : aws.service
}

/** The call of kubectl, or of `oc`, which takes the same and more; parsed once; null for other programs. */
export function kubectlOf(command: CommandFact): KubectlCall | null {
  if (command.program !== 'kubectl' && command.program !== 'oc') return null
  command.kubectl ??= parseKubectl(argumentsOf(command))
  return command.kubectl
}

/** `rollout undo`; empty for other programs. */
export function kubectlVerb(command: CommandFact): string {
  return command.program === 'kubectl' || command.program === 'oc' ? verbOf(command) : ''
}

/** As written, on one line, cut where it is long. */
export function shown(command: CommandFact, longest = 60): string {
  const text = command.words
    .map((word) => word.text)
    .join(' ')
    .replace(/\s+/g, ' ')
  return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`
}

/** The program with the words that say what it is asked to do: `aws ecs update-service`, `kubectl rollout undo`. */
export function named(command: CommandFact): string {
  const { program } = command
  const aws = awsVerb(command)
  if (aws !== '') return `aws ${aws}`
  const kubectl = kubectlVerb(command)
  if (kubectl !== '') return `${program} ${kubectl}`
  const [carried] = command.carried
  if (program === 'sudo' && carried !== undefined) return `sudo ${named(carried)}`
  const verb = command.args.find((arg) => /^[a-z][a-z-]+$/.test(arg))
  // Files and profiles stand before the verb.
  if (/^(?:docker|podman)-compose$/.test(program)) return withVerb(program, command.args)
  if (command.args[0] !== verb || verb === undefined) return program
  if (/^(?:docker|podman)$/.test(program) && verb === 'compose') return withVerb(`${program} compose`, command.args)
  return `${program} ${verb}`
}

function withVerb(compose: string, args: readonly string[]): string {
  const verb = args.find((arg) => COMPOSE_VERBS.has(arg))
  return verb === undefined ? compose : `${compose} ${verb}`
}

const COMPOSE_VERBS: ReadonlySet<string> = new Set(
  'up down start stop restart build pull push run exec logs ps rm kill create config top cp port pause unpause images events ls scale stats watch'.split(
    ' ',
  ),
)

/** A compose file that says itself that it is for the own machine: nobody is served there. */
export function isOwnStack({ args }: CommandFact): boolean {
  return args.some((arg) => /(?:^|[./_-])(?:local|dev|development|laptop)(?:[._-][\w.-]*)?\.ya?ml$/i.test(arg))
}

/** Whether any of the flags stands there: `--force`, `-f`; short letters also joined, as in `-it`. */
export function hasFlag(command: CommandFact, ...names: string[]): boolean {
  return command.args.some(
    (arg) =>
      arg.startsWith('-') &&
      names.some((name) =>
        name.startsWith('--') || name.length > 2
          ? arg === name || arg.startsWith(`${name}=`)
          : /^-[A-Za-z]+$/.test(arg) && arg.includes(name[1] ?? ''),
      ),
  )
}

/** The word that is an option's value: `--name value`, `--name=value`, `-n value`; null when it is not given. */
export function optionOf(command: CommandFact, ...names: string[]): ShellWord | null {
  const words = command.words
  for (let at = 1; at < words.length; at++) {
    const word = words[at]
    // Every name begins with a dash; most words do not.
    if (word === undefined || !word.value.startsWith('-')) continue
    for (const name of names) {
      if (word.value === name) return words[at + 1] ?? null
      if (name.startsWith('--') && word.value[name.length] === '=' && word.value.startsWith(name)) {
        const skip = name.length + 1
        return { ...word, value: word.value.slice(skip), text: word.text.slice(skip) }
      }
      if (name.length === 2 && word.value.length > 2 && word.value.startsWith(name) && /^-[A-Za-z]$/.test(name))
        return { ...word, value: word.value.slice(2), text: word.text.slice(2) }
    }
  }
  return null
}

/**
 * How far rules look around a command. No procedure that people follow has more commands than this between two that
 * belong together, and a file made of one endless procedure is still read in linear time.
 */
const FARTHEST = 300

const procedureRows = memory<RunbookFacts, ReadonlyMap<unknown, readonly CommandFact[]>>()

/** The commands of the command's procedure. */
function rowOf(runbook: RunbookFacts, command: CommandFact): readonly CommandFact[] {
  let rows = procedureRows.get(runbook)
  if (rows === undefined) {
    rows = Map.groupBy(runbook.commands, ({ step }) => step.procedure)
    procedureRows.set(runbook, rows)
  }
  return rows.get(command.step.procedure) ?? []
}

/** Where the first command after this one stands in a row in the order of the file; by binary search. */
function placeAfter({ index }: CommandFact, row: readonly CommandFact[]): number {
  let [low, high] = [0, row.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((row[middle]?.index ?? 0) > index) high = middle
    else low = middle + 1
  }
  return low
}

function after(command: CommandFact, row: readonly CommandFact[]): CommandFact[] {
  const at = placeAfter(command, row)
  return row.slice(at, at + FARTHEST)
}

/** Commands of the same procedure that come before, nearest last. */
export function earlier(runbook: RunbookFacts, command: CommandFact): CommandFact[] {
  const row = rowOf(runbook, command)
  const at = placeAfter(command, row) - 1
  return row.slice(Math.max(0, at - FARTHEST), at)
}

/** Commands of the same procedure that come after. */
export function later(runbook: RunbookFacts, command: CommandFact): CommandFact[] {
  return after(command, rowOf(runbook, command))
}

/** Commands of the same procedure around this one, and it. */
export function sameProcedure(runbook: RunbookFacts, command: CommandFact): CommandFact[] {
  return [...earlier(runbook, command), command, ...later(runbook, command)]
}

/** Commands later in the same fence: what a person who pastes the block runs with it. */
export function laterInFence(command: CommandFact): CommandFact[] {
  return after(command, (command.step.fence ?? command.step).commands)
}

/** The command that stands by itself and hands this one on; itself where nothing does. */
export function outermost(command: CommandFact): CommandFact {
  let outer = command
  while (outer.carrier !== null) outer = outer.carrier
  return outer
}

/** Whether a command changes something, as far as is known. */
export function changes(command: CommandFact): boolean {
  return command.effect === 'write' || command.effect === 'destructive'
}

/** The whole text of the procedure, headings and comments included. */
export function textOf(runbook: RunbookFacts, command: CommandFact): string {
  const { line, endLine } = command.step.procedure
  return runbook.lines.slice(line - 1, endLine).join('\n')
}

/** The rest of the procedure, in words and commands, after the block of a command. */
export function textAfter(runbook: RunbookFacts, command: CommandFact): string {
  const from = command.step.fence?.endLine ?? command.step.step.endLine
  return runbook.lines.slice(from, Math.min(command.step.procedure.endLine, from + FARTHEST)).join('\n')
}

/** Titles the command stands under: its step's, its section's, its procedure's. */
export function titlesOf(command: CommandFact): string {
  const { step, procedure } = command.step
  return [step.title, step.section ?? '', procedure.heading].join(' / ')
}

/**
 * A list of commands to choose from, by the last word of a heading above it: "Common Commands", "Quick Reference", "CLI
 * examples". Nobody runs such a block from top to bottom.
 */
export function isToChooseFrom(command: CommandFact): boolean {
  const { step, procedure } = command.step
  return CHOICES.test(step.section ?? '') || CHOICES.test(procedure.heading)
}

const CHOICES = /\b(?:commands|references?|cheat[ -]?sheets?|examples|snippets|one-liners)\W*$|\bcommands (?:for|to)\b/i

/**
 * Whether all of a word is written there: no placeholder, no variable. An unquoted `?` of an address is a pattern to the
 * shell, which leaves it alone where no file is called so.
 */
export function standsInFull({ step }: CommandFact, { fixed, from, to }: ShellWord): boolean {
  const source = step.code.slice(from, to)
  if (step.holes.some((hole) => hole.from < to && hole.to > from) || /<[\w-]+>/.test(source)) return false
  return fixed || (source.includes('?') && !/[$`]/.test(source))
}
