import { named } from '../../facts/ask.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const leftOut: Rule = {
  id: 'left-out',
  family: 'will not run',
  severity: 'error',
  summary: 'three dots stand where a command needs its arguments',
  when: ({ steps }) => steps.some(({ holes }) => holes.length > 0),
  check(runbook, __, tell) {
    const { steps } = runbook
    for (const step of steps) {
      for (const hole of step.holes) {
        if (hole.kind !== 'elision') continue
        const command = step.commands.find(
          ({ from, to, carrier }) => carrier === null && hole.from >= from && hole.to <= to,
        )
        if (command === undefined || /^(echo|printf|:)$/.test(command.program)) continue
        // A line of an answer, with a device for its first word.
        if (/^\/dev\//.test(command.words[0]?.text ?? '')) continue
        const after = step.fence?.steps
          .flatMap((other) => other.commands)
          .find((other) => other.line > command.line && (other.effect === 'write' || other.effect === 'destructive'))
        const then =
          after === undefined ? '' : `; pasted as a block, ${named(after)} on line ${after.line} runs all the same`
        tell(
          onCommand(
            command,
            `"${hole.text}" stands for what nobody wrote down: ${command.program.includes('___') ? 'the line' : named(command)} fails, or does something else${then}`,
            'write the command out; nobody knows it by heart at night',
            // "curl … | jq .name": what was written out before, again.
            { part: hole, severity: isShort(runbook, command) ? 'info' : null },
          ),
        )
      }
    }
  },
}

/** Nothing but the dots stands for its arguments, and the same program was called in full before. */
function isShort({ commands }: RunbookFacts, { program, words, line, step }: CommandFact): boolean {
  if (!words.slice(1).every(({ from, to }) => step.holes.some((hole) => hole.from <= from && hole.to >= to)))
    return false
  return commands.some((other) => other.program === program && other.line < line && other.words.length > 2)
}
