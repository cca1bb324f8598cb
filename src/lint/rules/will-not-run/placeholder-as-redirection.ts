import { changes, laterInFence, named, outermost } from '../../facts/ask.ts'
import { inCode } from '../../facts/conditions.ts'
import type { CommandFact, StepFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const placeholderAsRedirection: Rule = {
  id: 'placeholder-as-redirection',
  family: 'will not run',
  severity: 'info',
  summary: 'a placeholder such as <task-id> is a redirection to whoever pastes the line',
  when: inCode('<'),
  check({ steps }, __, tell) {
    for (const step of steps) {
      const holes = step.step.script?.holes ?? []
      if (holes.length === 0) continue
      const bare = holes.filter(({ from, quoting }) => quoting === 'bare' && step.code[from] === '<')
      const seen = new Set<CommandFact>()
      for (const hole of bare) {
        const command = step.commands.find(({ from, to }) => hole.from >= from && hole.to <= to)
        if (command === undefined || seen.has(command)) continue
        seen.add(command)
        const text = step.code.slice(hole.from, hole.to)
        const within = bare.filter(({ from, to }) => from >= command.from && to <= command.to)
        const next = goesOn(command, within)
        const then = next === null ? '' : `: nothing is done, and ${named(next)} on line ${next.line} runs all the same`
        tell(
          onCommand(command, `pasted with ${text} still in it, ${whatHappens(step, within)}${then}`, HINT, {
            part: hole,
            severity: next === null ? null : 'warning',
            // After the first letter of a word the shell would join them: quotes keep a value one word.
            fix: { step, from: hole.from, to: hole.to, text: `"\${${hole.name}:?}"` },
          }),
        )
      }
    }
  },
}

const HINT = 'write a variable in its place: unset, the shell stops and names it; Standby asks for its value either way'

interface Hole {
  from: number
  to: number
}

/**
 * The change that is made although the one with the hole was not; null where there is none. A hole by itself does no harm: the
 * shell looks for the file it is to read before it opens one to write, finds none and runs nothing. A syntax error ends a script.
 */
function goesOn(command: CommandFact, holes: readonly Hole[]): CommandFact | null {
  const outer = outermost(command)
  const { code, holes: all } = command.step
  if (!changes(outer) || outer.failureStops || holes.some(({ to }) => wordAfter(code, to) === null)) return null
  const next = laterInFence(outer).find(
    (other) => changes(other) && other.carrier === null && other.place === 'plain' && !outer.pipeline.includes(other),
  )
  if (next === undefined) return null
  const stopsToo = (next.step === command.step ? all : next.step.holes).some(
    ({ from, to }) => from >= next.from && to <= next.to,
  )
  return stopsToo ? null : next
}

/**
 * What a shell makes of `<a> b`: input from a file `a`, output into a file `b`. It reads the whole command first: where
 * any of the placeholders has no word after it, that is a syntax error and nothing at all is done.
 */
function whatHappens({ code }: StepFact, holes: readonly Hole[]): string {
  const broken = holes.find(({ to }) => wordAfter(code, to) === null)
  if (broken !== undefined) return `the shell stops with a syntax error after "${code.slice(broken.from, broken.to)}"`
  const [hole = { from: 0, to: 0 }] = holes
  const input = code
    .slice(hole.from + 1, hole.to - 1)
    .trim()
    .split(/\s/)[0]
  const output = />[ \t]*([^\s|&;<>()'"]+)$/.exec(code.slice(0, hole.from))?.[1]
  if (output !== undefined)
    return `the shell means to write its output into "${output}", and then looks for a file "${input}" to read`
  return `the shell looks for a file "${input}" to read, and means to write its output into a file ${wordAfter(code, hole.to)}`
}

/** The word that the shell takes for the name of a file, in quotes; null where there is none. */
function wordAfter(code: string, at: number): string | null {
  const found = /^(?:[^\S\n]|\\\n)*(?:(["'])([^"'\n]{0,200})|(\$\()|([^\s|&;<>()#"'][^\s|&;<>()"']*))/.exec(
    code.slice(at, at + 400),
  )
  if (found === null) return null
  if (found[3] !== undefined) return 'named by what $(…) prints'
  const name = (found[4] ?? found[2] ?? '').trim()
  return `"${name.length <= 40 ? name : `${name.slice(0, 39).trimEnd()}…`}"`
}
