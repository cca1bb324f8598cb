import type { System } from '../system/system.ts'
import type { World } from '../world/world.ts'
import type { SqlAnswer, SqlQuestion } from './psql/sql.ts'
import { quote } from './shell/words.ts'

/** One command, as the thin program on PATH sent it. */
export interface Call {
  program: string
  /** Without the program's name. */
  argv: string[]
  cwd: string
  stdin: string | null
  /** The id of the attempt whose script this is; null when a person called. */
  attempt: string | null
  /** The few variables that change what the real client does: AWS_REGION, NAMESPACE… */
  env: Record<string, string>
}

/** What the thin program replays. */
export interface Answer {
  stdout: string
  stderr: string
  exitCode: number
  /** Text for the shell instead: `date` and `watch` are done by the machine's own programs, at the virtual time. */
  shell?: string
  /**
   * The machine's own program does it all, and the world was neither looked at nor changed: no virtual time passes. In
   * `curl … | sed …` both ask the range at once; were sed to take time, chance would decide when curl looked.
   */
  isHandedOn?: true
}

/** The world a client may look at and change, at the moment of the call. */
export interface Scene {
  system: System
  /** A draft: it is kept when the client answers, and thrown away when it throws. */
  world: World
  /** The whole command, for whoever asks who did it. */
  command: string
  /** Lets virtual time pass. */
  wait(ms: number): void
  /** To be said before the world is changed: the call is then journalled as a write. */
  write(): void
  /** Asks a database of the system, as it is now; what it is told to keep is kept with the world. @throws SqlError in PostgreSQL's words. */
  query(sql: SqlQuestion): Promise<SqlAnswer>
  /** A file of the caller's, relative to its folder. @throws Error as the file system does. */
  readFile(path: string): string
}

export type Client = (call: Call, scene: Scene) => Answer | Promise<Answer>

/** The range does not know. It says so, and never invents success. */
export class Unanswerable extends Error {
  override readonly name = 'Unanswerable'
}

/** Exit status of what the range could not answer: no real client uses it. */
export const UNANSWERED = 97

export function ok(stdout: string): Answer {
  return { stdout, stderr: '', exitCode: 0 }
}

/** The machine's own program, with the same words. */
export function handOn(program: string, argv: readonly string[]): Answer {
  // `command -p` finds it, whatever stands first on PATH.
  return { ...ok(''), shell: `command -p ${program} ${argv.map(quote).join(' ')}`, isHandedOn: true }
}

export function failed(exitCode: number, stderr: string, stdout = ''): Answer {
  return { stdout, stderr, exitCode }
}
