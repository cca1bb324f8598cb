/** Options of the command line, as commander hands them over. */
export interface DataFlags {
  data: string
  databaseUrl: string | undefined
  config: string | undefined
}

export interface ServeFlags extends DataFlags {
  examples: boolean
  port: number
  host: string
}

export interface RunFlags extends DataFlags {
  environment: string | undefined
  param: string[]
  dryRun: boolean
  format: 'text' | 'json'
}

export interface DrillFlags extends DataFlags {
  fault: string
  system: string | undefined
  param: string[]
  approve: boolean
  out: string | undefined
  format: 'text' | 'json'
}

/** `standby check`, as commander hands it over. */
export interface CheckOptions {
  format: 'text' | 'json' | 'sarif' | 'github'
  failOn?: 'error' | 'warning' | 'info'
  fix: boolean
  config?: string
}
