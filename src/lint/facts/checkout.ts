/** What is known of the repository a runbook lies in. Paths are from its root, with slashes and none in front. */
export interface Checkout {
  /** The folder the runbook lies in; empty at the root. */
  folder: string
  /** Whether there is a file or folder. */
  has(path: string): boolean
  /** What the Makefile at the root can make; null where there is none, or where it takes rules from elsewhere. */
  targets(): ReadonlySet<string> | null
}
