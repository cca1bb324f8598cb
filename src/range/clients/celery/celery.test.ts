import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { sharedPlayground } from '../../test-support/playground.ts'
import { UNANSWERED } from '../client.ts'

const play = sharedPlayground()
beforeEach(async () => {
  await play.range.reset('stratum', { seed: 1 })
  await play.range.reset('scr', { seed: 1 })
})

const celery = (args: string) => play.bash('stratum', `celery -A app.worker ${args}`)

test('every worker answers a ping, and says which queues it takes from', async () => {
  const ping = await celery('inspect ping')
  assert.match(ping.stdout, /^(-> {2}celery@stratum-workers-\w+-\w+: OK\n {8}pong\n){8}\n8 nodes online\.\n$/)
  const queues = (await celery('inspect active_queues')).stdout
  assert.equal(queues.match(/\* \{'name': 'low_priority', 'exchange': /g)?.length, 8)
})

test('workers that were told to leave a queue alone leave it alone', async () => {
  await play.bash(
    'stratum',
    'kubectl set env deployment/stratum-workers -n production CELERY_QUEUES=high_priority,default',
  )
  await play.range.advance('stratum', 120)
  assert.doesNotMatch((await celery('inspect active_queues')).stdout, /low_priority/)
  await play.range.advance('stratum', 600)
  const waiting = Number((await play.bash('stratum', 'redis-cli -h redis.production LLEN low_priority')).stdout)
  assert.ok(waiting > 2_000, String(waiting))
})

test('a purge asks first; forced it loses tasks, and that is harm', async () => {
  const asked = await celery('purge -Q low_priority')
  assert.deepEqual([asked.exitCode, asked.stderr], [1, 'Aborted!\n'])
  assert.deepEqual(play.range.violations('stratum'), [])
  assert.equal((await celery('purge -f -Q low_priority')).stdout, 'Purged 210 messages from 1 known task queue.\n')
  assert.match(
    play.range.violations('stratum')[0]?.text ?? '',
    /^210 waiting tasks of the queue low_priority were lost$/,
  )
})

test('without workers nobody replies; without its broker celery fails', async () => {
  await play.bash('stratum', 'kubectl scale deployment/stratum-workers -n production --replicas=0')
  await play.range.advance('stratum', 120)
  const silent = await celery('inspect ping')
  assert.deepEqual([silent.exitCode, silent.stderr], [69, 'Error: No nodes replied within time constraint\n'])
  await play.range.breakSystem('stratum', 'redis-down')
  assert.equal((await celery('inspect ping')).exitCode, 1)
})

test('it runs in a worker’s container too, and knows only what the system knows', async () => {
  const task =
    "$(aws ecs list-tasks --cluster scr-production --service-name scr-celery-default-production --query 'taskArns[0]' --output text)"
  const ran = await play.bash(
    'scr',
    `aws ecs execute-command --cluster scr-production --task ${task} --container celery-worker --interactive --command "celery -A app.worker call data_retention_cleanup"`,
  )
  assert.match(ran.stdout, /\n[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n/)
  assert.equal((await celery('call no.such.task')).exitCode, UNANSWERED)
  assert.equal((await play.bash('stratum', 'celery -A nothing inspect ping')).exitCode, 2)
})
