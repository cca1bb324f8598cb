import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { AppError } from '../core/errors.ts'
import { playground } from './test-support/playground.ts'

let db: TestDatabase
before(async () => {
  db = await testDatabase()
})
after(() => db.close())

const STORIES = [
  {
    system: 'stratum',
    alarm: 'HighErrorRate',
    restart: 'kubectl rollout restart deployment/stratum-api -n production',
    // Not a plain undo: after a restart the release before is the bad one.
    mend: 'kubectl rollout undo deployment/stratum-api -n production --to-revision=43',
    health: 'https://api.stratum.ai/health/detailed',
  },
  {
    system: 'scr',
    alarm: 'scr-production-api-5xx',
    restart: 'aws ecs update-service --cluster scr-production --service scr-api-production --force-new-deployment',
    mend: 'aws ecs update-service --cluster scr-production --service scr-api-production --task-definition scr-api-production:86',
    health: 'https://api.scr-platform.com/health',
  },
]

for (const { system, alarm, restart, mend, health } of STORIES) {
  test(`${system}: a bad deploy fires its alert; restarting does not help; rolling back does`, async (t) => {
    const play = await playground(db.pool)
    t.after(play.close)
    const { range } = play
    const stateOf = () => range.alarms(system).find((a) => a.name === alarm)?.state
    await range.reset(system, { seed: 3 })
    await range.breakSystem(system, 'bad-deploy', { runbookUrl: 'https://runbooks.example/the-one' })
    await range.advance(system, 360)
    assert.equal(stateOf(), 'firing')
    // The balancer may send one request to an instance that is well.
    const asked = `for i in $(seq 40); do curl -sf ${health} || exit; done`
    assert.equal((await play.bash(system, asked)).exitCode, 22)

    assert.equal((await play.bash(system, restart, { attempt: 'attempt-1' })).exitCode, 0)
    await range.advance(system, 900)
    assert.equal(stateOf(), 'firing', 'the same version again')

    assert.equal((await play.bash(system, mend, { attempt: 'attempt-2' })).exitCode, 0)
    assert.equal(stateOf(), 'firing', 'it takes its minutes')
    await range.advance(system, 900)
    assert.equal(stateOf(), 'ok')
    assert.equal((await play.bash(system, `curl -sf ${health}`)).exitCode, 0)

    await range.settled()
    assert.deepEqual(
      play.delivered.map((body) => [body.status, body.groupLabels.alertname]),
      [
        ['firing', alarm],
        ['resolved', alarm],
      ],
    )
    const [firing, resolved] = play.delivered.map((body) => body.alerts[0])
    assert.equal(firing?.annotations.runbook_url, 'https://runbooks.example/the-one')
    assert.equal(firing?.fingerprint, resolved?.fingerprint)
    assert.equal(firing?.startsAt, resolved?.startsAt)
    assert.deepEqual(range.violations(system), [])
    const writes = (await range.journal(system)).filter((entry) => entry.effect === 'write')
    assert.deepEqual(
      writes.map((entry) => [entry.argv.join(' '), entry.attemptId]),
      [
        [restart, 'attempt-1'],
        [mend, 'attempt-2'],
      ],
    )
  })
}

test('a new world is begun by whoever first wants something of it, and once', async (t) => {
  const empty = await testDatabase()
  t.after(() => empty.close())
  const [one, two] = [await playground(empty.pool), await playground(empty.pool)]
  t.after(() => Promise.all([one.close(), two.close()]))
  const begun = async () => (await empty.pool.query('select system from world')).rows.map(({ system }) => system)
  assert.deepEqual(await begun(), [])
  await one.range.advance('sleek', 600)
  assert.deepEqual(await begun(), ['sleek'])
  await two.range.advance('sleek', 0)
  assert.deepEqual(two.range.now('sleek'), one.range.now('sleek'), 'it is the same world')
})

test('after a crash the world is as it was told, and its alerts are still delivered', async (t) => {
  let accepts = false
  const first = await playground(db.pool, { accept: () => accepts })
  t.after(first.close)
  await first.range.reset('stratum', { seed: 5 })
  await first.range.breakSystem('stratum', 'bad-deploy')
  await first.range.advance('stratum', 400)
  const pods = (await first.bash('stratum', 'kubectl get pods -n production; date +%s')).stdout
  assert.deepEqual(first.delivered, [])
  // Nothing is closed or saved on purpose: what is not in the database by now is lost.
  const second = await playground(db.pool)
  t.after(second.close)
  const again = (await second.bash('stratum', 'kubectl get pods -n production; date +%s')).stdout
  const names = (text: string) => text.match(/stratum-\S+/g)
  const seconds = (text: string) => Number(text.trim().split('\n').at(-1))
  assert.deepEqual(names(again), names(pods))
  assert.ok(seconds(again) > seconds(pods) && seconds(again) - seconds(pods) < 10, 'time goes on from where it was')
  await second.range.settled()
  assert.deepEqual(
    second.delivered.map((body) => body.status),
    ['firing'],
  )
  accepts = true
})

