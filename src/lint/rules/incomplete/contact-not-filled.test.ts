import { testRule } from '../../test-support/test-rule.ts'

testRule('contact-not-filled', [
  ['# Escalation\n\n| Role | Phone |\n|---|---|\n| DBA | +1-XXX-XXX-XXXX |\n', /nobody to call/],
  ['# Post-mortem template\n\n- Incident lead: [Name]\n', null],
  ['# Ideas\n\n> Automation for the team: a rule. [Link TBD]\n', null],
  ['# Links\n\n- [Name](https://a.b) of the on-call team\n', null],
])
