import type { StepKind } from '../../plan/plan.ts'
import type { Fence } from '../markdown/block.ts'
import { join } from '../sections/scopes.ts'
import { codeKind, type FenceKind, looksLikeCommand } from '../shell/language.ts'
import { isSetting, outputLines, queryLines, settingsAfterEditor } from '../shell/not-commands.ts'
import type { Scope, StepDraft } from '../step-draft.ts'
import { platformsAmong } from '../words/alternatives.ts'
import { isAlternative, isOptional, readCondition, readOption } from '../words/conditions.ts'
import { isClickPath, tellsToAct } from '../words/instructions.ts'
import { instructs, isNumbered } from '../words/words.ts'
import { type Group, groupLines } from './fence-groups.ts'
import { splitSessions } from './sessions.ts'

/** The steps of one fence: its comment-led groups, or the whole of it. */
export function fenceSteps(fence: Fence, kind: FenceKind, scope: Scope): StepDraft[] {
  if (kind === 'console') return consoleSteps(fence, scope)
  if (kind === 'sql' && fence.lines.some((line) => SQL_PROMPT.test(line))) return sqlConsoleSteps(fence, scope)
  if (kind !== 'shell' && kind !== 'sql') return [whole(fence, kind, scope)]
  const output = kind === 'shell' ? outputLines(fence.lines, fence.code) : NONE
  const groups = kind === 'shell' ? shellGroups(fence, output) : groupLines(fence, kind)
  const platforms = platformsAmong(groups.flatMap(({ comment, code }) => (code >= 0 ? comment.slice(0, 1) : [])))
  const steps: StepDraft[] = []
  const options = groups.some((group) => readOption(group.comment[0] ?? '') !== null)
  let option: string | null = null
  let orPending = false
  let guard: string | null = null
  const cases = groups.length === 1 ? 0 : groups.filter(({ comment }) => CASE.test(comment[0] ?? '')).length
  for (const [index, group] of groups.entries()) {
    const first = group.comment[0] ?? ''
    if (group.code < 0 && /^or$/i.test(first)) {
      orPending = true
      continue
    }
    if (readOption(first) !== null) option = first
    // "Do this OR that", and then the options one by one: the first lines only announce them.
    if (options && option === null && group.code < 0) continue
    // "Option 2: by hand" over "1. …", "2. …" is their name.
    const next = groups[index + 1]
    // "Test the sessions" right over "1. Create one", "2. Read it": their name too.
    const overFirst = group.code < 0 && next?.from === group.to + 1 && /^1[.)]/.test(next.comment[0] ?? '')
    const names = overFirst && !isNumbered(first) && readCondition(first) === null
    if (group.code < 0 && (names || (option === first && isNumbered(next?.comment[0] ?? '')))) continue
    // "If a node is left:" alone, or right over "1. …", and under it, each with a comment of its own, what to do then.
    const guards =
      group.code < 0 &&
      group.comment.length === 1 &&
      (overFirst || first.endsWith(':')) &&
      /^(?:if|unless|in case)\b/i.test(first) &&
      !instructs(first)
    if (guards || /^(?:otherwise|else|in any case|finally)\b/i.test(first)) guard = readCondition(first)
    if (guards && guard !== null) continue
    // "If the release is new:" and what to do then in the lines below it, up to the next such line.
    const inCase = cases > 1 && CASE.test(first) && group.comment.length > 1
    if (inCase) guard = readCondition(first)
    if (group.code < 0 && isField(first) && (NOTES.test(first) || fence.lines[group.from - 1]?.trim() !== '')) continue
    const asked = group.query === true && scope.roles[0] !== 'about'
    if (group.code < 0 && !asked && !isByHand(group.comment)) continue
    const step = groupStep(fence, group, kind, scope, output)
    step.condition = join(guard, step.condition)
    if (option !== null) {
      step.section = option
      step.choice = `alternatives-${fence.line}`
      step.condition ??= readCondition(option)
    } else if (platforms.has(first)) {
      step.choice = `alternatives-${fence.line}`
    } else if (orPending || isAlternative(first)) {
      const before = steps.at(-1)
      step.choice = before?.choice ?? `alternatives-${fence.firstLine + index}`
      if (before !== undefined) before.choice = step.choice
    }
    orPending = false
    steps.push(step)
  }
  return steps
}

