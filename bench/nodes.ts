import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../src/core/clock.ts'
import { engineOn, type TestEngine } from '../test/support/engine.ts'
import { type NodeProcess, startNodeProcess } from '../test/support/node-process.ts'
import { type OwnServer, startOwnServer } from '../test/support/own-server.ts'
import { procedure, step } from '../test/support/procedures.ts'
import { against, duration, median, percentile } from './measure.ts'

export const title = 'several nodes: a signature given on one and used on another, take-over from one that is gone'

export async function run(): Promise<string[]> {
  const workDir = mkdtempSync(join(tmpdir(), 'standby-bench-'))
  const server = await startOwnServer()
  try {
    const lines = [await signatureElsewhere(server, workDir)]
    lines.push(await takeOver(server, workDir, 'SIGKILL', 15))
    lines.push(await takeOver(server, workDir, 'SIGSTOP', 3))
    return lines
  } finally {
    await server.stop()
    rmSync(workDir, { recursive: true, force: true })
  }
}

/** This process takes the signature and moves no runs; a node in another one does. */
async function signatureElsewhere(server: OwnServer, workDir: string): Promise<string> {
  const control = engineOn(server, workDir)
  const other = await startNodeProcess(server.url, workDir)
  const late: number[] = []
  for (let n = 0; n < 200; n++) {
    const run = await control.start(procedure([step('!true')], { kind: 'maintain' }))
    await control.until(run.id, (now) => now.waiting?.for === 'approval')
    const request = await control.pending(run.incidentId)
    const begun = Date.now()
    await control.approve(request)
    await control.until(run.id, (now) => now.status === 'finished')
    const { rows } = await server.pool.query<{ at: Date }>('select started_at as at from attempt where run_id = $1', [
      run.id,
    ])
    late.push((rows[0]?.at.getTime() ?? Number.NaN) - begun)
  }
  await other.end()
  const what = `from a signature to the step it allows on another node (median ${duration(median(late))}), p99`
  return against(what, percentile(late, 0.99), { atMost: 30 })
}

/** From the moment a node is killed or frozen in the midst of a read to that read's next try on the survivor. */
async function takeOver(
  server: OwnServer,
  workDir: string,
  signal: 'SIGKILL' | 'SIGSTOP',
  times: number,
): Promise<string> {
  const survivor = engineOn(server, workDir)
  const took: number[] = []
  for (let n = 0; n < times; n++) {
    const victim = await startNodeProcess(server.url, workDir)
    const begun = join(workDir, `${signal}-${n}`)
    const again = `${begun}-again`
    const run = await survivor.start(
      procedure([step(`[ -e ${begun} ] && touch ${again} || { touch ${begun}; sleep 30; }`)], { kind: 'maintain' }),
    )
    await appears(begun)
    await survivor.engine.startWorker()
    await systemClock.sleep(300)
    took.push(await untilAgain(survivor, victim, signal, again, run.id))
    await survivor.engine.drain()
    await victim.end()
  }
  const [how, atMost] = signal === 'SIGKILL' ? ['kill -9', 1_000] : ['a freeze', 6_000]
  const what = `after ${how} to the next try on the survivor (median ${duration(median(took))} of ${times}), the longest`
  return against(what, Math.max(...took), { atMost: atMost as number })
}

async function untilAgain(
  survivor: TestEngine,
  victim: NodeProcess,
  signal: NodeJS.Signals,
  file: string,
  runId: string,
): Promise<number> {
  const at = Date.now()
  victim.kill(signal)
  await appears(file)
  const ms = statSync(file).mtimeMs - at
  await survivor.until(runId, (now) => now.status === 'finished')
  return ms
}

async function appears(file: string): Promise<void> {
  while (!existsSync(file)) await systemClock.sleep(2)
}
