import type { TableKind, TableRecord } from '../../plan/plan.ts'
import { readDays, readMinutes } from './duration.ts'
import { readWhen } from './schedule.ts'
import { readPeriod, readThreshold } from './threshold.ts'

/** A table's header and rows, as plain text. */
export interface Rows {
  header: readonly string[]
  rows: readonly { line: number; cells: readonly string[] }[]
}

/**
 * The rows of a table as typed records, in order. A cell that is not understood is `null` in its record, with its text
 * beside it where a reader may make more of it. Null for tables of other kinds, and where no column says what it holds.
 */
export function readRecords(kind: TableKind, { header, rows }: Rows): TableRecord[] | null {
  const readers = readersFor(kind, new Columns(header))
  let found: TableRecord[] | null = null
  for (const read of readers) {
    found = rows.flatMap(({ line, cells }) => (cells.every((cell) => cell === '') ? [] : read(line, cells)))
    if (found.length > 0) break
  }
  return found
}

type ReadRow = (line: number, cells: readonly string[]) => TableRecord[]

/** The first that makes something of a row counts. */
function readersFor(kind: TableKind, columns: Columns): ReadRow[] {
  return (READERS[kind] ?? []).flatMap((reader) => reader(columns) ?? [])
}

/** Which column holds what, by the words of its header. */
class Columns {
  readonly #header: readonly string[]

  constructor(header: readonly string[]) {
    this.#header = header.map((cell) => cell.toLowerCase())
  }

  /** @returns its index; -1 without. */
  find(pattern: RegExp, not: readonly number[] = []): number {
    return this.#header.findIndex((cell, index) => pattern.test(cell) && !not.includes(index))
  }
}

function severityReader(columns: Columns): ReadRow | null {
  const name = columns.find(/^(?:severity|sev|priority|level|p-?level)\b/)
  const timed = columns.find(/respon\w* time|time to (?:act|respond|acknowledge)|\bsla\b|mttd|acknowledge/)
  const response = timed < 0 ? columns.find(/respon[sd]/) : timed
  const definition = columns.find(/definition|description|criteria|impact|meaning|trigger|when|condition/, [name])
  if (name < 0 || (response < 0 && definition < 0)) return null
  const taken = [name, response, definition]
  const told = columns.find(/notif|escalate to|contact|who\b/, taken)
  const notify = told < 0 ? columns.find(/escalat|page|action/, taken) : told
  return (line, cells) => {
    const severity = readSeverity(text(cells, name) ?? '')
    if (severity === null) return []
    const said = text(cells, response)
    return [
      {
        is: 'severity',
        line,
        name: severity.name,
        rank: severity.rank,
        responseMinutes: said === null ? null : readMinutes(said),
        response: said,
        definition: text(cells, definition),
        notify: text(cells, notify),
      },
    ]
  }
}

/** `P1 - Critical`, `SEV-2`, `🔴 Critical` → its name, and how bad it is: 0 is the worst. Null for `L1`, `DEBUG`. */
function readSeverity(cell: string): { name: string; rank: number | null } | null {
  const plain = cell.replace(/^[^\p{L}\p{N}]+/u, '').trim()
  const code = /^(?:(p|sev|s|severity|priority)[\s-]?(\d))\b/i.exec(plain)
  if (code !== null) return { name: plain, rank: Number(code[2]) }
  const word =
    /^(?:critical|emergency|blocker|high|major|error|medium|moderate|warning|minor|low|info(?:rmational)?|notice)\b/i.exec(
      plain,
    )
  if (word === null) return null
  const ranks: [RegExp, number][] = [
    [/^(?:critical|emergency|blocker)/i, 0],
    [/^(?:high|major|error)/i, 1],
    [/^(?:medium|moderate|warning|minor)/i, 2],
    [/^(?:low|info|notice)/i, 3],
  ]
  return { name: plain, rank: ranks.find(([pattern]) => pattern.test(plain))?.[1] ?? null }
}

function escalationReader(columns: Columns): ReadRow | null {
  const name = columns.find(/^(?:level|tier|role|step|time(?:frame)?|issue type|who|team|severity|alert)\b/)
  const contact = columns.find(/contact|who|person|team|escalate to|primary|notify/, [name])
  const after = columns.find(/when|after|time|trigger|condition|escalat/, [name, contact])
  if (name < 0 || (contact < 0 && after < 0)) return null
  return (line, cells) => {
    const who = text(cells, name)
    const when = text(cells, after) ?? (who !== null && /^\d/.test(who) ? who : null)
    const level = /^(?:l|level|tier|step)?[\s-]?(\d+)\b/i.exec(who ?? '')?.[1]
    const first = when !== null && /^(?:immediate|first response|initial)/i.test(when)
    return [
      {
        is: 'escalation',
        line,
        level: level === undefined || /^\d+\s*[-–]?\s*\d*\s*(?:min|h)/i.test(who ?? '') ? null : Number(level),
        name: who,
        contact: text(cells, contact),
        afterMinutes: when === null ? null : first ? 0 : afterMinutes(when),
        after: when,
      },
    ]
  }
}

/** `L1 can't resolve in 30 min` → 30; `P0, or P1 > 60 min unresolved` → 60; `15-30 minutes` → 15: when it begins. */
function afterMinutes(cell: string): number | null {
  const range = /^(\d+)\s*[-–]\s*\d+\s*([a-z]+)/i.exec(cell)
  if (range !== null) return readMinutes(`${range[1]} ${range[2]}`)
  const amount = /(\d[\d.]*\s*-?(?:s|sec|min|m|h|hr|hour|day)\w*)\b/i.exec(cell)?.[1]
  return amount === undefined ? readMinutes(cell) : readMinutes(amount)
}

