import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { engineOn } from '../../test/support/engine.ts'
import { startOwnServer } from '../../test/support/own-server.ts'
import { procedure, step } from '../../test/support/procedures.ts'
import { systemClock } from '../core/clock.ts'
import { type Logger, silentLogger } from '../core/logger.ts'

/** A disk of its own: what else is on this machine must not feel that it is full. */
const disk = mkdtempSync(join(tmpdir(), 'standby-disk-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128m,mode=755', 'none', disk])
const skip = mounted.status === 0 ? false : 'no disk of its own may be mounted here: only root may'
const workDir = mkdtempSync(join(tmpdir(), 'standby-full-'))

after(() => {
  if (mounted.status === 0) spawnSync('umount', ['--lazy', disk])
  for (const folder of [disk, workDir]) rmSync(folder, { recursive: true, force: true })
})

/** Takes all the room there is. */
function fill(file: string): void {
  const ballast = openSync(file, 'w')
  for (const size of [1 << 20, 1 << 12]) {
    try {
      for (;;) writeSync(ballast, Buffer.alloc(size, 1))
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
    }
  }
  closeSync(ballast)
}

test('a full disk under the database: nothing is begun, lost or repeated, and the run goes on when there is room', {
  skip,
}, async () => {
  chmodSync(disk, 0o755)
  const server = await startOwnServer(disk)
  const complaints: string[] = []
  const logger: Logger = { ...silentLogger, warn: (what, why) => void complaints.push(`${what}: ${why?.reason}`) }
  const node = engineOn(server, workDir, { logger })
  const [side, go, ballast] = [join(workDir, 'side'), join(workDir, 'go'), join(disk, 'ballast')]
  try {
    await node.engine.startWorker()
    const wait = `until [ -e ${go} ]; do sleep 0.02; done`
    // More than the pages that PostgreSQL has would take, and nothing that it could press together.
    const plan = [
      step(`!echo one >> ${side}; ${wait}; head -c 300000 /dev/urandom | base64`),
      step(`echo two >> ${side}`),
    ]
    const run = await node.start(procedure(plan, { kind: 'maintain' }))
    await node.until(run.id, (now) => now.waiting?.for === 'approval')
    await node.approve(await node.pending(run.incidentId))
    await node.until(run.id, (now) => now.steps[0]?.status === 'running')
    fill(ballast)
    writeFileSync(go, '')
    while (!complaints.some((said) => /^a step’s result could not be written.*No space left/.test(said)))
      await systemClock.sleep(20)
    const full = await node.engine.get(run.id)
    assert.equal(full.steps[0]?.status, 'running', 'what happened is not known to the database yet')
    assert.equal(readFileSync(side, 'utf8'), 'one\n', 'and nothing more is begun')

    rmSync(ballast)
    const done = await node.until(run.id, (now) => now.status === 'finished')
    assert.deepEqual(
      done.steps.map(({ status, attempts }) => [status, attempts]),
      [
        ['succeeded', 1],
        ['succeeded', 1],
      ],
    )
    assert.equal(readFileSync(side, 'utf8'), 'one\ntwo\n')
    const output = await node.stdout(run.incidentId, 0)
    assert.equal(Buffer.from(output, 'base64').length, 300_000, 'every byte of its output is there, once')
  } finally {
    rmSync(ballast, { force: true })
    await node.engine.drain()
    await server.stop()
  }
})
