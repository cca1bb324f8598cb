/** One call of kubectl, as its own parser would see it. */
export interface KubectlCall {
  /** `['rollout', 'undo']`; empty if there is no such command. */
  path: string[]
  /** What it is about. `type` is the plural resource name (`deployments`); `name` null means all, or those a selector finds. */
  resources: KubectlResource[]
  /** As given; null means the context's own. */
  namespace: string | null
  /** By full name without dashes; values as given, in order; `['true']` for a flag that stands alone. */
  flags: Record<string, string[]>
  /** Words that are neither flags nor after `--`, the command's own words left out. */
  positionals: string[]
  /** `NAME=value`, `NAME-` of `set env`, `set image`, `label`, `annotate`, `taint`. */
  pairs: string[]
  /** What comes after `--`; null without it. */
  command: string[] | null
  /** What the real client prints to standard error, the first first; it exits with 1. Empty if it would ask the server. */
  errors: string[]
}

export interface KubectlResource {
  type: string
  name: string | null
}
