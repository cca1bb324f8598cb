import { testRule } from '../../test-support/test-rule.ts'

testRule('compresses-open-log', [
  ["find /var/log -name '*.log' -size +100M -exec gzip {} \\;", /takes the logs that are being written/],
  ['ssh web "find /var/log -name \'*.log\' -exec gzip {} +"', /takes the logs that are being written/],
  ['gzip /var/log/nginx/access.log', /takes the logs that are being written/],
  ["find /var/log -name '*.log' -mtime +7 -exec gzip {} \\;", null],
  ["find /var/log -name '*.log.1' -exec gzip {} \\;", null],
  ['gzip -c /var/log/nginx/access.log > /tmp/access.log.gz', null],
  ['gzip /var/log/nginx/access.log.1', null],
])
