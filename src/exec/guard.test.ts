import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { systemClock } from '../core/clock.ts'
import { findProcesses, sendSignal } from './processes.ts'

const MARK = `guard-test-${process.pid}`
after(() => {
  for (const pid of findProcesses([MARK])) sendSignal(pid, 'SIGKILL')
})

/** A process that starts two groups, has them guarded, lets one go, and says so. */
const OWNER = `
  import { spawn } from 'node:child_process'
  import { createGuard } from ${JSON.stringify(new URL('./guard.ts', import.meta.url).href)}
  const guard = createGuard('/bin/bash')
  const start = () => spawn('/bin/bash', ['-c', 'sleep 60 & sleep 60'], {
    detached: true, stdio: 'ignore', env: { ...process.env, STANDBY_ATTEMPT: '${MARK}' } }).pid
  const [kept, let_go] = [start(), start()]
  // What is over the guard hears with the next one that begins.
  guard.watch(let_go); guard.forget(let_go); guard.watch(kept)
  if (process.argv[1] === 'kill-the-guard') {
    const { readdirSync, readFileSync } = await import('node:fs')
    const read = (pid, file) => { try { return readFileSync('/proc/' + pid + '/' + file, 'latin1') } catch { return '' } }
    const isGuard = (pid) => read(pid, 'cmdline').includes('standby-guard') && read(pid, 'stat').split(') ')[1]?.split(' ')[1] === String(process.pid)
    const guard = () => readdirSync('/proc').find((pid) => /^\\d+$/.test(pid) && isGuard(pid))
    const first = guard()
    process.kill(Number(first), 'SIGKILL')
    while ([undefined, first].includes(guard())) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  console.log(kept + ' ' + let_go)
  setInterval(() => {}, 1000)
`

const isGroup = (group: number) => sendSignal(-group, 0 as unknown as NodeJS.Signals)

async function gone(group: number): Promise<void> {
  for (let left = 3000; isGroup(group); left--) {
    if (left === 0) throw new Error(`the group ${group} lives on`)
    await systemClock.sleep(10)
  }
}

for (const how of ['by itself', 'kill-the-guard']) {
  test(`what a killed process was running ends with it, commands included, and nothing else does (${how})`, async () => {
    const owner = spawn(process.execPath, ['--input-type=module', '-e', OWNER, how], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(createInterface(owner.stdout), 'line')) as [string]
    const [kept, letGo] = line.split(' ').map(Number) as [number, number]
    assert.ok(isGroup(kept) && isGroup(letGo))
    owner.kill('SIGKILL')
    await gone(kept)
    assert.ok(isGroup(letGo))
    process.kill(-letGo, 'SIGKILL')
  })
}
