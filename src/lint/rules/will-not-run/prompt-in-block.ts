import { holds } from '../../facts/conditions.ts'
import { onLine, type Rule } from '../../rule.ts'

const PROMPT = /^\s*\$ +\S/
const SHELLS = /^(|bash|sh|shell|zsh|text|txt)$/

export const promptInBlock: Rule = {
  id: 'prompt-in-block',
  family: 'will not run',
  severity: 'info',
  summary: 'a block holds prompts, and perhaps output: pasted, they are run as commands',
  when: holds('$ '),
  check({ fences }, __, tell) {
    for (const { language, line, lines } of fences) {
      if (!SHELLS.test(language)) continue
      const first = lines.findIndex((text) => PROMPT.test(text))
      if (first < 0) continue
      const last = lines.findLastIndex((text) => text.trim() !== '')
      // A line goes on where the one above it ended with a backslash.
      const output = lines.some(
        (text, at) => at > first && /^[A-Za-z]/.test(text) && !/\\\s*$/.test(lines[at - 1] ?? ''),
      )
      const more = output ? ', and every line of output is taken for a command' : ''
      tell({
        ...onLine(
          line + 1 + first,
          `pasted as it stands, the shell looks for a program called "$"${more}`,
          'leave the prompt out, or mark the block ```console, which nobody pastes whole',
        ),
        at: { line: line + 1 + first, endLine: line + 1 + last },
      })
    }
  },
}
