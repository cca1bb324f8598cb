/** Where a run's commands run: a team's own machine and credentials, or a simulated production. */
export interface Environment {
  name: string
  kind: 'host' | 'range'
  /** Put first on PATH, so that the range's `aws` is the one that is found. */
  path: string[]
  /** What commands see besides a small allow-list. */
  env: Record<string, string>
  /** Parameter values that configuration knows: `DATABASE_URL`, `API_TARGET_GROUP_ARN`. */
  parameters: Record<string, string>
  /** What lies in a run's folder when it begins, as the team's checkout would; paths are relative. */
  files?: { path: string; text: string; executable: boolean }[]
  /** Absolute paths that the shell itself reads or writes, and the home folder, lie in the run's folder: nothing real is touched. */
  ownRoot?: boolean
  /** The simulated time; null in a real environment. */
  worldNow: (() => Date) | null
}
