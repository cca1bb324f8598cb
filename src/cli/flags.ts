/** Options of the command line, as commander hands them over. */
export interface DataFlags {
  /** Folder of more systems to simulate. */
  systems?: string | undefined
  data: string
  databaseUrl: string | undefined
  config: string | undefined
}

export interface ServeFlags extends DataFlags {
  examples: boolean
  port: number
  host: string
}

export interface FilesFlags extends DataFlags {
  server?: string | undefined
  out: string | undefined
}

export interface RunFlags extends DataFlags {
  /** The team's; undefined: the one of the data folder, or one of our own. */
  server?: string | undefined
  environment: string | undefined
  param: string[]
  dryRun: boolean
  format: 'text' | 'json'
}

export interface DrillFlags extends DataFlags {
  all: boolean
  fault: string | undefined
  scenario: string | undefined
  system: string | undefined
  param: string[]
  approve: boolean
  out: string | undefined
  /** With --all: how many drills at a time. */
  jobs: number
  explore: boolean
  /** With --explore: how many ways are tried. */
  limit: number
  format: 'text' | 'json' | 'junit'
}

/** `standby check`, as commander hands it over. */
export interface CheckOptions {
  format: 'text' | 'json' | 'sarif' | 'github'
  failOn?: 'error' | 'warning' | 'info'
  fix: boolean
  config?: string
}
