/** What is asked of a database of the range, and what it holds at that moment. */
export interface SqlQuestion {
  text: string
  /** Virtual time, in milliseconds. */
  now: number
  database: string
  user: string
  sessions: Record<string, string | number>[]
}

export interface SqlAnswer {
  columns: { name: string; numeric: boolean }[]
  /** As text; null is NULL. */
  rows: (string | null)[][]
  /** Sessions that the statement asked to end. */
  ended: number[]
}

/** PostgreSQL refused a statement. `position` counts characters from 1. */
export class SqlError extends Error {
  override readonly name = 'SqlError'
  readonly position: number | null

  constructor(message: string, position: number | null) {
    super(message)
    this.position = position
  }
}