test('an alert that is not accepted is brought again until it is', async (t) => {
  let refusals = 2
  const play = await playground(db.pool, { accept: () => refusals-- <= 0 })
  t.after(play.close)
  await play.range.reset('scr', { seed: 2 })
  await play.range.breakSystem('scr', 'bad-deploy')
  await play.range.advance('scr', 400)
  await play.range.settled()
  assert.deepEqual(
    play.delivered.map((body) => body.status),
    ['firing'],
  )
})

test('the same seed and the same commands tell the same story', async (t) => {
  const play = await playground(db.pool)
  t.after(play.close)
  const story = async () => {
    await play.range.reset('stratum', { seed: 11 })
    await play.range.breakSystem('stratum', 'bad-deploy')
    await play.range.advance('stratum', 300)
    const ran = await play.bash(
      'stratum',
      `kubectl get pods -n production; kubectl logs -l app=stratum-api -n production --tail=5 | cut -d' ' -f2-
kubectl rollout undo deployment/stratum-api -n production; kubectl rollout status deployment/stratum-api -n production
curl -s http://prometheus:9090/api/v1/query --data-urlencode 'query=sum(rate(api_requests_total[5m]))' | sed 's/\\[[0-9.]*,//'`,
    )
    return ran.stdout
  }
  assert.equal(await story(), await story())
})

test('a program that is only handed on takes no time of the world, one that asks it does', async (t) => {
  const play = await playground(db.pool)
  t.after(play.close)
  await play.range.reset('stratum', { seed: 1 })
  const start = play.range.now('stratum').getTime()
  const after = await play.range.lastCall('stratum')
  await play.range.perform('stratum', ['sed', 's/a/b/'], 'a-1')
  await play.range.perform('stratum', ['python3', '-m', 'json.tool'], 'a-1')
  assert.equal(play.range.now('stratum').getTime(), start)
  await play.range.perform('stratum', ['kubectl', 'get', 'pods', '-n', 'production'], 'a-1')
  const asked = play.range.now('stratum').getTime()
  assert.ok(asked > start)
  assert.deepEqual(
    (await play.range.journal('stratum', after)).map(({ argv, virtualAt }) => [argv[0], Date.parse(virtualAt)]),
    [
      ['sed', start],
      ['python3', start],
      ['kubectl', asked],
    ],
  )
})

test('a world with a pace moves with real time', async (t) => {
  const play = await playground(db.pool)
  t.after(play.close)
  await play.range.reset('scr', { seed: 1 })
  const before = play.range.now('scr').getTime()
  await play.range.setPace('scr', 1_000)
  assert.equal((await play.bash('scr', 'date >/dev/null; date >/dev/null')).exitCode, 0)
  assert.ok(play.range.now('scr').getTime() > before + 10_000)
  await play.range.setPace('scr', 0)
  const stands = play.range.now('scr').getTime()
  assert.equal(play.range.now('scr').getTime(), stands)
})

test('writes are told apart in the journal, also by who made them', async (t) => {
  const play = await playground(db.pool)
  t.after(play.close)
  await play.range.reset('stratum', { seed: 1 })
  const after = (await play.range.journal('stratum')).at(-1)?.id ?? 0
  await play.bash(
    'stratum',
    'kubectl get pods -n production; kubectl scale deployment/stratum-workers --replicas=1 -n production; kubectl rollout undo deploy/nope -n production',
    { attempt: 'a-1' },
  )
  const entries = await play.range.journal('stratum', after)
  assert.deepEqual(
    entries.map((e) => [e.argv[1], e.effect, e.exitCode, e.attemptId]),
    [
      ['get', 'read', 0, 'a-1'],
      ['scale', 'write', 0, 'a-1'],
      ['rollout', 'read', 1, 'a-1'],
    ],
  )
  assert.deepEqual(
    play.range.violations('stratum').map((v) => v.command),
    ['kubectl scale deployment/stratum-workers --replicas=1 -n production'],
  )
})

test('a save that failed is settled by what the database has', async (t) => {
  const play = await playground(db.pool)
  t.after(play.close)
  await play.range.reset('stratum', { seed: 4 })
  // Another server wrote meanwhile: ours is behind, says so once, and goes on from there.
  await db.pool.query(
    `update world set version = version + 1, virtual_now = virtual_now + interval '1 hour' where system = 'stratum'`,
  )
  const before = play.range.now('stratum').getTime()
  const refused = await play.bash('stratum', 'kubectl scale deployment/stratum-api --replicas=5 -n production')
  assert.equal(refused.exitCode, 98)
  assert.match(refused.stderr, /^standby range: failed: another server plays the system stratum/)
  const ran = await play.bash('stratum', 'kubectl get deploy stratum-api -n production -o jsonpath={.spec.replicas}')
  assert.equal(ran.stdout, '6')
  assert.ok(play.range.now('stratum').getTime() >= before + 3_600_000)
})

test('names what it does not know', async (t) => {
  const play = await playground(db.pool)
  t.after(play.close)
  assert.throws(
    () => play.range.now('nope'),
    (e) => e instanceof AppError && e.code === 'no-such-system' && /^known: .*\bstratum\b/.test(e.hint),
  )
  await assert.rejects(
    play.range.breakSystem('scr', 'nope'),
    (e) => e instanceof AppError && e.code === 'no-such-fault',
  )
})
