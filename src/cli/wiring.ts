import type { Plan } from '../plan/plan.ts'

/**
 * What the CLI asks of the rest. `src/main.ts` hands it in, because it alone may know server, range and drills; and it
 * loads them only when they are asked for, so that `standby show` starts at once.
 */
export interface Wiring {
  openStandby(options: StandbyOptions): Promise<RunningStandby>
  openWorker(options: WorkerOptions): Promise<RunningWorker>
  /** See `draftSystem`: a production to rehearse in, from nothing but a runbook; null when it names nothing. */
  draftSystem(plan: Plan, name: string, runbook: string): Promise<Drafted | null>
  /** The audit log of a database on which no server of this folder runs, as the lines of an export. */
  auditLines(options: Pick<StandbyOptions, 'dataDir' | 'databaseUrl'>): AsyncIterable<string>
}

/** Texts of two files, and what was found. */
export interface Drafted {
  system: string
  scenarios: string
  found: string[]
}

export interface StandbyOptions {
  host: string
  /** 0: any that is free. */
  port: number
  /** Holds the embedded database and the range's files. Made when missing. */
  dataDir: string
  /** Null: the PostgreSQL that comes with Standby. */
  databaseUrl: string | null
  /** `standby.yaml`; null: the one in the current folder, if there is one. */
  configFile: string | null
  /** Register the runbooks of the example systems. */
  examples: boolean
  /** Folder of more systems to simulate: a team's own. Null: none. */
  systems?: string | null
  /** Also this machine as it is, as the environment `local`. */
  localEnvironment?: boolean
  /** Build the console when it is missing or older than its sources. */
  buildConsole: boolean
  /** Told about whatever takes long. */
  progress(message: string): void
}

/** What `standby worker` opens: a node that moves runs and answers nobody. */
export type WorkerOptions = Pick<StandbyOptions, 'dataDir' | 'databaseUrl' | 'configFile' | 'progress'>

export interface RunningWorker {
  /** Names of the environments whose runs it moves. */
  environments: string[]
  /** `host:port/name`, without the password. */
  database: string
  /** Lets go of reads, waits for the writes under way, then stops. */
  close(): Promise<void>
}

export interface RunningStandby {
  url: string
  /** Lets the commands that run end, then stops. */
  close(): Promise<void>
}
