import type { Code, Group } from './fence-groups.ts'
import { codeKind } from './language.ts'

const CLIENT = /psql|mysql|mariadb|sqlite3|cockroach sql/

/** Clients of databases that, called without a statement, wait for someone to type. */
const OPENS = /^\s*(?:sudo\s+(?:-\S+\s+(?:\w+\s+)?)*)?(?:[\w./-]*\/)?(?:psql|mysql|mariadb|sqlite3|cockroach sql)\b/
/** Given something to do already, or handed it by the shell. */
const GIVEN = /\s(?:-[A-Za-z]*[cef]|--command|--execute|--file|-l|--list)(?:\s|=|$)|<|\|/
const CLOSES = /^\s*(?:\\q|exit|quit)\s*;?\s*$/i

/**
 * Divides groups at sessions: `psql` on a line of its own, and under it what is to be typed there. The client is one
 * step, the SQL another, and what follows `\q` a third.
 */
export function splitSessions(groups: Group[], { lines, code }: Code): Group[] {
  if (!CLIENT.test(code)) return groups
  return groups.flatMap((group) => splitSession(group, lines))
}

function splitSession(group: Group, lines: readonly string[]): Group[] {
  if (group.code < 0) return [group]
  let opener = -1
  for (let at = group.code; at < group.to; at++) {
    const line = lines[at] as string
    if (OPENS.test(line) && !GIVEN.test(line) && !/\\$/.test(line)) {
      opener = at
      break
    }
  }
  const first = opener < 0 ? -1 : nextCode(lines, opener + 1, group.to)
  if (first < 0 || codeKind([lines[first] as string, ';']) !== 'sql') return [group]
  let end = first
  while (end <= group.to && !CLOSES.test(lines[end] as string)) end += 1
  let last = end - 1
  while (last > first && (lines[last] as string).trim() === '') last -= 1
  const rest = nextCode(lines, end + 1, group.to)
  const part = (from: number, to: number): Group => ({ comment: group.comment, from, to, code: from, expected: [] })
  return [
    { ...group, to: opener },
    part(first, last),
    ...(rest < 0 ? [] : splitSession({ ...part(rest, group.to), expected: [] }, lines)),
  ]
}

function nextCode(lines: readonly string[], from: number, to: number): number {
  for (let at = from; at <= to; at++) if ((lines[at] as string).trim() !== '') return at
  return -1
}
