import type { Finding } from '../finding.ts'
import type { ShellWord } from './word.ts'

/** A simple command where it stands. */
export interface FoundCommand {
  from: number
  to: number
  /** As written, with its path: `./scripts/smoke_test.sh`; `(assignment)`. */
  program: string
  words: ShellWord[]
  finding: Finding
  /** Here-documents and here-strings on its input. */
  fed: readonly { from: number; to: number }[]
}
