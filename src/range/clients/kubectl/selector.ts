import { KubectlError } from './request.ts'

/** Label selectors: `app=x`, `app!=x`, `app in (a,b)`, `app notin (a)`, `app`, `!app`, joined by commas. */
export function matchesSelector(selector: string, labels: Record<string, string>): boolean {
  return selector
    .split(/,(?![^(]*\))/)
    .filter((term) => term.trim() !== '')
    .every((term) => matchesTerm(term.trim(), labels))
}

function matchesTerm(term: string, labels: Record<string, string>): boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(term)
  if (set !== null) {
    const values = (set[3] ?? '').split(',').map((v) => v.trim())
    return values.includes(labels[set[1] ?? ''] ?? '') === (set[2] === 'in')
  }
  const equal = /^([^=!\s]+)\s*(==|=|!=)\s*([^=!\s]*)$/.exec(term)
  if (equal !== null) return ((labels[equal[1] ?? ''] ?? null) === equal[3]) === (equal[2] !== '!=')
  if (/^![\w./-]+$/.test(term)) return !(term.slice(1) in labels)
  if (/^[\w./-]+$/.test(term)) return term in labels
  throw new KubectlError(
    `Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "${term}": unable to parse requirement`,
  )
}
