import {
  type Assignment,
  type Command as CommandNode,
  forEachChild,
  type ParsedScript,
  type Redirection,
  type SyntaxNode,
} from 'unbash'
import { isShellOwn } from '../../runbook/placeholders.ts'
import type { Finding, Input } from '../finding.ts'
import { atLeast, unknown, worstOf } from '../finding.ts'
import { assignmentFinding, redirectionFindings } from './builtins.ts'
import { plainSource, type Source } from './source.ts'
import { readWord, type ShellWord } from './word.ts'

/** A simple command where it stands. */
export interface FoundCommand {
  from: number
  to: number
  /** As written, with its path: `./scripts/smoke_test.sh`; `(assignment)`. */
  program: string
  words: ShellWord[]
  finding: Finding
}

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
  /** Variables set anywhere so far, also where the setting does not last. */
  known: Set<string>
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
const DECLARES = /^(export|declare|typeset|local|readonly)$/
/** Builtins whose arguments may be names of variables they set. */
const SETS = /^(declare|typeset|local|readonly|read|mapfile|readarray|getopts|printf)$/

const NONE: Input = { kind: 'none' }
const UNKNOWN: Input = { kind: 'unknown' }

/** Visits a tree in the order of the text and collects its commands and variables. */
export function walkNode(node: SyntaxNode, walk: Walk, place: Place = { input: NONE, apart: false }): void {
  switch (node.type) {
    case 'Command':
      walkCommand(node, walk, place)
      return
    case 'Pipeline':
      for (const [at, command] of node.commands.entries())
        walkNode(command, walk, {
          input: at === 0 ? place.input : UNKNOWN,
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
      setVariable(node.name.value, walk, place)
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
      setVariable(node.name, walk, place)
      return
    case 'SimpleExpansion':
      readVariable(node.text.slice(1), walk)
      return
    case 'ParameterExpansion':
      // `${X:-y}` needs no X; `${X:?}` does.
      if (node.operation?.type !== 'Default' || node.operation.operator.endsWith('?'))
        readVariable(node.parameter, walk)
      forEachChild(node, (child) => walkNode(child, walk, place))
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
    for (const part of node.prefix) {
      // `A=1 command`: only the command sees it.
      forEachChild(part, (child) => walkNode(child, walk, { ...place, apart: true }))
    }
    walkNode(node.name, walk, { ...place, apart: true })
    const declares = DECLARES.test(node.name.value)
    for (const part of node.suffix)
      if (declares) walkNode(part, walk, place)
      else forEachChild(part, (child) => walkNode(child, walk, { ...place, apart: true }))
    addCommand(node, walk, input, at)
    notePrograms(node, walk, place)
  }
  const last = walk.commands[at]
  if (last)
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
  const local = words[0]?.fixed ? walk.functions.get(program) : undefined
  let finding = local ? { ...local, subcommand: null, code: [] } : walk.resolve(words, input)
  for (const part of node.prefix) if (part.type === 'Assignment') finding = withAssignment(finding, part.name)
  if (DECLARES.test(program))
    for (const argument of node.args)
      if (argument.type === 'Assignment') finding = withAssignment(finding, argument.name)
  if (walk.distrust !== null) finding = atLeast(finding, walk.distrust)
  const nested = walk.commands.splice(at)
  walk.commands.push({ from: base + node.pos, to: base + endOf(node), program, words, finding }, ...nested)
}

function withAssignment(finding: Finding, name: string): Finding {
  const set = assignmentFinding(name)
  return set.effect === 'read' ? finding : atLeast(finding, set)
}

function walkAssignments(node: CommandNode, walk: Walk, place: Place): void {
  const names = node.prefix.filter((part): part is Assignment => part.type === 'Assignment')
  const findings = names.map(({ name }) => assignmentFinding(name))
  const only = names.length > 0 ? worstOf(findings, 'sets a shell variable') : worstOf([], 'only redirects')
  walk.commands.push({
    from: walk.base + node.pos,
    to: walk.base + endOf(node),
    program: names.length > 0 ? '(assignment)' : '(redirection)',
    words: [],
    finding: only,
  })
  for (const part of node.prefix) walkNode(part, walk, place)
  for (const part of node.suffix) walkNode(part, walk, place)
}

/** `export A=1`, `read NAME`, `mapfile LINES`: builtins that set variables by their arguments. */
function notePrograms(node: CommandNode, walk: Walk, place: Place): void {
  const program = node.name?.value ?? ''
  if (!SETS.test(program)) return
  if (program === 'printf' && node.args[0]?.text !== '-v') return
  for (const argument of node.args) {
    const name = argument.type === 'Assignment' ? argument.name : argument.text
    if (/^[A-Za-z_]\w*$/.test(name)) setVariable(name, walk, place)
  }
}

function walkRedirected(command: SyntaxNode, redirects: readonly Redirection[], walk: Walk, place: Place): void {
  const at = walk.commands.length
  walkNode(command, walk, { ...place, input: inputOf(redirects, place.input) })
  for (const redirect of redirects) walkNode(redirect, walk, { ...place, apart: true })
  const first = walk.commands[at]
  if (first)
    for (const found of redirectionFindings(redirects, walk, readWord)) first.finding = atLeast(first.finding, found)
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

/** A command's end, with the here-documents that follow its line. */
export function endOf(node: CommandNode): number {
  return Math.max(
    node.end,
    ...node.redirects.map((redirect) =>
      redirect.type === 'HereDoc' ? (redirect.closing?.end ?? redirect.body.end) : 0,
    ),
  )
}

function setVariable(name: string, walk: Walk, place: Place): void {
  const set = assignmentFinding(name)
  if (set.effect !== 'read') walk.distrust = set
  walk.known.add(name)
  if (!place.apart) walk.assigned.add(name)
}

function readVariable(name: string, walk: Walk): void {
  if (/^[A-Za-z_]\w*$/.test(name) && !isShellOwn(name) && !walk.known.has(name)) walk.read.add(name)
}
