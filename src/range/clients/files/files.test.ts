import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hand } from '../../test-support/hand.ts'
import { exampleSystem } from '../../test-support/systems.ts'
import { Unanswerable } from '../client.ts'

test('find looks by name and age; compressing keeps a tenth, deleting nothing', async () => {
  const hand = new Hand(exampleSystem('stratum'))
  const used = () => hand.world.disks['/var/log']?.usedGb ?? 0
  const before = used()
  const old = await hand.get("find /var/log/stratum -name '*.log' -mtime +7")
  assert.deepEqual(old.split('\n').length, 3)
  await hand.get("find /var/log/stratum -name '*.log' -mtime +7 -exec gzip {} ;")
  assert.equal(await hand.get("find /var/log/stratum -name '*.log' -mtime +7"), '')
  const compressed = used()
  assert.ok(before - compressed > 11 && before - compressed < 12, String(before - compressed))
  await hand.get("find /var/log/stratum -name '*.log.gz' -mtime +30 -delete")
  assert.ok(Math.abs(compressed - used() - 0.84) < 0.01)
  assert.match(await hand.get('df -h /var/log'), /^Filesystem +Size +Used Avail Use% Mounted on\n\/dev\/nvme1n1 +40G/)
})

test('nothing outside the run’s own folder and the world’s files is touched', async () => {
  const hand = new Hand(exampleSystem('stratum'))
  for (const line of [
    'rm -rf /var/lib/postgresql',
    'rm -rf ../other',
    'find / -name x -delete',
    'tee /etc/hosts',
    'cp .env /root/.env',
    'gzip /var/log/syslog',
  ]) {
    await assert.rejects(hand.type(line), Unanswerable, line)
  }
  assert.equal((await hand.type('rm -f secret.txt')).shell, 'command -p rm -f secret.txt')
  assert.equal((await hand.type("cp 'a b' c")).shell, "command -p cp 'a b' c")
})
