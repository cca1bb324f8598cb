import { testRule } from '../../test-support/test-rule.ts'

testRule('deletes-after-unchecked-copy', [
  [
    'kubectl cp snapshot.db ns/pod:/var/lib/new.db\nkubectl exec pod -n ns -- rm -rf /var/lib/data',
    /runs even if kubectl cp on line 4 failed/,
  ],
  ['cp -a /data /mnt/data\nrm -rf /data', /then neither is left/],
  ['cp -a /data /mnt/data && rm -rf /data', null],
  ['set -e\ncp -a /data /mnt/data\nrm -rf /data', null],
  ['D=$(mktemp -d)\ncp /etc/a.env "$D/"\ntar -czf a.tgz -C "$D" .\nrm -rf "$D"', null],
  ['cp a.yaml b.yaml\nkubectl get pods', null],
  [
    'kubectl cp a.db shop/db-0:/restore\nkubectl exec db-0 -- rm -rf /data',
    /what is there is gone, and what should take its place never came/,
  ],
])
