import type { StatementResult } from './run.ts'

/** One try of one step. */
export interface Attempt {
  id: string
  runId: string
  step: number
  /** Counts from 1. */
  attempt: number
  status: 'running' | 'succeeded' | 'failed' | 'lost'
  startedAt: string
  finishedAt: string | null
  exitCode: number | null
  statements: StatementResult[]
  /** Bytes of output that were dropped over the cap; the head and the tail are kept. */
  droppedBytes: number
}

export interface OutputChunk {
  /** Ascending over all output. */
  id: number
  attemptId: string
  /** Which try of which step; null where nobody knows of the attempt (any more). */
  step: number | null
  attempt: number | null
  stream: 'stdout' | 'stderr'
  at: string
  text: string
}
