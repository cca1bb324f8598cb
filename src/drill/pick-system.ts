import { AppError } from '../core/errors.ts'

/** A system that could be broken, and the names a runbook would call its parts by: workloads, clusters, hosts. */
export interface Candidate {
  name: string
  parts: readonly string[]
}

/**
 * Finds the system a runbook is about: the one most of whose parts it names.
 *
 * @param text - The runbook's Markdown.
 * @throws {AppError} `no-system` when it names none of them, or several alike.
 */
export function pickSystem(text: string, candidates: readonly Candidate[]): string {
  const scored = candidates
    .map((candidate) => ({ name: candidate.name, score: countParts(text, candidate.parts) }))
    .sort((a, b) => b.score - a.score)
  const [best, second] = scored
  if (best !== undefined && best.score > 0 && best.score > (second?.score ?? 0)) return best.name

  const names = candidates.map((candidate) => candidate.name).join(', ')
  throw new AppError(
    'no-system',
    best === undefined || best.score === 0
      ? 'the runbook names nothing of any simulated system'
      : 'the runbook names parts of several simulated systems alike',
    names === ''
      ? 'there are no simulated systems: start the server with --examples'
      : `say which one with --system: ${names}`,
  )
}

/**
 * The system of that name.
 * @throws {AppError} `no-such-system`.
 */
export function knownSystem(name: string, candidates: readonly Candidate[]): string {
  if (candidates.some((candidate) => candidate.name === name)) return name
  const names = candidates.map((candidate) => candidate.name).join(', ')
  throw new AppError(
    'no-such-system',
    `there is no simulated system '${name}'`,
    `the systems are: ${names || 'none'}`,
    {
      status: 404,
    },
  )
}

/** How many different parts the text names. A part named a hundred times says no more than once. */
function countParts(text: string, parts: readonly string[]): number {
  return [...new Set(parts)].filter((part) => names(text, part)).length
}

/** As a whole word: `api` is not named by `rapid`, and `scr-api` not by `scr-api-production`. */
function names(text: string, part: string): boolean {
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    if (!isWordPart(text[at - 1]) && !isWordPart(text[at + part.length])) return true
  }
  return false
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /[\w-]/.test(character)
}
