import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hand } from '../test-support/hand.ts'
import { exampleSystem } from '../test-support/systems.ts'
import { holds } from './conditions.ts'

const state = (hand: Hand, alarm: string) => hand.world.alarms[alarm]?.state

test('a trouble raises its metric until what mends it is done, each cure taking its part', async () => {
  const hand = new Hand(exampleSystem('stratum'))
  hand.break('meta-limit')
  hand.wait(600)
  assert.equal(state(hand, 'IntegrationRateLimit'), 'firing')
  const left = () => hand.world.tracks['fault/meta-limit']?.at(-1)?.[1] ?? -1
  await hand.get('redis-cli -h redis.production SET pause:low_priority_sync true EX 3600')
  hand.wait(30)
  assert.equal(left(), 0.4)
  await hand.get('kubectl set env deployment/stratum-api META_RATE_LIMIT_BUFFER=0.2 -n production')
  hand.wait(300)
  assert.equal(left(), 0.24)
  assert.equal(state(hand, 'IntegrationRateLimit'), 'ok')
  hand.wait(3_600)
  assert.equal(left(), 0.6, 'the pause is over by itself, the setting stays')
})

test('what has passed by itself puts things right', async () => {
  const hand = new Hand(exampleSystem('saas'))
  hand.break('db-failover')
  assert.equal(
    await hand.get(`aws rds describe-db-instances --query DBInstances[0].DBInstanceStatus --output text`),
    'failing-over',
  )
  hand.wait(240)
  assert.equal(
    await hand.get(`aws rds describe-db-instances --query DBInstances[0].DBInstanceStatus --output text`),
    'available',
  )
})

test('workers that hang take nothing, and lose nothing when they are replaced', async () => {
  const hand = new Hand(exampleSystem('saas'))
  hand.break('worker-stuck')
  hand.wait(300)
  const queue = () => hand.world.queues.celery ?? assert.fail()
  assert.ok(queue().waiting > 700, String(queue().waiting))
  await hand.get(
    'aws ecs update-service --cluster saas-prod --service saas-worker --force-new-deployment --query service.status',
  )
  hand.wait(600)
  assert.ok(queue().waiting < 50, String(queue().waiting))
  const { begun, waiting, arrived, done, lost } = queue()
  assert.equal(begun + arrived, waiting + done + lost)
  assert.equal(lost, 0)
})

test('a condition says what is so, and only since when it counts', () => {
  const { world } = new Hand(exampleSystem('stratum'))
  const since = world.now
  world.marks.done = since - 1
  assert.equal(holds(world, { marked: 'done' }, since), false)
  assert.equal(holds(world, { marked: 'done' }, since - 1), true)
  assert.equal(holds(world, { serving: { workload: 'stratum-api', atLeast: 6 } }, since), true)
  assert.equal(holds(world, { restarted: 'stratum-api' }, since), false)
  assert.equal(holds(world, { fact: { name: 'nobody counted', atMost: 5 } }, since), false)
  assert.equal(holds(world, { world: { path: 'workloads/stratum-api/desired', is: 6 } }, since), true)
  assert.equal(holds(world, { world: { path: 'workloads/nothing/desired', atLeast: 0 } }, since), false)
  assert.equal(holds(world, { not: { marked: 'done' } }, since), true)
  assert.equal(
    holds(world, { any: [{ marked: 'done' }, { desired: { workload: 'stratum-api', atMost: 6 } }] }, since),
    true,
  )
})

test('an autoscaler takes away what was added by hand, and keeps to its bounds', async () => {
  const hand = new Hand(exampleSystem('stratum'))
  const desired = () => hand.world.workloads['stratum-api']?.desired
  await hand.get('kubectl scale deployment/stratum-api --replicas=8 -n production')
  hand.wait(60)
  assert.equal(desired(), 8)
  hand.wait(400)
  assert.equal(desired(), 6)
  const patch = `'{"spec":{"minReplicas":10,"maxReplicas":12}}'`
  assert.equal(
    await hand.get(`kubectl patch hpa stratum-api -n production --patch ${patch}`),
    'horizontalpodautoscaler.autoscaling/stratum-api patched',
  )
  hand.wait(60)
  assert.equal(desired(), 10)
  assert.match(
    await hand.get('kubectl get hpa -n production'),
    /^NAME +REFERENCE +TARGETS +MINPODS +MAXPODS +REPLICAS +AGE\nstratum-api +Deployment\/stratum-api +cpu: \d+%\/70% +10 +12/,
  )
  assert.match(
    await hand.refused(`kubectl patch hpa stratum-api -n production -p '{"spec":{"minReplicas":30}}'`),
    /must be greater than or equal to/,
  )
})
