import type { Diagnostic } from '../plan/plan.ts'
import type { Severity } from './rule.ts'

/** What a team decides about the check, in `standby.yaml`. */
export interface LintSettings {
  /** By rule id. */
  rules: Readonly<Record<string, Severity | 'off'>>
  /** The least severity that makes `standby check` fail; null leaves it to the command line. */
  failOn: Severity | null
}

export const DEFAULT_SETTINGS: LintSettings = { rules: {}, failOn: null }

const RANK: Record<Severity, number> = { info: 0, warning: 1, error: 2 }

/** Whether a finding counts against the exit status. */
export function fails(diagnostic: Diagnostic, failOn: Severity): boolean {
  return RANK[diagnostic.severity] >= RANK[failOn]
}
