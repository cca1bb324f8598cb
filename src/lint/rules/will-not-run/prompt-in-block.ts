import { onLine, type Rule } from '../../rule.ts'

const SHELLS = /^(|bash|sh|shell|zsh|text|txt)$/

export const promptInBlock: Rule = {
  id: 'prompt-in-block',
  family: 'will not run',
  severity: 'info',
  summary: 'a block holds prompts, and perhaps output: pasted, they are run as commands',
  *check({ fences }) {
    for (const { language, lines } of fences) {
      if (!SHELLS.test(language)) continue
      const prompts = lines.filter(({ text }) => /^\s*\$ +\S/.test(text))
      const [first] = prompts
      const last = lines.findLast(({ text }) => text.trim() !== '')
      if (first === undefined || last === undefined) continue
      const output = lines.some(
        ({ line, text }) => line > first.line && /^[A-Za-z]/.test(text) && !continues(lines, line),
      )
      const more = output ? ', and every line of output is taken for a command' : ''
      yield {
        ...onLine(
          first.line,
          `pasted as it stands, the shell looks for a program called "$"${more}`,
          'leave the prompt out, or mark the block ```console, which nobody pastes whole',
        ),
        at: { line: first.line, endLine: last.line },
      }
    }
  },
}

/** The line goes on where the one above it ended with a backslash. */
function continues(lines: readonly { line: number; text: string }[], line: number): boolean {
  return lines.some((each) => each.line === line - 1 && /\\\s*$/.test(each.text))
}
