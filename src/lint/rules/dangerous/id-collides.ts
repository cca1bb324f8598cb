import { awsVerb, named } from '../../facts/ask.ts'
import { sign } from '../../facts/signs.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const idCollides: Rule = {
  id: 'id-collides',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a name is made of the date alone: the second one of a day already exists',
  programs: new Set(['aws', 'git']),
  sign: sign('$(date'),
  check(_, commands, tell) {
    for (const command of commands) {
      if (!/\bcreate-/.test(awsVerb(command)) && !(command.program === 'git' && command.args[0] === 'tag')) continue
      const word = command.words.find(({ text }) =>
        /\$\(date[^)]*\+["']?%Y[-_.]?%m[-_.]?%d["']?\)|\$\(date[^)]*\+["']?%F["']?\)/.test(text),
      )
      if (word === undefined) continue
      tell(
        onCommand(
          command,
          `${word.text} is the same all day: the second time, ${named(command)} answers that it exists already, and there is no fresh one`,
          'add the time: $(date -u +%Y%m%d-%H%M%S), kept in a variable for the steps that need it again',
          { part: word },
        ),
      )
    }
  },
}
