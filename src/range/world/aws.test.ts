import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cpuTime } from '../../../test/support/cpu-time.ts'
import { Hand } from '../test-support/hand.ts'
import { exampleSystem } from '../test-support/systems.ts'
import { versionsOf } from './buckets.ts'
import { lagOf, missingFrom } from './database-instances.ts'
import { step } from './step.ts'
import type { World } from './world.ts'

const regami = exampleSystem('regami')
const sleek = exampleSystem('sleek')
const LONG = process.env.STANDBY_LONG === '1'

const WEST = '--region us-west-2'
const PROMOTE = `aws rds promote-read-replica --db-instance-identifier regami-db-replica ${WEST}`
const PAUSE = 'aws ecs update-service --cluster regami-cluster --service regami-service --desired-count 0'
const START = `aws ecs update-service --cluster regami-cluster-secondary --service regami-service-secondary --desired-count 2 ${WEST}`

const instance = (world: World, id: string) => world.aws.rds[id] ?? assert.fail(`no ${id}`)

test('promoting a replica while the primary takes writes is harm: two take writes, and rows are missing', async () => {
  const hand = new Hand(regami)
  hand.break('primary-degraded')
  hand.wait(400)
  await hand.get(PROMOTE)
  assert.deepEqual(hand.harms(), ['single-writer regami-db-replica'])
  assert.match(hand.world.violations[0]?.text ?? '', /took 20 rows a second: .*and \d{3,} rows were not in it yet/)
})

test('promoting it paused, but before it has caught up, loses what the primary still holds', async () => {
  const hand = new Hand(regami)
  hand.break('primary-degraded')
  hand.wait(400)
  await hand.get(PAUSE)
  assert.deepEqual(hand.harms(), [], 'a pause is no further harm while most requests fail')
  await hand.get(PROMOTE)
  assert.deepEqual(hand.harms(), ['nothing-lost regami-db-replica'])
})

test('paused and caught up, nothing is lost, and the second region answers by itself', async () => {
  const hand = new Hand(regami)
  hand.break('primary-degraded')
  hand.wait(400)
  await hand.get(PAUSE)
  hand.wait(600)
  assert.ok(lagOf(hand.world, regami, instance(hand.world, 'regami-db-replica')) < 1)
  await hand.get(PROMOTE)
  await hand.get(`aws rds wait db-instance-available --db-instance-identifier regami-db-replica ${WEST}`)
  await hand.get(START)
  hand.wait(300)
  assert.deepEqual(hand.harms(), [])
  assert.equal(hand.world.aws.inUse['regami-db-primary']?.id, 'regami-db-replica')
  assert.equal(hand.world.tracks['traffic/regami-service-secondary']?.at(-1)?.[1], 1)
})

test('what a primary that is gone had not sent is nobody’s harm', async () => {
  const hand = new Hand(regami)
  hand.break('primary-degraded')
  hand.wait(200)
  hand.break('primary-lost')
  hand.wait(60)
  await hand.get(PROMOTE)
  assert.deepEqual(hand.harms(), [])
})

test('going on with last night’s snapshot loses more than may be lost; with the last five minutes it does not', async () => {
  const restores: [string, string[]][] = [
    [
      `restore-db-instance-from-db-snapshot --db-instance-identifier again --db-snapshot-identifier rds:sleek-coach-prod-2026-03-11-03-00`,
      ['nothing-lost again'],
    ],
    [
      'restore-db-instance-to-point-in-time --source-db-instance-identifier sleek-coach-prod --target-db-instance-identifier again --use-latest-restorable-time',
      [],
    ],
  ]
  for (const [restore, harms] of restores) {
    const hand = new Hand(sleek)
    hand.break('database-lost')
    hand.wait(300)
    await hand.get(`aws rds ${restore}`)
    await hand.get('aws rds wait db-instance-available --db-instance-identifier again')
    const host = await hand.get(
      'aws rds describe-db-instances --db-instance-identifier again --query DBInstances[0].Endpoint.Address --output text',
    )
    await hand.get(`aws secretsmanager put-secret-value --secret-id sleek-coach-prod/db-host --secret-string ${host}`)
    await hand.get('aws ecs update-service --cluster sleek-coach-prod --service sleek-coach-api --force-new-deployment')
    hand.wait(300)
    assert.deepEqual(hand.harms(), harms, restore)
    assert.equal(hand.world.aws.unmet['sleek-coach-api/sleek-coach-prod'], 0)
  }
})

test('a password that tasks do not know locks them out once their connections are renewed', async () => {
  const hand = new Hand(sleek)
  await hand.get(
    'aws rds modify-db-instance --db-instance-identifier sleek-coach-prod --master-user-password another1234',
  )
  hand.wait(300)
  assert.deepEqual(hand.harms(), [])
  hand.wait(600)
  assert.deepEqual(hand.harms(), ['locked-out sleek-coach-api'])
})

test('tasks know a secret as it was when they began', async () => {
  const hand = new Hand(sleek)
  hand.break('ai-key-refused')
  await hand.get(
    'aws secretsmanager put-secret-value --secret-id sleek-coach-prod/openai-api-key --secret-string sk-live-new',
  )
  hand.wait(60)
  assert.equal(hand.world.aws.unmet['sleek-coach-api/openai'], 1)
  await hand.get('aws ecs update-service --cluster sleek-coach-prod --service sleek-coach-api --force-new-deployment')
  hand.wait(300)
  assert.equal(hand.world.aws.unmet['sleek-coach-api/openai'], 0)
})

