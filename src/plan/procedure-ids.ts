import type { ProcedureDraft } from '../runbook/structure.ts'

/** A slug for each procedure; a slug two share is made longer by its parents' slugs, and then by a number. */
export function procedureIds(procedures: readonly ProcedureDraft[]): Map<ProcedureDraft, string> {
  const plain = procedures.map((procedure) => slug(procedure.heading))
  const seen = new Set<string>()
  const shared = new Set<string>()
  for (const id of plain) (seen.has(id) ? shared : seen).add(id)
  const ids = new Map<ProcedureDraft, string>()
  const taken = new Set<string>()
  const next = new Map<string, number>()
  for (const [index, procedure] of procedures.entries()) {
    const short = plain[index] as string
    const wished = shared.has(short) ? withParents(procedure) : short
    let id = wished
    for (let number = next.get(wished) ?? 2; taken.has(id); number++) {
      id = `${wished}-${number}`
      next.set(wished, number + 1)
    }
    taken.add(id)
    ids.set(procedure, id)
  }
  return ids
}

function withParents(procedure: ProcedureDraft): string {
  const parts: string[] = []
  for (let at: ProcedureDraft | null = procedure; at !== null; at = at.parent) parts.unshift(slug(at.heading))
  return parts.join('-')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is what is meant
const ASCII = /^[\x00-\x7f]*$/

function slug(heading: string): string {
  if (heading === '') return 'procedure'
  const plain = ASCII.test(heading)
    ? heading.toLowerCase().replace(/[^a-z0-9]+/g, '-')
    : heading
        .normalize('NFKD')
        .toLowerCase()
        .replace(/\p{M}+/gu, '')
        .replace(/[^\p{L}\p{N}]+/gu, '-')
  const text = plain.replace(/^-+|-+$/g, '')
  return text === '' ? 'procedure' : text.slice(0, 80).replace(/-+$/, '')
}
