import { forEachChild, type SyntaxNode } from 'unbash'
import type { Hole } from '../../plan/plan.ts'
import type { Chunk } from './parse-shell.ts'
import type { Source } from './source.ts'

const QUOTINGS: readonly Hole['quoting'][] = ['bare', 'double', 'single', 'heredoc', 'nested']
const [BARE, DOUBLE, SINGLE, HEREDOC, NESTED] = [0, 1, 2, 3, 4]

/**
 * The holes of a text with the quoting each stands in. A value goes as data where the shell quotes it; where another
 * interpreter reads the text, in a quoted here-document or where the text does not parse it is `nested`.
 *
 * @param code - Ranges that are program text to the command they belong to.
 */
export function findHoles(
  source: Source,
  chunks: readonly Chunk[],
  code: readonly { from: number; to: number }[],
): Hole[] {
  const holes = source.placeholders.filter(({ kind }) => kind === 'hole')
  if (holes.length === 0) return []
  const paint = new Uint8Array(source.text.length)
  for (const chunk of chunks) {
    if (chunk.error !== null) paint.fill(NESTED, chunk.base, chunk.end)
    else paintNode(chunk.script, paint, chunk.base)
  }
  for (const { from, to } of code) paint.fill(NESTED, from, to)
  return holes.map(({ from, to, name }) => ({ from, to, name, quoting: QUOTINGS[paint[from] ?? NESTED] ?? 'nested' }))
}

/** Marks what each character stands in; inner nodes paint over outer ones. */
function paintNode(node: SyntaxNode, paint: Uint8Array, base: number): void {
  const fill = (as: number, from = node.pos, to = node.end) => paint.fill(as, base + from, base + to)
  switch (node.type) {
    case 'SingleQuoted':
      fill(SINGLE)
      return
    case 'DoubleQuoted':
    case 'LocaleString':
      fill(DOUBLE)
      break
    case 'HereDoc':
      fill(node.delimiter?.quoted ? NESTED : HEREDOC, node.body.pos, node.body.end)
      break
    case 'AnsiCQuoted':
    case 'ArithmeticExpansion':
    case 'ArithmeticCommand':
    case 'ParameterExpansion':
      fill(NESTED)
      return
    case 'CommandExpansion':
      if (node.script === undefined || node.script.source !== undefined) {
        fill(NESTED)
        return
      }
      fill(BARE)
      break
    case 'ProcessSubstitution':
      fill(BARE)
      break
    default:
  }
  forEachChild(node, (child) => paintNode(child, paint, base))
}
