import { testRule } from '../../test-support/test-rule.ts'

testRule('contact-not-filled', [
  ['# Escalation\n\n| Role | Phone |\n|---|---|\n| DBA | +1-XXX-XXX-XXXX |\n', /nobody to call/],
  ['# Contacts\n\n- **On-call engineer**: +1-555-0123\n', /has "1-555-0123" where a name or number should be/],
  ['# Contacts\n\n| Team | Phone |\n|---|---|\n| DBA on-call | (555) 123-4567 |\n', /nobody to call/],
  ['# Contacts\n\n| Role | Mail |\n|---|---|\n| Security lead | security@example.com |\n', /nobody to call/],
  ['# Contacts\n\n| Role | Name |\n|---|---|\n| Engineering manager | Jane Doe |\n', /nobody to call/],
  ['# Escalation (< 5 minutes)\n\n- On-call engineer: +55 11 99999-9999\n', /has "99999-9999"/],
  ['# Contacts\n\n- **On-call engineer**: +44 20 7946 0958\n', null],
  ['# Post-mortem template\n\n- Incident lead: [Name]\n', null],
  ['# Ideas\n\n> Automation for the team: a rule. [Link TBD]\n', null],
  ['# Links\n\n- [Name](https://a.b) of the on-call team\n', null],
])