/** A fence's groups without what no shell could run: settings are something to do by hand, output is what to expect. */
function shellGroups(fence: Fence, output: ReadonlySet<number>): Group[] {
  const queries = queryLines(fence.lines, fence.code)
  return splitSessions(groupLines(fence, 'shell'), fence).map((group) => {
    if (group.code < 0) return group
    const printed: string[] = []
    let runs = false
    for (let at = group.code; at <= group.to; at++) {
      const line = fence.lines[at] ?? ''
      if (output.has(at)) printed.push(line)
      else runs ||= /\S/.test(line) && !queries.has(at) && !isSetting(line)
    }
    if (!runs) return queries.has(group.code) ? { ...group, code: -1, query: true } : { ...group, code: -1 }
    return printed.length === 0 ? group : { ...group, expected: [...group.expected, ...printed] }
  })
}

/** The lines of a group that are to be run; what is not keeps its place, so that lines and columns stay. */
function runnable({ lines }: Fence, output: ReadonlySet<number>, from: number, to: number): string[] {
  const settings = settingsAfterEditor(lines, from, to)
  return lines.slice(from, settings < 0 ? to + 1 : settings).map((line, at) => (output.has(from + at) ? '' : line))
}

/** `If infrastructure issue:`, one of several in a block. */
const CASE = /^(?:if|unless|in case)\b.*:$/i

/** `Note: this one is slow`, right under a command: about it. */
function isField(comment: string): boolean {
  return /^(?:Note|Result|Output|Example|Docs?|Check|Look for): \S/.test(comment)
}

/** About what stands around it, wherever it stands. */
const NOTES = /^Note: /

/** Whether a comment over no command says what a person is to do. */
function isByHand([first = '', second]: readonly string[]): boolean {
  if (isNumbered(first) || instructs(withoutOr(first)) || says(second, first)) return true
  return isClickPath(first) || (second !== undefined && isClickPath(second))
}

/** What a comment goes on to say to do: under a title, and not as a field of it. */
function says(line: string | undefined, before: string): boolean {
  if (line === undefined || /^\w+:/.test(line)) return false
  // "If the attack goes on:" and then "Consider blocking the addresses": all the help there is.
  return tellsToAct(line) || (readCondition(before) !== null && instructs(line))
}

/** `Or reduce the timeout` → `reduce the timeout`. */
function withoutOr(text: string): string {
  return text.replace(/^or,?\s+/i, '')
}

/** "For lost objects:" over a comment that says what to do. */
function scopeOf([first = '', second]: readonly string[]): string | null {
  if (second === undefined || !/^for\s.{3,60}:$/i.test(first)) return null
  return /^for (?:example|more|each|all|every|now|details|reference|instance)\b/i.test(first)
    ? null
    : first.slice(0, -1)
}

