import { longPattern } from '../../core/long-pattern.ts'
import { codeKind, looksLikeCommand } from './language.ts'

/** `systemctl restart api` within a sentence, with the words around it. */
interface Span {
  code: string
  before: string
}

/** Words right before code that say: this is to be run. */
const RUN = longPattern('i')`
  (?:^|[^\w])(?:run|execute|type|enter|invoke|use|issue|with|via|by running|ausführen|starten|exécut\w+|lancez?
    |lancer|ejecut\w+|execut\w+|esegu\w+|uitvoeren|运行|执行|実行|выполните)
  (?: the(?: following)?(?: command)?)?\s*[:：]?\s*$`

/** Nothing more, or a remark in brackets: "Build succeeds: `npm run build` (for the frontend)". */
const ENDS = /^\s*(?:\([^()]{1,60}\)\s*)?\.?\s*$/

/**
 * The command a sentence says to run: "Run `kubectl get pods -n prod` on every node". Null when it names none, or several:
 * then a person must choose.
 */
export function commandToRun(markdown: string): string | null {
  if (!markdown.includes('`')) return null
  if (!markdown.includes('`')) return null
  const commands = spansOf(markdown).filter(({ code }) => isWholeCommand(code))
  if (commands.length !== 1) return null
  const { code, before } = commands[0] as Span
  // An item that holds nothing else is something to type.
  if (markdown.trim() === `\`${code}\``) return code
  // "Restart the service: `systemctl restart api`" ends in what to type.
  const after = markdown.slice(markdown.lastIndexOf(`\`${code}\``) + code.length + 2)
  const closes = /[:：](?:\*\*|__)?\s*$/.test(before) && ENDS.test(after)
  // "All tests pass (`make test`)": how it is seen.
  const within = /\s\($/.test(before) && /^\)[.\s]*$/.test(after)
  return RUN.test(before) || closes || within ? code : null
}

/** The command that is all a table's cell holds; null when it holds anything else. */
export function commandInCell(markdown: string): string | null {
  if (!markdown.includes('`')) return null
  const code = /^`([^`]+)`$/.exec(markdown.trim())?.[1]?.trim()
  return code !== undefined && isWholeCommand(code) ? code.replace(/\\\|/g, '|') : null
}

/** `kubectl` alone is the name of a tool; `kubectl get pods` is something to type. */
function isWholeCommand(code: string): boolean {
  return /\s/.test(code.trim()) && (looksLikeCommand(code) || isStatement(code)) && !/\.{3}|…/.test(code)
}

/** `ANALYZE orders;`: for a database; "SELECT" in a sentence is talk. */
function isStatement(code: string): boolean {
  return codeKind([code]) === 'sql' && (/;\s*$/.test(code) || /^explain\s/i.test(code))
}

function spansOf(markdown: string): Span[] {
  const spans: Span[] = []
  for (const match of markdown.matchAll(/(?<!`)`([^`\n]{1,400})`(?!`)/g))
    spans.push({
      code: (match[1] as string).trim(),
      before: markdown.slice(Math.max(0, match.index - 60), match.index),
    })
  return spans
}
