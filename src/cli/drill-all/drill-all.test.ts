import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Drill, ScenarioSummary, Verdict } from '../../http/contract.ts'
import { createPaint } from '../terminal.ts'
import type { Played } from './play-all.ts'
import { playAll } from './play-all.ts'
import { findRehearsals, type Rehearsal } from './rehearsals.ts'
import { tellPlayed, tellTotals, toJson, toJunit } from './tell-all.ts'

const TEXT =
  '# Shop\n\n## Restart\n\n```bash\nkubectl rollout restart deployment/shop\n```\n\n## Look\n\n```bash\nkubectl get pods\n```\n'
const OWN = { file: 'range/shop/runbook.md', text: TEXT }
const OTHER = { file: 'docs/ops.md', text: TEXT }
const paint = createPaint(false)

function scenario(changes: Partial<ScenarioSummary> = {}): ScenarioSummary {
  return {
    system: 'shop',
    folder: 'range/shop',
    name: 'calm',
    title: 'All is well',
    rehearses: { 'runbook.md': ['restart'] },
    faults: [],
    begin: 'manual',
    expect: 'recovers',
    ...changes,
  }
}

function played(verdict: Verdict, changes: Partial<Drill> = {}, expected: Verdict = 'recovers'): Played {
  const [rehearsal] = findRehearsals([OWN], [scenario({ expect: expected })]).rehearsals
  const drill = { procedureId: 'restart', verdict, reason: null, line: null, score: null, ...changes } as Drill
  return { rehearsal: rehearsal as Rehearsal, drill, seconds: 0.25 }
}

test('a scenario is played on the runbook beside its system, on files of a name, and on a path', () => {
  const names = (rehearses: Record<string, string[]>) =>
    findRehearsals([OWN, OTHER], [scenario({ rehearses })]).rehearsals.map(({ source }) => source.file)
  assert.deepEqual(names({ 'runbook.md': ['restart'] }), [OWN.file])
  assert.deepEqual(names({ 'ops.md': ['restart'] }), [OTHER.file])
  assert.deepEqual(names({ '../../docs/ops.md': ['restart'] }), [OTHER.file])
  assert.deepEqual(names({ './ops.md': ['restart'] }), [])
  const elsewhere = findRehearsals([{ ...OWN, file: 'docs/runbook.md' }], [scenario()])
  assert.deepEqual(elsewhere.rehearsals, [])
})

test('what no scenario names was never rehearsed, and a procedure that is not there is refused', () => {
  const { unrehearsed } = findRehearsals([OWN], [scenario()])
  assert.deepEqual(unrehearsed, [{ file: OWN.file, id: 'look', line: 9 }])
  assert.throws(() => findRehearsals([OWN], [scenario({ rehearses: { 'runbook.md': ['gone'] } })]), /rehearses 'gone'/)
})

test('a drill that came out as expected is one line; another says at which line, and why', () => {
  assert.equal(tellPlayed(played('recovers'), paint).length, 1)
  assert.equal(tellPlayed(played('stuck', {}, 'stuck'), paint).length, 1)
  const [, why] = tellPlayed(played('harmful', { line: 6, reason: 'nobody served' }), paint)
  assert.equal(why?.trim(), 'line 6: nobody served')
})

test('the totals count verdicts, and name what was never rehearsed and which promises were broken', () => {
  const promises = [{ what: 'response time' as const, promised: 300, took: 480, kept: false }]
  const score = { took: 480, simulated: 600, commands: 3, failed: 0, approvals: 1, byPerson: 0, promises, idle: [] }
  const all = {
    played: [played('recovers', { score })],
    unrehearsed: [{ file: OWN.file, id: 'look', line: 9 }],
    seconds: 2,
  }
  const text = tellTotals(all, paint).join('\n')
  assert.match(text, /1 rehearsed: 1 recovers .* 1 never rehearsed/)
  assert.match(text, /range\/shop\/runbook\.md#look \(line 9\)/)
  assert.match(text, /#restart: response time 5 min.*, took 8 min/)
  assert.match(text, /10 min.* of production in 2\.0 s/)
  assert.equal(toJson(all).virtualSeconds, 600)
})

test('JUnit tells failures with their place, and escapes what XML cannot hold', () => {
  const failed = played('harmful', { line: 6, reason: 'lost "a" <b> & \u0007c\nd' })
  const xml = toJunit({
    played: [played('recovers'), failed],
    unrehearsed: [{ file: OWN.file, id: 'look', line: 9 }],
    seconds: 1,
  })
  assert.match(xml, /<testsuite name="range\/shop\/runbook\.md" tests="3" failures="1" skipped="1" time="0\.500">/)
  assert.match(xml, /message="harmful: lost &quot;a&quot; &lt;b&gt; &amp; c&#10;d"/)
  assert.match(xml, /range\/shop\/runbook\.md:6: lost/)
  assert.match(xml, /<skipped message="never rehearsed"\/>/)
  assert.equal(
    [...xml.matchAll(/<testcase/g)].length,
    [...xml.matchAll(/<\/testcase>|"\/>\n {2,}<(?:testcase|\/testsuite)/g)].length,
  )
})

test('two systems are played at a time, and each plays one drill after another', async () => {
  const lists = ['a', 'b', 'c'].flatMap((system) =>
    [1, 2, 3].map((n) => ({
      ...(played('recovers').rehearsal as Rehearsal),
      scenario: scenario({ system, name: `s${n}` }),
    })),
  )
  const open = new Map<string, string>()
  let most = 0
  const api = {
    post: async (_path: string, body: { system: string; scenario: string }) => {
      assert.ok(!open.has(body.system), `${body.system} plays already`)
      open.set(body.system, body.scenario)
      most = Math.max(most, open.size)
      return { id: body.system, verdict: null }
    },
    get: async (path: string) => {
      open.delete(path.split('/').at(-1) ?? '')
      return { id: 'x', verdict: 'recovers' }
    },
  }
  const clock = { now: () => new Date(0), sleep: async () => {} }
  const done = await playAll(lists, {
    api,
    clock,
    jobs: 2,
    signal: new AbortController().signal,
    onBegin: () => {},
    onEnd: () => {},
  } as never)
  assert.equal(done.length, 9)
  assert.equal(most, 2)
  assert.deepEqual(
    done.map(({ rehearsal }) => rehearsal.scenario.name),
    lists.map(({ scenario: { name } }) => name),
  )
})
