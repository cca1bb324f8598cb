/** One statement for a database of the range. */
export interface SqlQuestion {
  /** Its name in system.yaml. */
  database: string
  text: string
  /** `:name` in the text stands for one of these, bound and never pasted. */
  values?: Record<string, string>
  /** Whether what it changes is kept; a question that keeps nothing may change nothing. */
  keeps: boolean
}

export interface SqlAnswer {
  columns: { name: string; numeric: boolean }[]
  /** As text; null is NULL. */
  rows: (string | null)[][]
  /** How many rows it was about; null for statements that are about none. */
  count: number | null
  /** Sessions that the statement asked to end, and those whose query it asked to cancel. */
  ended: number[]
  cancelled: number[]
  /** Seconds that pg_sleep was asked to wait. */
  slept: number
  /** What PostgreSQL says besides: `NOTICE:  …`. */
  notices: string[]
}

/** PostgreSQL refused a statement. `position` counts characters from 1. */
export class SqlError extends Error {
  override readonly name = 'SqlError'
  readonly position: number | null
  readonly detail: string | null
  readonly hint: string | null

  constructor(message: string, position: number | null, detail: string | null = null, hint: string | null = null) {
    super(message)
    this.position = position
    this.detail = detail
    this.hint = hint
  }
}