function alarmReader(columns: Columns): ReadRow | null {
  const name = columns.find(/^(?:alarm|alert|rule|metric|name|check)s?\b/)
  const limit = columns.find(/threshold|critical|condition|when|trigger|limit|expression|fires/, [name])
  if (name < 0) return null
  const metric = columns.find(/\bmetric\b/, [name])
  const period = columns.find(/^for$|duration|period|window|evaluation/)
  const severity = columns.find(/severity|priority|level/, [name])
  const action = columns.find(/action|response|runbook|notif/, [name])
  if (limit < 0 && severity < 0 && period < 0) return null
  return (line, cells) => {
    const said = text(cells, limit)
    const own = text(cells, name)
    const after = text(cells, period)
    return [
      {
        is: 'alarm',
        line,
        name: own,
        metric: text(cells, metric),
        threshold: readThreshold(said ?? '') ?? readThreshold(own ?? ''),
        condition: said,
        periodMinutes: (after === null ? null : readMinutes(after)) ?? readPeriod(said ?? ''),
        severity: text(cells, severity),
        action: text(cells, action),
      },
    ]
  }
}

function scheduleReader(columns: Columns): ReadRow | null {
  const when = columns.find(/schedule|frequency|cron|interval|cadence|how often/)
  if (when < 0) return null
  const name = columns.find(/task|job|type|name|what|secret|process|report|check|test|component/, [when])
  const owner = columns.find(/owner|team|who|responsib|automation/, [when])
  return (line, cells) => {
    const said = text(cells, when)
    if (said === null) return []
    return [
      {
        is: 'schedule',
        line,
        name: text(cells, name < 0 ? (when === 0 ? 1 : 0) : name),
        ...readWhen(said),
        text: said,
        owner: text(cells, owner),
      },
    ]
  }
}

function retentionReader(columns: Columns): ReadRow | null {
  const kept = columns.find(/retention|kept|keep/)
  if (kept < 0) return null
  const when = columns.find(/frequency|schedule|interval/, [kept])
  const where = columns.find(/location|storage|where|path/, [kept])
  return (line, cells) => {
    const said = text(cells, kept)
    const made = text(cells, when)
    return [
      {
        is: 'retention',
        line,
        name: text(cells, kept === 0 ? 1 : 0),
        days: said === null ? null : readDays(said),
        text: said,
        everyMinutes: made === null ? null : readWhen(made).everyMinutes,
        location: text(cells, where),
      },
    ]
  }
}

/** RPO and RTO as columns, one thing a row; or as rows, one of the two each. */
function objectiveReader(columns: Columns): ReadRow | null {
  const rpo = columns.find(/\brpo\b|recovery point/)
  const rto = columns.find(/\brto\b|recovery time/)
  if (rpo >= 0 || rto >= 0) {
    const name = [0, 1, 2].find((index) => index !== rpo && index !== rto) ?? -1
    return (line, cells) => {
      const [point, time] = [text(cells, rpo), text(cells, rto)]
      return [
        {
          is: 'objective',
          line,
          name: text(cells, name),
          rpoMinutes: minutesOf(point),
          rtoMinutes: minutesOf(time),
          text: [point, time].filter((cell) => cell !== null).join(' / '),
        },
      ]
    }
  }
  const target = columns.find(/target|objective|goal|value|time/)
  if (target < 0) return null
  return (line, cells) => {
    const [name, said] = [text(cells, 0), text(cells, target)]
    const isPoint = /\brpo\b|recovery point/i.test(name ?? '')
    const isTime = /\brto\b|recovery time/i.test(name ?? '')
    if (!isPoint && !isTime) return []
    return [
      {
        is: 'objective',
        line,
        name,
        rpoMinutes: isPoint ? minutesOf(said) : null,
        rtoMinutes: isTime ? minutesOf(said) : null,
        text: said ?? '',
      },
    ]
  }
}

function minutesOf(cell: string | null): number | null {
  return cell === null ? null : readMinutes(cell)
}

function contactReader(columns: Columns): ReadRow | null {
  const name = columns.find(/role|name|team|service|vendor|who|provider|issue/)
  return (line, cells) => {
    const all = cells.join(' | ')
    const own = text(cells, Math.max(0, name))
    const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(all)?.[0] ?? null
    const phone = /\+\d[\d\s().-]{6,}\d/.exec(all)?.[0] ?? null
    const channel = /(?<![\w&/])#[a-z][\w-]+/i.exec(all)?.[0] ?? null
    const url = /https?:\/\/[^\s|)]+/.exec(all)?.[0] ?? null
    return [
      {
        is: 'contact',
        line,
        name: own,
        email,
        phone,
        channel,
        url,
        text: text(cells, columns.find(/contact|primary|person|on-?call|portal|channel/, [name])),
      },
    ]
  }
}

const READERS: Partial<Record<TableKind, readonly ((columns: Columns) => ReadRow | null)[]>> = {
  severity: [severityReader],
  // A table of severities that also says whom to page is of both kinds.
  escalation: [severityReader, escalationReader],
  alarms: [alarmReader],
  schedule: [scheduleReader],
  retention: [retentionReader],
  backups: [retentionReader],
  rpo_rto: [objectiveReader],
  contacts: [contactReader],
}

/** Null for no column, an empty cell, a dash, or one that nobody has filled in. */
function text(cells: readonly string[], at: number): string | null {
  const cell = cells[at]?.trim() ?? ''
  return cell === '' || /^(?:-|–|—|n\/a|tbd|none|\?)$/i.test(cell) ? null : cell
}
