import { named } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const leftOut: Rule = {
  id: 'left-out',
  family: 'will not run',
  severity: 'error',
  summary: 'three dots stand where a command needs its arguments',
  when: ({ steps }) => steps.some(({ holes }) => holes.length > 0),
  check({ steps }, __, tell) {
    for (const step of steps) {
      for (const hole of step.holes) {
        if (hole.kind !== 'elision') continue
        const command = step.commands.find(
          ({ from, to, carrier }) => carrier === null && hole.from >= from && hole.to <= to,
        )
        if (command === undefined || /^(echo|printf|:)$/.test(command.program)) continue
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
            { part: hole },
          ),
        )
      }
    }
  },
}
