import '../../core/calm-wasm.ts'
import { hasSqlDetails, loadModule, parseSync } from 'libpg-query'
import { remember } from '../../runbook/remember.ts'

// PostgreSQL's own parser, as WebAssembly: some 15 ms to load. Waited for here, so that whoever analyses need not wait. The timer
// keeps the process from ending meanwhile: compiling WebAssembly alone does not count as something to wait for.
const waiting = setInterval(() => {}, 60_000)
await loadModule()
clearInterval(waiting)

// Its stack is small: text that could overflow it is not given to it.
const LONGEST = 50_000
const DEEPEST = 250
let isBroken = false

/** A node of PostgreSQL's parse tree, as plain JSON: `{ SelectStmt: { … } }`. */
export type Tree = unknown

export type Parsed = { ok: true; trees: Tree[] } | { ok: false; error: SqlError }

/** What PostgreSQL says of text it cannot parse. `at` is a UTF-16 offset. */
export interface SqlError {
  message: string
  at: number
}

/**
 * Parses SQL text as PostgreSQL 18 does; null where it cannot be asked: too long, too deep, or empty. The analysis and two
 * rules ask about the same statements: answers are kept for as long as one file is compiled, and shared.
 */
export const parsePostgres: (text: string) => Parsed | null = remember(parseStatements, { most: 256, longest: LONGEST })

function parseStatements(text: string): Parsed | null {
  if (isBroken || text.length > LONGEST || text.trim() === '' || depthOf(text) > DEEPEST) return null
  try {
    const { stmts } = parseSync(text) as { stmts?: { stmt?: Tree }[] }
    return { ok: true, trees: (stmts ?? []).map(({ stmt }) => stmt ?? {}) }
  } catch (error) {
    if (hasSqlDetails(error)) {
      const at = error.sqlDetails?.cursorPosition ?? 0
      return { ok: false, error: { message: error.message, at: utf16Offset(text, at) } }
    }
    // A crash within leaves its memory in no known state: from here on, the lexer alone judges.
    isBroken = true
    return null
  }
}

function depthOf(text: string): number {
  let depth = 0
  let most = 0
  for (const char of text)
    if (char === '(' || char === '[') most = Math.max(most, ++depth)
    else if (char === ')' || char === ']') depth--
  // `not not not …`, `- - - …` nest without parentheses.
  return Math.max(most, (text.match(/\b(not|case|select|-|\+)\b/gi)?.length ?? 0) > 2000 ? DEEPEST + 1 : 0)
}

/** PostgreSQL counts characters, JavaScript halves of those beyond the basic plane. */
function utf16Offset(text: string, characters: number): number {
  let at = 0
  for (let seen = 0; seen < characters && at < text.length; seen++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  return at
}
