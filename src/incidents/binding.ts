import type { Alert } from '../alerts/alert.ts'
import type { Plan, Procedure } from '../plan/plan.ts'

/** A runbook that alerts may be bound to: the latest text of its file. */
export interface BindableRunbook {
  digest: string
  file: string
  /** ISO 8601. The most recently registered one wins where several would do. */
  registeredAt: string
  plan: Plan
}

export interface Binding {
  runbook: BindableRunbook
  procedure: Procedure
  /** For the timeline: how it was found, and what else would have done. */
  note: string
}

/**
 * Finds the procedure for an alert: the one its `runbook_url` points at, else one that names the alert.
 * @returns Null when no runbook knows the alert.
 */
export function bindProcedure(alert: Alert, runbooks: readonly BindableRunbook[]): Binding | null {
  const newestFirst = runbooks.toSorted((a, b) => Date.parse(b.registeredAt) - Date.parse(a.registeredAt))
  const url = alert.annotations.runbook_url ?? ''
  const files = url === '' ? [] : runbooksAt(url, newestFirst)
  if (files.length === 0) {
    const reason = url === '' ? '' : `no runbook is registered for ${url}; `
    return byName(alert.name, newestFirst, reason)
  }
  const fragment = fragmentOf(url)
  if (fragment !== null) {
    const found = files.flatMap((runbook) => candidates(runbook, procedureAt(runbook.plan, fragment)))
    if (found.length > 0) return choose(found, 'by the runbook_url of the alert')
  }
  const missed = fragment === null ? '' : `runbook_url has #${fragment}, which ${files[0]?.file} has not; `
  return byName(alert.name, files, missed) ?? onlyProcedure(files) ?? byName(alert.name, newestFirst, missed)
}

interface Candidate {
  runbook: BindableRunbook
  procedure: Procedure
}

function candidates(runbook: BindableRunbook, procedures: readonly Procedure[]): Candidate[] {
  return procedures.map((procedure) => ({ runbook, procedure }))
}

function choose(found: readonly Candidate[], how: string): Binding | null {
  const [first, ...others] = found
  if (first === undefined) return null
  const name = ({ runbook, procedure }: Candidate) => `${runbook.file}#${procedure.id}`
  const more = others.length === 0 ? '' : `; the most recently registered was taken, not ${others.map(name).join(', ')}`
  return { ...first, note: `bound to ${name(first)} ${how}${more}` }
}

/** By the alert's name: as written; else without regard to case, blanks and dashes. */
function byName(alertName: string, runbooks: readonly BindableRunbook[], reason: string): Binding | null {
  const named = (same: (name: string) => boolean) =>
    runbooks.flatMap((runbook) =>
      candidates(
        runbook,
        runbook.plan.procedures.filter((procedure) => procedure.alert !== null && same(procedure.alert.name)),
      ),
    )
  const exact = named((name) => name === alertName)
  const folded = fold(alertName)
  const found = exact.length > 0 || folded === '' ? exact : named((name) => fold(name) === folded)
  return choose(found, `by the name of the alert${reason === '' ? '' : ` (${reason.replace(/; $/, '')})`}`)
}

/** A file that has one procedure with steps needs no fragment to say which. */
function onlyProcedure(files: readonly BindableRunbook[]): Binding | null {
  const [runbook] = files
  if (runbook === undefined) return null
  const [procedure, ...others] = runbook.plan.procedures.filter(({ steps }) => steps.length > 0)
  if (procedure === undefined || others.length > 0) return null
  return choose([{ runbook, procedure }], 'by the runbook_url of the alert: it is the only procedure there')
}

/**
 * The runbooks a URL may mean: those that share the most of the end of its path, and its last part at least.
 * `https://git.example.com/ops/blob/main/docs/api/runbook.md#x` means `docs/api/runbook.md` rather than `db/runbook.md`.
 */
function runbooksAt(url: string, runbooks: readonly BindableRunbook[]): BindableRunbook[] {
  const wanted = pathParts(url.replace(/[?#].*$/s, ''))
  const shared = (runbook: BindableRunbook) => sharedEnd(wanted, pathParts(runbook.file))
  const most = Math.max(0, ...runbooks.map(shared))
  return most === 0 ? [] : runbooks.filter((runbook) => shared(runbook) === most)
}

function pathParts(path: string): string[] {
  const parts = path
    .split('/')
    .map(decode)
    .filter((part) => part !== '' && part !== '.')
  // A wiki or a site generator shows `scr.md` as `scr` or `scr.html`.
  return parts.map((part, i) => (i === parts.length - 1 ? part.replace(/\.(md|markdown|html?)$/i, '') : part))
}

function sharedEnd(a: readonly string[], b: readonly string[]): number {
  let n = 0
  while (n < a.length && n < b.length && a.at(-1 - n)?.toLowerCase() === b.at(-1 - n)?.toLowerCase()) n++
  return n
}

function fragmentOf(url: string): string | null {
  const at = url.indexOf('#')
  if (at < 0) return null
  const fragment = decode(url.slice(at + 1)).replace(/^user-content-/, '')
  return fragment === '' ? null : fragment
}

/** By id, else by heading; the anchors of several sites differ in case and in how many dashes they leave. */
function procedureAt(plan: Plan, fragment: string): Procedure[] {
  const exact = plan.procedures.filter((procedure) => procedure.id === fragment)
  if (exact.length > 0) return exact
  const wanted = anchor(fragment)
  const byId = plan.procedures.filter((procedure) => anchor(procedure.id) === wanted)
  if (byId.length > 0) return byId
  return headed(plan, wanted)
}

/** The second heading of the same text has the anchor `text-1`, the third `text-2`. */
function headed(plan: Plan, wanted: string): Procedure[] {
  const same = plan.procedures.filter((procedure) => anchor(procedure.heading) === wanted)
  if (same.length > 0) return same.slice(0, 1)
  const numbered = /^(.+)-(\d+)$/.exec(wanted)
  if (numbered === null) return []
  const again = plan.procedures.filter((procedure) => anchor(procedure.heading) === numbered[1])
  const nth = again[Number(numbered[2])]
  return nth === undefined ? [] : [nth]
}

function anchor(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
