import path from 'node:path'

/** A file of ours. Paths are relative to the repository's root, with forward slashes. */
export interface SourceFile {
  path: string
  text: string
}

export interface Import {
  /** `src/core/errors.ts`, or a package: `pg`, `node:fs`. */
  to: string
  typeOnly: boolean
}

/**
 * The imports and re-exports of a file, with type imports and `import('…')`.
 *
 * It relies on the formatter: a statement begins at the start of its line.
 */
export function importsOf(file: SourceFile): Import[] {
  const code = withoutComments(file.text)
  const found: Import[] = []
  for (const [, keyword, clause = '', to] of code.matchAll(
    /^(import|export)\b((?:[^'"`;=()]|=>)*?)\bfrom\s*['"]([^'"]+)['"]/gm,
  )) {
    if (keyword && to) found.push({ to: resolve(file.path, to), typeOnly: isTypeOnly(clause) })
  }
  for (const [, to] of code.matchAll(/^import\s*['"]([^'"]+)['"]/gm)) {
    if (to) found.push({ to: resolve(file.path, to), typeOnly: false })
  }
  // `import('./x.ts').Noun` is a type; without the noun it loads the file.
  for (const [, to, noun] of code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)(\.[A-Z])?/g)) {
    if (to) found.push({ to: resolve(file.path, to), typeOnly: noun !== undefined })
  }
  return found
}

/** The text without comments, so that words about a rule do not break it. Lines stay where they are. */
export function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[\s;{(,])\/\/.*$/gm, '$1')
}

/** `import type {…}` and `import { type A, type B }` vanish when the code runs. */
function isTypeOnly(clause: string): boolean {
  const words = clause.trim()
  if (/^type\b(?!\s*,)/.test(words)) return true
  const braces = /^\{([\s\S]*)\}$/.exec(words)
  if (!braces) return false
  const names = (braces[1] ?? '').split(',').map((name) => name.trim())
  return names.filter((name) => name !== '').every((name) => name.startsWith('type '))
}

function resolve(from: string, to: string): string {
  return to.startsWith('.') ? path.posix.join(path.posix.dirname(from), to) : to
}
