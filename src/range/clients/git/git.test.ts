import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hand } from '../../test-support/hand.ts'
import { exampleSystem } from '../../test-support/systems.ts'

test('tags are made once, pushed once, and known', async () => {
  const hand = new Hand(exampleSystem('stratum'))
  await hand.get('git tag -a before-2.15 -m "the way back"')
  assert.match(await hand.refused('git tag -a before-2.15 -m again'), /fatal: tag 'before-2.15' already exists/)
  assert.match((await hand.type('git push origin --tags')).stderr, / \* \[new tag\] {9}before-2.15 -> before-2.15/)
  assert.equal((await hand.type('git push origin --tags')).stderr, 'Everything up-to-date\n')
  assert.equal(await hand.get('git tag'), 'before-2.15')
  assert.equal((await hand.type('git push elsewhere --tags')).exitCode, 128)
})

test('HEAD is the newest commit until somebody goes to another', async () => {
  const hand = new Hand(exampleSystem('stratum-staging'))
  assert.equal(await hand.get('git rev-parse --short HEAD'), 'd91e6b8')
  assert.equal((await hand.get('git rev-parse HEAD')).length, 40)
  await hand.get('git checkout --quiet 4be19d0')
  assert.equal(await hand.get('git rev-parse --short HEAD'), '4be19d0')
  assert.equal(await hand.get('git rev-parse --short main'), 'd91e6b8')
  assert.equal((await hand.type('git checkout nowhere')).exitCode, 1)
})

test('a workflow takes its minutes, and then does what it does', async () => {
  const hand = new Hand(exampleSystem('scr'))
  await hand.get('gh workflow run cd-production.yml -f image_tag=e81b6f2 -f confirm=DEPLOY')
  const { shell } = await hand.type('gh run list --workflow cd-production.yml --limit 1 --json databaseId,status')
  assert.equal(shell, undefined)
  const [run] = JSON.parse(await hand.get('gh run list --json databaseId,status'))
  assert.equal(run.status, 'in_progress')
  assert.match(await hand.get(`gh run watch ${run.databaseId} --exit-status`), /✓ main Deploy to production/)
  assert.match(hand.world.workloads['scr-api-production']?.release ?? '', /:8[7-9]$/)
})

test('a workflow refuses what it is not given, and fails on what it does not understand', async () => {
  const hand = new Hand(exampleSystem('scr'))
  assert.match(
    await hand.refused('gh workflow run cd-production.yml -f confirm=DEPLOY'),
    /Required input 'image_tag' not provided/,
  )
  assert.match(await hand.refused('gh workflow run nothing.yml'), /could not find any workflows named nothing.yml/)
  assert.match(await hand.refused('gh run watch'), /run ID required when not running interactively/)
  await hand.get('gh workflow run cd-production.yml -f image_tag=e81b6f2 -f confirm=yes')
  const [run] = JSON.parse(await hand.get('gh run list --json databaseId'))
  assert.equal((await hand.type(`gh run watch ${run.databaseId} --exit-status`)).exitCode, 1)
  assert.match(hand.world.workloads['scr-api-production']?.release ?? '', /:86$/)
})
