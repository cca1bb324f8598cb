import {
  type Assignment,
  type Command as CommandNode,
  forEachChild,
  type ParsedScript,
  type Redirection,
  type SyntaxNode,
  type Word,
} from 'unbash'
import { isShellOwn } from '../../runbook/shell/parameter-name.ts'
import type { Finding, Input } from '../finding.ts'
import { atLeast, unknown, worstOf } from '../finding.ts'
import { isFilter } from '../programs/table.ts'
import { assignmentFinding, redirectionFindings } from './builtins.ts'
import {
  addBare,
  addEvaluation,
  callOf,
  EVALUATES,
  evaluationIn,
  hidesCommand,
  literalOf,
  nameIn,
  refersTo,
  setsOption,
  textOf,
  valuesOf,
} from './evaluation.ts'
import type { FoundCommand } from './found-command.ts'
import { splicedInto } from './program-text.ts'
import { plainSource, type Source } from './source.ts'
import { readWord, type ShellWord } from './word.ts'

/** What walking a tree collects; handed from node to node. */
export interface Walk {
  source: Source
  /** Where the parsed text begins in the source. */
  base: number
  resolve(words: readonly ShellWord[], input: Input): Finding
  commands: FoundCommand[]
  /** Functions of the text by name, with what their bodies do. */
  functions: Map<string, Finding>
  assigned: Set<string>
  /** Variables set anywhere so far, also where the setting does not last; true for those that hold known words of harmless characters. */
  known: Map<string, boolean>
  /** Of those, the ones that hold an option. */
  dashed: Set<string>
  read: Set<string>
  problems: { message: string; at: number }[]
  /** Set once a variable that decides what programs run has been changed: from then on no name is to be trusted. */
  distrust: Finding | null
}

interface Place {
  input: Input
  /** In a subshell, a pipeline or a substitution: what is assigned there does not last. */
  apart: boolean
}

/** Builtins whose arguments may be assignments. */
const DECLARES = new Set('export declare typeset local readonly'.split(' '))
/** Builtins whose arguments may be names of variables they set. */
const SETS = new Set('declare typeset local readonly read mapfile readarray getopts printf'.split(' '))

const NONE: Input = { kind: 'none' }
const UNKNOWN: Input = { kind: 'unknown' }

