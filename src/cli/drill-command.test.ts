/** The whole of Standby in one process of its own, with no server running: as on a laptop, and as in CI. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'standby-drill-'))
const data = join(folder, 'data')
// The embedded database's account must be able to enter, else it keeps its data elsewhere, and that would stay.
chmodSync(folder, 0o755)
after(() => rmSync(folder, { recursive: true, force: true }))

test('a drill tells its story to the verdict, writes the postmortem, and leaves nothing running', async () => {
  const out = join(folder, 'postmortem.md')
  const ended = await drill('examples/stratum/runbook.md#high-error', 'bad-deploy', '--approve', '--out', out)
  assert.equal(ended.code, 0, ended.stderr)
  const told = [
    /broken: A new version of the API/,
    /! HighErrorRate is firing/,
    /▸ \[read\] What was rolled out, and when\?\n +\$ kubectl rollout history/,
    /44 +release 2\.15\.0/,
    /\? .*Go back to the revision before .*waits for an approval/,
    /• approved/,
    /▸ \[write\] Go back to the revision before/,
    /✓ HighErrorRate resolved/,
    /Verdict: recovers/,
    /recovered +\d+ min \d+ s/,
  ]
  assertInOrder(ended.stdout, told)
  assert.ok(!ended.stdout.includes('\u001b'), 'no colour when nobody looks')
  assert.match(readFileSync(out, 'utf8'), /^# Postmortem/)
  assert.ok(!existsSync(join(data, 'server.json')))
})

test('as JSON it is one document, with the same facts', async () => {
  const args = ['--approve', '--format', 'json'] as const
  const ended = await drill('examples/scr/runbook.md#api-down', 'bad-deploy', ...args)
  assert.equal(ended.code, 0, ended.stderr)
  const answer = JSON.parse(ended.stdout)
  assert.equal(answer.drill.verdict, 'recovers')
  assert.ok(answer.drill.recoveredAfter > answer.drill.mitigatedAfter)
  assert.ok(answer.timeline.some((entry: { kind: string }) => entry.kind === 'approval-decided'))
  assert.match(answer.postmortem, /^# Postmortem/)
})

const REFUSED: [what: string, reference: string, fault: string, error: RegExp, hint: RegExp][] = [
  ['an unknown fault', 'examples/scr/runbook.md#api-down', 'flood', /no fault 'flood'/, /bad-deploy/],
  ['an unset parameter', 'examples/stratum/runbook.md#deploy', 'bad-deploy', /VERSION/, /--param VERSION=value/],
]

for (const [what, reference, fault, error, hint] of REFUSED) {
  test(`${what} is met with an error and a hint, and nothing is left running`, async () => {
    const ended = await drill(reference, fault, '--approve')
    assert.equal(ended.code, 2, ended.stdout)
    assert.equal(ended.stdout, '')
    const lines = ended.stderr.split('\n').filter((line) => !line.startsWith('· '))
    assert.equal(lines.length, 3, ended.stderr)
    assert.match(lines[0] ?? '', /^error: /)
    assert.match(lines[0] ?? '', error)
    assert.match(lines[1] ?? '', /^hint: /)
    assert.match(lines[1] ?? '', hint)
    assert.ok(!existsSync(join(data, 'server.json')))
  })
}

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

function drill(reference: string, fault: string, ...more: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const args = ['drill', reference, '--fault', fault, '--data', data, ...more]
    const child = spawn(join(ROOT, 'bin/standby'), args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    })
    const ended: Ended = { code: null, stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => (ended.stdout += chunk))
    child.stderr.on('data', (chunk) => (ended.stderr += chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve({ ...ended, code }))
  })
}

function assertInOrder(text: string, patterns: readonly RegExp[]): void {
  let rest = text
  for (const pattern of patterns) {
    const at = rest.search(pattern)
    assert.notEqual(at, -1, `${pattern} is not told, or too early:\n${text}`)
    rest = rest.slice(at)
  }
}
