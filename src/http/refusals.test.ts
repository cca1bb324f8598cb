import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { silentLogger } from '../core/logger.ts'
import type { ApiError } from './contract.ts'
import { answerError } from './refusals.ts'

const answerTo = async (error: Error) => {
  const app = new Hono().get('/', () => Promise.reject(error))
  app.onError((thrown, c) => answerError(thrown, c, silentLogger))
  const answer = await app.request('/')
  return { status: answer.status, ...((await answer.json()) as ApiError).error }
}

for (const [trouble, code, name] of [
  ['could not extend file "base/5/16401": No space left on device', '53100', 'disk-full'],
  ['cannot execute INSERT in a read-only transaction', '25006', 'database-read-only'],
  ['terminating connection due to administrator command', '57P01', 'database-unavailable'],
] as const) {
  test(`what the database cannot do is told as its trouble, not as ours: ${name}`, async () => {
    const { status, code: told, message, hint } = await answerTo(Object.assign(new Error(trouble), { code }))
    assert.deepEqual([status, told], [503, name])
    assert.match(hint, /^nothing was done; /)
    assert.ok(!message.includes('base/'), 'without its insides')
  })
}

test('a failure of our own is told without its insides', async () => {
  const { status, code, message } = await answerTo(new Error('secret insides'))
  assert.deepEqual([status, code, message], [500, 'internal-error', 'something went wrong in the server'])
})
