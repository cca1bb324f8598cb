/**
 * An awk program without its strings, regular expressions and comments: what is left shows its operators. A `/` begins
 * a regular expression only where a value may begin; elsewhere it divides. Continued lines become one.
 */
export function bareAwk(program: string): string {
  const text = program.replaceAll(/\\\r?\n/g, ' ')
  const token = /"(?:\\.|[^"\\\n])*"|#[^\n]*|\s+|\w+|\+\+|--|[\s\S]/y
  const regex = /\/(?:\\.|\[(?:\\.|[^\]\n])+\]|[^/\\\n[])+\//y
  let bare = ''
  let before = ''
  while (token.lastIndex < text.length) {
    const from = token.lastIndex
    regex.lastIndex = from
    const begins = VALUE_BEGINS.test(before) && text[from] === '/'
    const found = (begins ? regex.exec(text)?.[0] : undefined) ?? token.exec(text)?.[0] ?? ''
    token.lastIndex = from + Math.max(1, found.length)
    const shown = found.startsWith('"') && found.length > 1 ? '""' : found.startsWith('#') ? '' : found
    bare += begins && found.length > 1 ? '//' : shown
    if (shown.trim() !== '' || shown.includes('\n')) before = shown.trim() === '' ? '\n' : shown
  }
  return bare
}

/** What may stand before a value, and so before a regular expression. */
const VALUE_BEGINS = /^(?:|[({},;!~&|?:=+*%^<>\n-]|print|printf|return|case|in)$/