test('copying a backup with --delete takes away what was uploaded since, and a dry run nothing', async () => {
  const hand = new Hand(regami)
  const sync = 'aws s3 sync s3://regami-uploads-backup s3://regami-uploads --delete'
  assert.match(await hand.get(`${sync} --dryrun`), /\(dryrun\) delete: s3:\/\/regami-uploads\/dogs\/photos\/900\.jpg/)
  assert.deepEqual(hand.harms(), [])
  await hand.get(sync)
  assert.deepEqual(hand.harms(), ['nothing-lost regami-uploads'])
})

test('a version that was overwritten comes back by copying it over', async () => {
  const hand = new Hand(regami)
  const before = versionsOf(hand.world, regami, 'regami-uploads', 'dogs/photos/123.jpg').at(-1)
  hand.break('photo-overwritten')
  await hand.get(
    `aws s3api copy-object --bucket regami-uploads --copy-source regami-uploads/dogs/photos/123.jpg?versionId=${before?.id} --key dogs/photos/123.jpg`,
  )
  const after = versionsOf(hand.world, regami, 'regami-uploads', 'dogs/photos/123.jpg').at(-1)
  assert.equal(after?.etag, before?.etag)
  assert.notEqual(after?.id, before?.id)
})

test('a command of AWS that the range does not know is no success', async () => {
  await assert.rejects(() => new Hand(regami).type('aws glue get-jobs'), { name: 'Unanswerable' })
})

/** Whatever people type: none of it in an order that makes sense. */
const COMMANDS = [
  PAUSE,
  PROMOTE,
  START,
  'aws ecs update-service --cluster regami-cluster --service regami-service --desired-count 3',
  'aws ecs update-service --cluster regami-cluster --service regami-service --force-new-deployment',
  `aws ecs update-service --cluster regami-cluster-secondary --service regami-service-secondary --desired-count 0 ${WEST}`,
  'aws rds reboot-db-instance --db-instance-identifier regami-db-primary',
  'aws rds create-db-snapshot --db-instance-identifier regami-db-primary --db-snapshot-identifier s1',
  'aws rds restore-db-instance-from-db-snapshot --db-instance-identifier r1 --db-snapshot-identifier s1',
  'aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier regami-db-primary --target-db-instance-identifier r2 --use-latest-restorable-time',
  'aws rds modify-db-instance --db-instance-identifier regami-db-primary --new-db-instance-identifier regami-db-old --apply-immediately',
  'aws rds create-db-instance-read-replica --db-instance-identifier c1 --source-db-instance-identifier regami-db-primary',
  'aws rds promote-read-replica --db-instance-identifier c1',
  'aws rds delete-db-instance --db-instance-identifier r1 --skip-final-snapshot',
  'aws s3 sync s3://regami-uploads-backup s3://regami-uploads --delete',
  'aws s3 rm s3://regami-uploads/dogs/photos/12 --recursive',
  'aws s3 sync s3://regami-uploads-backup s3://regami-uploads',
  'aws ssm put-parameter --name /regami/mode --value read-only --overwrite',
]
const deed = fc.oneof(
  fc.constantFrom(...COMMANDS).map((line) => ({ line, seconds: 0 })),
  fc.integer({ min: 1, max: 1_200 }).map((seconds) => ({ line: '', seconds })),
)

test('whatever is typed and however it goes: rows and objects are conserved, and time may be sliced', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 99 }),
      fc.option(fc.constantFrom('primary-degraded', 'primary-lost', 'photos-deleted', 'wrong-rows'), { nil: null }),
      fc.array(deed, { maxLength: 14 }),
      async (seed, fault, deeds) => {
        const hand = new Hand(regami, seed)
        if (fault !== null) hand.break(fault)
        for (const { line, seconds } of deeds) {
          if (seconds > 0) hand.wait(seconds)
          else await hand.type(line)
          conserved(hand.world)
        }
        if (seed % 10 === 0) sliceable(hand.world)
      },
    ),
    { numRuns: LONG ? 10_000 : 60 },
  )
})

function conserved(world: World): void {
  for (const one of Object.values(world.aws.rds)) {
    assert.ok(one.lineage.every(([, rows]) => rows >= 0))
    assert.equal(new Set(one.lineage.map(([history]) => history)).size, one.lineage.length, 'no history twice')
    const source = world.aws.rds[one.replicaOf ?? '']
    if (source !== undefined)
      assert.equal(missingFrom(one.lineage, source.lineage), 0, `${one.id} is ahead of what it follows`)
  }
  const gone = Object.values(world.aws.buckets['regami-uploads']?.touched ?? {}).filter((v) => v.at(-1)?.marker)
  assert.ok(
    gone.every((versions) => versions.length > 1),
    'a delete marker hides something',
  )
}

function sliceable(world: World): void {
  assert.deepEqual(JSON.parse(JSON.stringify(world)), world, 'it is plain JSON')
  const whole = step(world, regami, world.now + 900_000)
  const sliced = [100_000, 7, 333_333, 899_999, 900_000].reduce((w, ms) => step(w, regami, world.now + ms), world)
  assert.deepEqual(sliced, whole)
}

for (const system of [regami, sleek]) {
  test(`${system.name}: an hour takes less than 100 ms`, () => {
    const { world } = new Hand(system)
    const took = [1, 2, 3, 4, 5].map(() => cpuTime(() => step(world, system, world.now + 3_600_000)))
    assert.ok(Math.min(...took) < 100, String(took))
  })
}