/** `postgres=# `, `shop-> `, `mysql> `: what stands before each line that was typed at a database. */
const SQL_PROMPT = /^\s*(?:[\w-]{1,40}(?:=|-|\(|')[#>]|mysql>|MariaDB \[[^\]]{0,40}\]>|sqlite>|cqlsh>|\s{4}->)\s+(?=\S)/

/** A session at a database: what was typed keeps its lines less the prompt; the rest is what it should print. */
function sqlConsoleSteps(fence: Fence, scope: Scope): StepDraft[] {
  const typed = fence.lines.map((line) => (SQL_PROMPT.test(line) ? line.replace(SQL_PROMPT, '') : ''))
  const printed = fence.lines.filter((line) => line.trim() !== '' && !SQL_PROMPT.test(line))
  const steps = fenceSteps({ ...fence, lines: typed, code: typed.join('\n') }, 'sql', scope)
  for (const step of steps)
    step.text = fence.lines.slice(step.from - fence.firstLine, step.endLine - fence.firstLine + 1).join('\n')
  const last = steps.at(-1)
  if (last !== undefined && printed.length > 0) last.expected ??= printed.join('\n').slice(0, 2000)
  return steps
}

const NONE: ReadonlySet<number> = new Set()

function groupStep(
  fence: Fence,
  group: Group,
  language: 'shell' | 'sql',
  scope: Scope,
  output: ReadonlySet<number>,
): StepDraft {
  const prose = group.code < 0
  const start = prose ? group.from : group.code
  const lines = prose
    ? []
    : language === 'shell'
      ? runnable(fence, output, start, group.to)
      : fence.lines.slice(start, group.to + 1)
  const code = lines.join('\n')
  const said = group.comment.join(' / ')
  // Of several things to do without a command, a condition of the last is not one of all.
  const several = prose && tellsToAct(group.comment[0] ?? '')
  const asked = group.comment.filter((line, at) => at === 0 || !several || !tellsToAct(withoutOr(line)))
  const own = asked.map(readCondition).find((condition) => condition !== null) ?? scopeOf(group.comment)
  const kind: StepKind = prose ? 'prose' : language === 'sql' ? 'sql' : codeKind(lines)
  return {
    line: fence.firstLine + start,
    endLine: fence.firstLine + group.to,
    fence: fence.firstLine,
    from: fence.firstLine + group.from,
    title: said === '' ? scope.title : said.replace(/[\s:]+$/, ''),
    kind,
    section: scope.section,
    roles: scope.roles,
    headings: scope.headings,
    condition: join(scope.condition, own),
    choice: scope.choice,
    optional: scope.optional || isOptional(said),
    expected: group.expected.length === 0 ? null : group.expected.join('\n'),
    text: !prose && start === group.from ? code : fence.lines.slice(group.from, group.to + 1).join('\n'),
    code,
  }
}

function whole(fence: Fence, kind: Exclude<FenceKind, 'console'>, scope: Scope): StepDraft {
  const first = Math.max(
    0,
    fence.lines.findIndex((line) => line.trim() !== ''),
  )
  const code = fence.lines.slice(first).join('\n').trimEnd()
  return {
    line: fence.firstLine + first,
    endLine: fence.firstLine + first + code.split('\n').length - 1,
    fence: fence.firstLine,
    from: fence.firstLine + first,
    title: scope.title,
    kind,
    section: scope.section,
    roles: scope.roles,
    headings: scope.headings,
    condition: scope.condition,
    choice: scope.choice,
    optional: scope.optional,
    expected: null,
    text: code,
    code,
  }
}

/**
 * A session: `$ ` before what was typed, output between. What was typed keeps its lines and columns less the prompt;
 * output becomes blank lines, and what the step is expected to print.
 */
function consoleSteps(fence: Fence, scope: Scope): StepDraft[] {
  const typed: string[] = []
  const printed: string[] = []
  let continued = false
  let prompted = false
  for (const line of fence.lines) {
    const prompt = /^(\s*(?:[\w.@~:/\\[\]() -]{0,60})?[$%]\s+)(?=\S)/.exec(line)
    if (continued) typed.push(line.replace(/^\s*>\s/, ''))
    else if (prompt !== null) {
      typed.push(line.slice(prompt[0].length))
      prompted = true
    }
    // The author forgot the prompt of the first command; after one, what has none is output.
    else if (!prompted && looksLikeCommand(line)) typed.push(line)
    else if (/^\s*#\s/.test(line)) typed.push(line)
    else {
      typed.push('')
      if (line.trim() !== '') printed.push(line)
    }
    continued = (continued || prompt !== null || !prompted) && /\\$/.test(line)
  }
  const steps = fenceSteps({ ...fence, lines: typed, code: typed.join('\n') }, 'shell', scope)
  for (const step of steps)
    step.text = fence.lines.slice(step.from - fence.firstLine, step.endLine - fence.firstLine + 1).join('\n')
  const last = steps.at(-1)
  if (last !== undefined && printed.length > 0) last.expected ??= printed.join('\n').slice(0, 2000)
  return steps
}
