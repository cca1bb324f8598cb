import type { PolicyRule } from '../../src/policy/policy.ts'

/** A rule that fits every command and asks for nothing: tests say what theirs has besides. */
export const ANY_RULE: PolicyRule = {
  name: 'r',
  effects: null,
  programs: null,
  targets: null,
  environments: null,
  runbooks: null,
  procedures: null,
  refuse: null,
  ask: null,
  approve: null,
  approvals: null,
  validForMs: null,
  notRequester: null,
}
