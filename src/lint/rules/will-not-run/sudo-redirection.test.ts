import { testRule } from '../../test-support/test-rule.ts'

testRule('sudo-redirection', [
  ['sudo cat a >> /etc/hosts', /opens \/etc\/hosts before sudo/],
  ["sudo sh -c 'cat a >> /etc/hosts'", null],
  ['sudo cat /etc/shadow > copy', null],
  ['sudo journalctl -u a > /tmp/a.log', null],
])
