import type { Rule } from '../rule.ts'

/** What compiling and silencing report: they have pages and settings as rules do, and nothing to check by themselves. */
const said = (id: string, severity: Rule['severity'], family: Rule['family'], summary: string): Rule => ({
  id,
  family,
  severity,
  summary,
  check: () => [],
})

export const ABOUT_THE_CHECK: readonly Rule[] = [
  said('not-runnable', 'warning', 'will not run', 'a step holds text that no shell takes as it stands'),
  said('not-understood', 'info', 'incomplete', 'a block looks like commands, but stands in no procedure'),
  said('ignore-without-reason', 'warning', 'about the check itself', 'a finding is silenced and nobody says why'),
  said('ignore-unused', 'info', 'about the check itself', 'a comment silences a finding that is not there'),
]
