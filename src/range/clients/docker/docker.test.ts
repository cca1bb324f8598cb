import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hand } from '../../test-support/hand.ts'
import { exampleSystem } from '../../test-support/systems.ts'

const staging = () => new Hand(exampleSystem('stratum-staging'))
const REPO = '484911230034.dkr.ecr.us-east-1.amazonaws.com/stratum-api'

test('an image is there once it is built, and pushed only by who has logged in', async () => {
  const hand = new Hand(exampleSystem('stratum-ecs'))
  assert.match(await hand.refused(`docker tag api:1 ${REPO}:1`), /No such image: api:1/)
  assert.match(await hand.refused('docker build -t api:1 ./nowhere'), /not found/)
  await hand.get('docker build -t api:1 ./backend')
  await hand.get(`docker tag api:1 ${REPO}:1`)
  assert.match(await hand.refused(`docker push ${REPO}:1`), /no basic auth credentials/)
  assert.match(await hand.refused('docker push api:Bad!'), /invalid reference format/)
  assert.match(await hand.refused(`docker login --username AWS ${REPO}`), /non TTY device/)
})

test('what compose starts is what was built from the commit that is checked out', async () => {
  const hand = staging()
  const running = () => hand.get('docker compose ps')
  await hand.get('docker compose up -d')
  assert.match(hand.world.workloads['staging-api']?.rollouts.length.toString() ?? '', /^1$/)
  await hand.get('docker compose build')
  await hand.get('docker compose up -d --wait')
  assert.match(await running(), /stratum-api-1 +stratum\/api +api +Up 2 minutes \(healthy\)/)
  const image = hand.world.workloads['staging-api']?.releases.at(-1)?.image
  assert.equal(image, 'stratum/api:d91e6b8')
})

test('recreating does not bring an older image back', async () => {
  const hand = staging()
  hand.break('bad-deploy')
  hand.wait(60)
  await hand.get('docker compose down')
  await hand.get('docker compose up -d --force-recreate')
  hand.wait(60)
  const workload = hand.world.workloads['staging-api']
  assert.equal(workload?.releases.find((r) => r.id === workload.release)?.image, 'stratum/api:c9bad17')
})

test('a service that is down cannot be entered; one that is not there neither', async () => {
  const hand = staging()
  assert.equal(await hand.get('docker compose exec -T api alembic current'), '41f0c6d2b8ea (head)')
  await hand.get('docker compose down')
  assert.match(await hand.refused('docker compose exec api alembic current'), /service "api" is not running/)
  assert.match(await hand.refused('docker compose exec nothing true'), /service "nothing" is not running/)
  assert.match(await hand.refused('docker compose up -d nothing'), /no such service: nothing/)
})

test('taking the volumes with it is harm', async () => {
  const hand = staging()
  await hand.get('docker compose down -v')
  assert.match(hand.world.violations[0]?.text ?? '', /volumes/)
})
