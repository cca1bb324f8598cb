/** What any of the rules below could change. */
const MARKED = /[[*_`<\\{\t]| {2}/

/** Markdown of one line or cell as a reader sees it: no marks of emphasis, code, links or images. */
export function plainText(markdown: string): string {
  if (!MARKED.test(markdown)) return markdown.trim()
  return markdown
    .replace(/!?\[([^\]\n]{0,500})\]\([^)\n]{0,2000}\)/g, '$1')
    .replace(/\*\*|__(?=\S)|(?<=\S)__/g, '')
    .replace(/(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])/g, '$1')
    .replace(/(?<!\w)_(?=\S)([^_\n]+)(?<=\S)_(?!\w)/g, '$1')
    .replace(/`+/g, '')
    .replace(/<\/?(?:br|b|i|em|strong|code|kbd|sub|sup)\s*\/?>/gi, ' ')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\{#[\w-]+\}\s*$/, '')
    .replace(/[ \t]+/g, ' ')
    .trim()
}

/** A line that begins with a bold label: `**Severity**: Critical`, `**Rollback:**`. */
export interface Label {
  name: string
  /** Markdown after the label; empty when it stands alone. */
  value: string
  /** Whether a colon stands in or after the bold text. */
  colon: boolean
}

/** @returns null when the line does not begin with bold text that ends in a colon or is the whole line. */
export function readLabel(line: string): Label | null {
  const match = /^(?:[-*+]\s+)?(?:[^\w\s*_`]{1,4}\s*)?(\*\*|__)(?=\S)((?:(?!\1)[^\n])+?)\1\s*(:?)\s*(.*)$/.exec(
    line.trim(),
  )
  if (match === null) return null
  const [, , bold = '', after = '', value = ''] = match
  const colon = after === ':' || /[:：]\s*$/.test(bold)
  if (!colon && value !== '') return null
  return { name: plainText(bold).replace(/[\s:：]+$/, ''), value: value.trim(), colon }
}