/** Visits a tree in the order of the text and collects its commands and variables. */
export function walkNode(node: SyntaxNode, walk: Walk, place: Place = { input: NONE, apart: false }): void {
  switch (node.type) {
    case 'Word':
      // Most words are plain.
      if (node.parts !== undefined) for (const part of node.parts) walkNode(part, walk, place)
      return
    case 'Statement':
      walkNode(node.command, walk, place)
      return
    case 'Command':
      walkCommand(node, walk, place)
      return
    case 'Pipeline':
      for (const [at, command] of node.commands.entries())
        walkNode(command, walk, {
          input: at === 0 ? place.input : pipedFrom(node.commands[at - 1], walk),
          apart: place.apart || node.commands.length > 1,
        })
      return
    case 'Redirected':
      walkRedirected(node.command, node.redirects, walk, place)
      return
    case 'Function': {
      const first = walk.commands.length
      walkNode(node.body, walk, { ...place, input: UNKNOWN })
      const body = walk.commands.slice(first).map((command) => command.finding)
      walk.functions.set(node.name.value, worstOf(body, `runs the function ${node.name.value}`))
      return
    }
    case 'For':
    case 'Select':
      for (const word of node.wordlist ?? []) walkNode(word, walk, place)
      setVariable(node.name.value, walk, place, node.wordlist ?? [])
      walkNode(node.body, walk, place)
      return
    case 'Subshell':
    case 'Coproc':
      forEachChild(node, (child) => walkNode(child, walk, { ...place, apart: true }))
      return
    case 'CommandExpansion': {
      if (node.script === undefined) return
      // What stands in escaped backticks has a text, and offsets, of its own.
      const own =
        node.script.source === undefined
          ? walk
          : { ...walk, base: walk.base + node.pos, source: plainSource(node.script.source) }
      walkScript(node.script, own, place)
      return
    }
    case 'Script':
      walkScript(node, walk, place)
      return
    case 'Assignment':
      forEachChild(node, (child) => walkNode(child, walk, place))
      setVariable(node.name, walk, place, valuesOf(node))
      return
    case 'SimpleExpansion':
      readVariable(node.text.slice(1), walk)
      return
    case 'ParameterExpansion':
      // `${X:-y}` needs no X; `${X:?}` does.
      if (node.operation?.type !== 'Default' || node.operation.operator.endsWith('?'))
        readVariable(node.parameter, walk)
      forEachChild(node, (child) => walkNode(child, walk, place))
      if (node.operation?.type === 'Default' && node.operation.operator.endsWith('='))
        setVariable(node.parameter, walk, place)
      if (/@P\}$/.test(node.text) || hidesCommand(node.index?.value ?? '')) addEvaluation(node, walk)
      return
    case 'TestCommand':
    case 'ArithmeticCommand':
    case 'ArithmeticExpansion':
      forEachChild(node, (child) => walkNode(child, walk, place))
      if (/'[^']*(?:\$\(|`)/.test(node.type === 'ArithmeticExpansion' ? node.text : textOf(node, walk)))
        addEvaluation(node, walk)
      return
    case 'ArithmeticWord':
      readVariable(node.value, walk)
      forEachChild(node, (child) => walkNode(child, walk, place))
      return
    default:
      forEachChild(node, (child) => walkNode(child, walk, place))
  }
}

/** A substitution's script: a shell of its own. */
function walkScript(script: ParsedScript, walk: Walk, place: Place): void {
  const first = walk.commands.length
  for (const child of script.commands) walkNode(child, walk, { input: place.input, apart: true })
  const error = script.errors?.[0]
  if (error === undefined) return
  walk.problems.push({ message: error.message, at: walk.base + error.pos })
  const garbled = unknown(`the shell cannot parse this: ${error.message}`)
  for (const command of walk.commands.slice(first)) command.finding = atLeast(command.finding, garbled)
}

function walkCommand(node: CommandNode, walk: Walk, place: Place): void {
  const input = inputOf(node.redirects, place.input)
  const at = walk.commands.length
  if (node.name === undefined) walkAssignments(node, walk, place)
  else {
    const within = place.apart ? place : { input: place.input, apart: true }
    const walkWithin = (child: SyntaxNode) => walkNode(child, walk, within)
    // `A=1 command`: only the command sees it.
    for (const part of node.prefix) forEachChild(part, walkWithin)
    walkNode(node.name, walk, within)
    const declares = DECLARES.has(node.name.value)
    for (const part of node.suffix)
      if (declares) walkNode(part, walk, place)
      else if (part.type === 'Word') walkNode(part, walk, within)
      else forEachChild(part, walkWithin)
    addCommand(node, walk, input, at)
    notePrograms(node, walk, place)
  }
  const last = walk.commands[at]
  if (last && node.redirects.length > 0)
    for (const found of redirectionFindings(node.redirects, walk, readWord)) last.finding = atLeast(last.finding, found)
}

function addCommand(node: CommandNode, walk: Walk, input: Input, at: number): void {
  const { source, base } = walk
  const words: ShellWord[] = []
  if (node.name !== undefined) words.push(readWord(node.name, source, base))
  for (const argument of node.args)
    words.push(
      readWord(argument.type === 'Word' ? argument : { ...argument, type: 'Word', value: argument.text }, source, base),
    )
  const program = words[0]?.text ?? ''
  if (walk.dashed.size > 0)
    for (const word of words) if (refersTo(word.text, walk.dashed)) word.opaque ||= word.lead === '' && !word.fixed
  const local = words[0]?.fixed ? walk.functions.get(program) : undefined
  let finding = local ? callOf(local, words) : walk.resolve(words, input)
  const fed = fedBy(node.redirects, base)
  if (finding.effect === 'read') finding = unlessSpliced(finding, isFilter(program) ? [] : fed, walk)
  if (EVALUATES.has(program)) finding = atLeast(finding, evaluationIn(program, node.args))
  for (const part of node.prefix) if (part.type === 'Assignment') finding = withAssignment(finding, part.name)
  if (DECLARES.has(program))
    for (const [at, argument] of node.args.entries())
      finding = withDeclared(finding, argument.type === 'Assignment' ? argument.name : nameIn(words[at + 1]))
  if (walk.distrust !== null) finding = atLeast(finding, walk.distrust)
  const found: FoundCommand = { from: base + node.pos, to: base + endOf(node), program, words, finding, fed }
  // Before the commands of its substitutions, which were met first.
  if (at === walk.commands.length) walk.commands.push(found)
  else walk.commands.splice(at, 0, found)
}

/** What goes into a program text must be known: else it may be more program. */
function unlessSpliced(finding: Finding, fed: FoundCommand['fed'], { source, known }: Walk): Finding {
  for (const word of [...finding.code, ...fed]) {
    const spliced = splicedInto(source.text, word, (name) => known.get(name) === false)
    if (spliced !== null) return atLeast(finding, unknown(`what ${spliced}… holds becomes part of a program`))
  }
  return finding
}

function withDeclared(finding: Finding, name: string | null): Finding {
  return name === null
    ? atLeast(finding, unknown('which variables it sets shows only when it runs'))
    : withAssignment(finding, name)
}

function withAssignment(finding: Finding, name: string): Finding {
  const set = assignmentFinding(name)
  return set.effect === 'read' ? finding : atLeast(finding, set)
}

function walkAssignments(node: CommandNode, walk: Walk, place: Place): void {
  const names = node.prefix.filter((part): part is Assignment => part.type === 'Assignment')
  const findings = names.map(({ name }) => assignmentFinding(name))
  if (
    node.prefix.some(
      (part) => part.type === 'Assignment' && valuesOf(part).some((word) => hidesCommand(literalOf(word))),
    )
  )
    findings.push(unknown('holds a command that runs where the shell evaluates it'))
  const only = names.length > 0 ? worstOf(findings, 'sets a shell variable') : worstOf([], 'only redirects')
  walk.commands.push({
    from: walk.base + node.pos,
    to: walk.base + endOf(node),
    program: names.length > 0 ? '(assignment)' : '(redirection)',
    words: [],
    finding: only,
    fed: [],
  })
  for (const part of node.prefix) walkNode(part, walk, place)
  for (const part of node.suffix) walkNode(part, walk, place)
}

const POSITIONAL = [...'123456789@*']

/** `export A=1`, `read NAME`, `mapfile LINES`: builtins that set variables by their arguments. */
function notePrograms(node: CommandNode, walk: Walk, place: Place): void {
  const program = node.name?.value ?? ''
  if (program === 'set' && setsOption(node.args.map(literalOf))) for (const name of POSITIONAL) walk.dashed.add(name)
  if (!SETS.has(program)) return
  const isPrintf = program === 'printf'
  if (isPrintf && !node.args[0]?.text.startsWith('-v')) return
  for (const argument of node.args) {
    const text = argument.type === 'Assignment' ? argument.name : literalOf(argument)
    const name = (isPrintf ? text.replace(/^-v/, '') : text).replace(/\+?=[\s\S]*/, '')
    if (/^[A-Za-z_]\w*$/.test(name)) setVariable(name, walk, place)
  }
}

function walkRedirected(command: SyntaxNode, redirects: readonly Redirection[], walk: Walk, place: Place): void {
  const at = walk.commands.length
  walkNode(command, walk, { ...place, input: inputOf(redirects, place.input) })
  for (const redirect of redirects) walkNode(redirect, walk, { ...place, apart: true })
  const found = redirectionFindings(redirects, walk, readWord)
  const fed = fedBy(redirects, walk.base)
  for (const each of walk.commands.slice(at)) each.fed = [...each.fed, ...fed]
  const first = walk.commands[at]
  // `[[ … ]] > file` has no command that could be blamed.
  if (first === undefined) {
    if (found.length > 0) addBare('(redirection)', command, worstOf(found, ''), walk)
  } else for (const each of found) first.finding = atLeast(first.finding, each)
}

/** `echo | openssl s_client …`, with `Q` to leave: the one input through a pipe that asks nothing. */
function pipedFrom(command: SyntaxNode | undefined, { functions, distrust }: Walk): Input {
  if (functions.has('echo') || distrust !== null) return UNKNOWN
  if (command?.type !== 'Command' || command.name?.text !== 'echo' || command.redirects.length > 0) return UNKNOWN
  const text = command.args.map((argument) => argument.text).join(' ')
  return /^(Q|"Q"|'Q')?$/.test(text) ? { kind: 'text', text: text.replace(/\W/g, '') } : UNKNOWN
}

function inputOf(redirects: readonly Redirection[], outer: Input): Input {
  let input = outer
  for (const redirect of redirects) {
    if (redirect.type === 'HereDoc') input = { kind: 'text', text: redirect.body.text }
    else if (redirect.type === 'HereString') input = { kind: 'text', text: redirect.target?.value ?? '' }
    else if (redirect.operator === '<' && redirect.target?.value === '/dev/null') input = { kind: 'text', text: '' }
    else if (redirect.operator === '<' || redirect.operator === '<>' || redirect.operator === '<&') input = UNKNOWN
  }
  return input
}

const NOTHING: readonly { from: number; to: number }[] = []

/** Where an input that stands in the text itself stands. */
function fedBy(redirects: readonly Redirection[], base: number): readonly { from: number; to: number }[] {
  if (redirects.length === 0) return NOTHING
  return redirects.flatMap((redirect) => {
    if (redirect.type === 'HereDoc') return [{ from: base + redirect.body.pos, to: base + redirect.body.end }]
    if (redirect.type !== 'HereString' || redirect.target === undefined) return []
    return [{ from: base + redirect.target.pos, to: base + redirect.target.end }]
  })
}

/** A command's end, with the here-documents that follow its line. */
function endOf(node: CommandNode): number {
  let end = node.end
  for (const redirect of node.redirects)
    if (redirect.type === 'HereDoc') end = Math.max(end, redirect.closing?.end ?? redirect.body.end)
  return end
}

function setVariable(name: string, walk: Walk, place: Place, values: readonly Word[] | null = null): void {
  const set = assignmentFinding(name)
  if (set.effect !== 'read') walk.distrust = set
  const isPlain = values?.every((word) => word.parts === undefined && /^[\w@%+:,./-]*$/.test(word.value)) ?? false
  walk.known.set(name, isPlain)
  if (values?.some((word) => /(?:^|\s)-[^\s\d]/.test(literalOf(word)))) walk.dashed.add(name)
  if (!place.apart) walk.assigned.add(name)
}

function readVariable(name: string, walk: Walk): void {
  if (/^[A-Za-z_]\w*$/.test(name) && !isShellOwn(name) && !walk.known.has(name)) walk.read.add(name)
}
