import type { Token } from './lexer.ts'
import { beginsLine } from './meta-command.ts'

/** T-SQL begins a new statement with these, without a semicolon before them. Nobody begins a line with such an alias. */
const BEGINS = /^(?:exec|execute|kill|dbcc|shutdown|reconfigure|go|backup|restore|deny|waitfor)$/

/**
 * Where databases differ so much that one's harmless text is another's statement; null if nowhere. The words of a text are
 * told apart by PostgreSQL's rules.
 *
 * @param text - What the tokens' offsets count in.
 */
export function doubtIn(text: string, tokens: readonly Token[]): string | null {
  for (const [at, token] of tokens.entries()) {
    if (at > 0 && token.kind === 'word' && BEGINS.test(token.text) && beginsLine(text, token.from))
      return `${token.text.toUpperCase()} begins a statement of its own where no semicolon is needed`
    // PostgreSQL ends a text at the quote, MySQL does not.
    const isPlain = token.kind === 'string' && token.text.startsWith("'")
    if (isPlain && /\\'/.test(token.text) && tokens[at - 1]?.text !== 'escape')
      return 'a backslash before a quote: databases differ on where the text ends'
  }
  return null
}
