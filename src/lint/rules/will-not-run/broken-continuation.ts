import { inCode } from '../../facts/conditions.ts'
import type { CommandFact, StepFact } from '../../facts/facts.ts'
import { onCommand, type Rule, type Tell } from '../../rule.ts'

export const brokenContinuation: Rule = {
  id: 'broken-continuation',
  family: 'will not run',
  severity: 'error',
  summary: 'a comment or a blank follows the backslash that should continue the line',
  when: inCode('\\ ', '\\\t'),
  check({ steps }, __, tell) {
    for (const step of steps) {
      if (!/\\[ \t]/.test(step.code)) continue
      for (const command of step.commands) {
        // An escaped blank is a word of its own: `\ ` where `\` and the line's end were meant.
        const blank = command.words.find(
          (word, at) => at > 0 && step.code[word.from] === '\\' && /^[ \t]#?$/.test(word.value),
        )
        if (blank !== undefined && command.carrier === null && !command.program.startsWith('-'))
          broken(step, command, blank.from, tell)
      }
    }
  },
}

function broken(step: StepFact, command: CommandFact, from: number, tell: Tell): void {
  const end = step.code.indexOf('\n', from)
  const lineEnd = end < 0 ? step.code.length : end
  const rest = step.code.slice(from + 1, lineEnd)
  const comment = /^\s+(#.*)$/.exec(rest)?.[1]
  if (comment === undefined && rest.trim() !== '') return
  const next =
    step.code
      .slice(lineEnd + 1)
      .split('\n')[0]
      ?.trim() ?? ''
  const lost = next === '' ? '' : `; the shell then looks for a program called "${next.split(/\s/)[0]}"`
  // With a comment, it goes above the command; a lone blank just goes.
  const fix =
    comment === undefined
      ? { step, from: from + 1, to: lineEnd, text: '' }
      : { step, from: command.from, to: lineEnd, text: `${comment}\n${step.code.slice(command.from, from + 1)}` }
  tell(
    onCommand(
      command,
      `${comment === undefined ? 'a blank' : 'a comment'} after the backslash ends the command here: ${command.program} gets a blank as one more argument, and none of the lines below${lost}`,
      comment === undefined
        ? 'let the backslash be the last character of its line'
        : 'put the comment on a line of its own, above the command',
      { part: { from, to: lineEnd }, fix },
    ),
  )
}
