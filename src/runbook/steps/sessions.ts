import { longPattern } from '../../core/long-pattern.ts'
import { codeKind } from '../shell/language.ts'
import { type Code, type Group, groupLines } from './fence-groups.ts'

/** Clients of databases that, called without a statement, wait for someone to type; here, or in a container. */
const OPENS = longPattern()`
  ^\s*(?:sudo\s+(?:-\S+\s+(?:\w+\s+)?)*)?(?:(?:kubectl|oc|docker|docker-compose|podman|nerdctl)\s+(?:[^|;&<>]|<[\w-]+>)*?\b
    (?:exec|rsh|run)\s(?:[^|;&<>]|<[\w-]+>)*?\s(?:sudo\s+-u\s+\w+\s+)?)?(?:[\w./-]*/)?
  (?:psql|mysql|mariadb|sqlite3|cockroach sql)(?=\s|$)(.*)$`
/** Given something to do already, or handed it by the shell; `<pod>` stands for a name. */
const GIVEN =
  /\s(?:-[A-Za-z]*[cef]|--command|--execute|--file|-l|--list|--version|--help)(?:\s|=|$)|<(?![\w-]+>)|\||\s["'](?:\.|\w+\s)/
const CLOSES = /^\s*(?:\\q|exit|quit)\s*;?\s*$/i

/**
 * Divides groups at sessions: `psql` on a line of its own, and under it what is to be typed there. The client is one
 * step, the SQL another, or one for each of its own comments, and what follows `\q` is a third.
 */
export function splitSessions(groups: Group[], { lines, code }: Code): Group[] {
  // Of the clients' names all but one have it in them.
  if (!code.includes('sql') && !code.includes('mariadb')) return groups
  return groups.flatMap((group) => splitSession(group, lines))
}

function splitSession(group: Group, lines: readonly string[]): Group[] {
  if (group.code < 0) return [group]
  // A comment of SQL is code to a shell: it may stand before the client is opened.
  const start = nextCode(lines, group.code, group.to)
  let opener = -1
  for (let at = start; at >= 0 && at < group.to; at++) {
    const line = lines[at] as string
    const rest = OPENS.exec(line)?.[1]
    if (rest !== undefined && !GIVEN.test(rest) && !/\\$/.test(line)) {
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
  const comment = opener === start ? [...group.comment, ...commentsBefore(lines, group.code, start)] : group.comment
  return [
    { ...group, comment, code: opener === start ? start : group.code, to: opener },
    ...typed(lines, opener + 1, last, group.comment),
    ...(rest < 0
      ? []
      : splitSession({ comment: group.comment, from: rest, to: group.to, code: rest, expected: [] }, lines)),
  ]
}

/** What is typed at the client, divided at its comments. */
function typed(lines: readonly string[], from: number, to: number, comment: string[]): Group[] {
  const part = lines.slice(from, to + 1)
  return groupLines({ lines: part, code: part.join('\n') }, 'sql')
    .filter((group) => group.code >= 0)
    .map((group) => ({
      ...group,
      comment: group.comment.length > 0 ? group.comment : comment,
      from: group.from + from,
      to: group.to + from,
      code: group.code + from,
    }))
}

function commentsBefore(lines: readonly string[], from: number, to: number): string[] {
  return lines.slice(from, to).flatMap((line) => line.replace(/^\s*--\s*/, '').trim() || [])
}

/** The next line that is neither blank nor a comment of SQL. */
function nextCode(lines: readonly string[], from: number, to: number): number {
  for (let at = from; at <= to; at++) if (!/^\s*(?:--\s.*)?$/.test(lines[at] as string)) return at
  return -1
}
