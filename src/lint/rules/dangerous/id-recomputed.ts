import { awsVerb, named } from '../../facts/ask.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { AWS } from '../../facts/programs.ts'
import { sign } from '../../facts/signs.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const idRecomputed: Rule = {
  id: 'id-recomputed',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a name made of the date is made again later, and comes out differently',
  programs: AWS,
  sign: sign('$(date'),
  check(runbook, commands, tell) {
    const made = new Map<string, CommandFact>()
    for (const command of commands) {
      if (command.program !== 'aws') continue
      const word = command.words.find(({ text }) => /\$\(date\b/.test(text) && !/^--/.test(text))
      if (word === undefined) continue
      if (/\bcreate-/.test(awsVerb(command))) {
        made.set(word.text, command)
        continue
      }
      const maker = made.get(word.text)
      if (maker === undefined || !isLater(runbook, maker, command)) continue
      const seconds = /%S|%s/.test(word.text)
      tell(
        onCommand(
          command,
          `${word.text} is worked out anew here: ${seconds ? 'by now it is another second' : 'after midnight it is another day'}, and ${named(command)} finds no such thing as line ${maker.line} made`,
          'set it once (ID=…$(date …)) and use "$ID" in both; or look it up by its time',
          { part: word },
        ),
      )
    }
  },
}

/** A minute's change hardly matters within one block; in another section it is another hour, or day. */
function isLater(_: RunbookFacts, maker: CommandFact, command: CommandFact): boolean {
  const text = command.words.map((word) => word.text).join(' ')
  return (
    /%[SsMH]/.test(text) || maker.step.procedure !== command.step.procedure || maker.step.fence !== command.step.fence
  )
}
