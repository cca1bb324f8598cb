import type { CommandFact, StepFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const placeholderAsRedirection: Rule = {
  id: 'placeholder-as-redirection',
  family: 'will not run',
  severity: 'warning',
  summary: 'a placeholder such as <task-id> is a redirection to whoever pastes the line',
  *check({ steps }) {
    const told = new Map<unknown, Set<string>>()
    for (const step of steps) {
      const block = step.fence ?? step
      const bare = (step.step.script?.holes ?? []).filter(
        ({ from, quoting }) => quoting === 'bare' && step.code[from] === '<',
      )
      const seen = new Set<CommandFact>()
      for (const hole of bare) {
        const command = step.commands.find(({ from, to }) => hole.from >= from && hole.to <= to)
        if (command === undefined || seen.has(command)) continue
        seen.add(command)
        const text = step.code.slice(hole.from, hole.to)
        // Once a block is enough: who mends the first sees the others.
        const names = told.get(block) ?? new Set()
        told.set(block, names)
        if (names.has(text)) continue
        names.add(text)
        yield onCommand(command, `pasted with ${text} still in it, ${whatHappens(step, hole, text)}`, HINT, {
          part: hole,
          // After the first letter of a word the shell would join them: quotes keep a value one word.
          fix: { step, from: hole.from, to: hole.to, text: `"\${${hole.name}:?}"` },
        })
      }
    }
  },
}

const HINT = 'write a variable in its place: unset, the shell stops and names it; Standby asks for its value either way'

/** What a shell makes of `<a> b`: input from a file `a`, output into a file `b`. */
function whatHappens(step: StepFact, hole: { to: number }, text: string): string {
  const after = step.code.slice(hole.to)
  const next = /^[^\S\n]*(?:\\\n\s*)?([^\s|&;<>()]+)/.exec(after)?.[1]
  const input = text.slice(1, -1).trim().split(/\s/)[0]
  if (next === undefined) return `the shell stops with a syntax error after "${text}"`
  return `the shell looks for a file "${input}" to read, and means to write its output into a file "${next}"`
}
