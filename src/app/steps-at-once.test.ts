import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '../../test/support/app.ts'
import type { StartedRun } from './views.ts'

const ENDLESS = '# R\n\n## Look\n\n```bash\nsleep 60\n```\n'

test('a node takes no more runs at once than the configuration lets it', async (t) => {
  const standby = await startTestApp({ config: { stepsAtOnce: 2 }, idle: true })
  t.after(() => standby.close())
  const first = await start()
  await start()
  await start()
  // They are all there when the worker begins: it takes as many as it may with one claim.
  await standby.app.startWorker()
  await standby.until(first, ({ run }) => run?.steps[0]?.status === 'running')
  const { rows } = await standby.app.db.pool.query('select count(*)::int as taken from run where owner is not null')
  assert.deepEqual(rows, [{ taken: 2 }])

  async function start(): Promise<number> {
    const request = { runbook: { file: 'r.md', text: ENDLESS }, procedureId: 'look', environment: 'production' }
    const answer = await standby.post('/runs', request)
    assert.ok(answer.ok)
    return ((await answer.json()) as StartedRun).incident
  }
})
