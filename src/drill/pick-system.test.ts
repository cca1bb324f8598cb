import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../core/errors.ts'
import { knownSystem, pickSystem } from './pick-system.ts'

const SYSTEMS = [
  { name: 'stratum', parts: ['stratum-api', 'stratum-workers', 'api.stratum.ai'] },
  { name: 'scr', parts: ['scr-api', 'scr-production', 'api.scr-platform.com'] },
]

test('the system most of whose parts the runbook names is the one it is about', () => {
  assert.equal(pickSystem('kubectl rollout undo deployment/stratum-api -n production', SYSTEMS), 'stratum')
  assert.equal(pickSystem('like stratum-api, but: --cluster scr-production, api.scr-platform.com', SYSTEMS), 'scr')
})

test('a part is named by whole words only', () => {
  assert.throws(() => pickSystem('deployment/my-stratum-api-2 and scr-api-production', SYSTEMS), hasCode('no-system'))
})

test('a runbook that names nothing, or two systems alike, is refused with the choices', () => {
  const nothing = thrown(() => pickSystem('# Nothing here', SYSTEMS))
  assert.match(nothing.hint, /--system: .*stratum/)
  assert.throws(() => pickSystem('stratum-api and scr-api', SYSTEMS), hasCode('no-system'))
  assert.throws(() => pickSystem('stratum-api', []), hasCode('no-system'))
})

test('a system named by hand must exist', () => {
  assert.equal(knownSystem('scr', SYSTEMS), 'scr')
  assert.match(thrown(() => knownSystem('scrr', SYSTEMS)).hint, /stratum, scr/)
})

function thrown(work: () => unknown): AppError {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof AppError)
    return error
  }
  assert.fail('nothing was thrown')
}

function hasCode(code: string) {
  return (error: unknown) => error instanceof AppError && error.code === code
}
