import assert from 'node:assert/strict'
import { test } from 'node:test'
import { procedure, step } from '../../test/support/procedures.ts'
import type { Approval } from '../approvals/approval.ts'
import type { Attempt, OutputChunk } from '../runs/attempt.ts'
import type { Run, StepState } from '../runs/run.ts'
import type { IncidentRecord } from './incident-record.ts'
import { draftPostmortem } from './postmortem.ts'
import type { TimelineEntry, TimelineKind } from './timeline.ts'

const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 2, 1, 4, minute, second)).toISOString()

let entries = 0
function entry(minute: number, kind: TimelineKind, text: string, more: Partial<TimelineEntry> = {}): TimelineEntry {
  entries += 1
  const standard = { actor: 'standby', step: null, attempt: null, worldAt: null }
  return { id: entries, incidentId: 'i', at: at(minute), kind, text, ...standard, ...more }
}

function attempt(step: number, status: Attempt['status'], exitCode: number | null, minute: number): Attempt {
  const finishedAt = status === 'lost' ? null : at(minute, 5)
  const standard = { runId: 'r', attempt: 1, statements: [], droppedBytes: 0 }
  return { id: `a${step}`, step, status, exitCode, startedAt: at(minute), finishedAt, ...standard }
}

function output(attemptId: string, text: string): OutputChunk {
  return { id: 1, attemptId, step: 0, attempt: 1, stream: 'stdout', at: at(3), text }
}

const steps = [
  step('1. kubectl get pods'),
  step('grep x'),
  step('!kubectl rollout undo', { section: 'Fix' }),
  step('!reboot', { section: 'Fix' }),
]
const made = procedure(steps)
const state = (status: StepState['status'], note: string | null = null): StepState => {
  return { status, attempts: 1, exitCode: null, note, approval: null }
}
const run = {
  id: 'r',
  procedure: made,
  status: 'finished',
  outcome: 'recovered',
  steps: [state('succeeded'), state('failed'), state('succeeded'), state('rejected', 'rejected by Ada: no')],
} as unknown as Run

const approval: Omit<Approval, 'step' | 'commands' | 'status' | 'decidedBy' | 'decidedAt' | 'reason'> = {
  id: 'p',
  incidentId: 'i',
  runId: 'r',
  digest: '',
  signedBytes: '',
  effect: 'write',
  reasons: [],
  targets: [],
  why: '',
  requestedBy: 'alert',
  requestedAt: at(5),
  needed: 1,
  approvedBy: [],
  mayApprove: null,
  notRequester: false,
  brokeGlass: false,
  expiresAt: at(35),
}

function record(more: Partial<IncidentRecord> = {}): IncidentRecord {
  return {
    incident: {
      id: 'i',
      number: 7,
      title: 'HighErrorRate: 12 % fail',
      status: 'resolved',
      severity: 'P1',
      environment: 'production',
      groupKey: 'g',
      procedure: {
        runbookDigest: 'd'.repeat(64),
        file: 'shop.md',
        procedureId: 'high-error-rate',
        heading: 'High error rate',
      },
      openedAt: at(2),
      acknowledgedAt: at(6),
      acknowledgedBy: 'Ada',
      resolvedAt: at(12),
      drillId: null,
    },
    noRunReason: null,
    alerts: [
      {
        fingerprint: 'f',
        name: 'HighErrorRate',
        status: 'resolved',
        labels: { alertname: 'HighErrorRate', path: 'a|b`c' },
        annotations: { summary: '12 % of <requests> fail' },
        startsAt: at(0),
        endsAt: at(12),
        generatorUrl: null,
      },
    ],
    run,
    attempts: [attempt(0, 'succeeded', 0, 3), attempt(1, 'failed', 1, 4), attempt(2, 'succeeded', 0, 6)],
    approvals: [
      {
        ...approval,
        step: 2,
        commands: 'kubectl rollout undo',
        status: 'approved',
        decidedBy: 'Ada',
        decidedAt: at(6),
        reason: 'v42 | bad',
      },
      {
        ...approval,
        id: 'q',
        step: 3,
        commands: 'reboot',
        status: 'rejected',
        decidedBy: 'Ada',
        decidedAt: at(7),
        reason: 'no',
      },
    ],
    timeline: [
      entry(2, 'alert-firing', 'HighErrorRate is firing', { actor: 'alert' }),
      entry(2, 'incident-opened', 'incident 7 opened'),
      entry(6, 'incident-acknowledged', 'incident 7 acknowledged by Ada', { actor: 'Ada' }),
      entry(6, 'step-finished', 'rolled back', { step: 2, attempt: 1 }),
      entry(11, 'alert-resolved', 'HighErrorRate resolved', { actor: 'alert' }),
      entry(12, 'incident-resolved', 'incident 7 resolved'),
    ],
    output: [output('a0', `\u001b[31mred\u001b[0m\n${'line\n'.repeat(20)}\`\`\`\n# last`)],
    ...more,
  }
}

const draft = draftPostmortem(record())

test('it measures detection, acknowledgement, mitigation and resolution', () => {
  assert.match(draft, /\| Time to detect \| 2 min \|/)
  assert.match(draft, /\| Time to acknowledge \| 4 min \|/)
  assert.match(draft, /\| Time to mitigate \| 6 min \|/)
  assert.match(draft, /\| Time to resolve \| 12 min \|/)
})

test('it tells the story in sentences', () => {
  assert.match(
    draft,
    /On 2026-03-01 at 04:00 UTC `HighErrorRate` fired in `production`\. Standby looked by itself \(2 steps/,
  )
  assert.match(draft, /approved by Ada\)\. The alert resolved at 04:11 UTC, 5 min after the last change\./)
})

test('it shows exact commands, who approved them, and what was asked for and not done', () => {
  assert.match(draft, /```bash\nkubectl rollout undo\n```\n\n- Approved by Ada at 2026-03-01 04:06:00: v42 \\\| bad\n/)
  assert.match(draft, /Asked for and not done: `reboot`, rejected by Ada: no/)
})

test('it names the steps the runbook should learn from', () => {
  assert.match(draft, /step 2 \(grep x\) failed/)
  assert.match(draft, /step 4 \(!reboot\) was not approved: rejected by Ada: no/)
})

test('output cannot break out of its fence, has no colours, and is cut to its end', () => {
  assert.equal(draft.includes('\u001b'), false)
  assert.match(draft, /````text\n… \(\d+ more lines before\)\n(line\n)+```\n# last\n````/)
})

test('labels and annotations are text, not Markdown', () => {
  assert.match(draft, /``path="a\|b`c"``/)
  assert.match(draft, /12 % of \\<requests\\> fail/)
})

test('in a simulated production the times are those of its clock', () => {
  const world = (minute: number) => new Date(Date.UTC(2030, 0, 1, 0, minute)).toISOString()
  const base = record()
  const simulated = draftPostmortem(
    record({
      alerts: base.alerts.map((alert) => ({ ...alert, startsAt: world(0) })),
      timeline: base.timeline.map((each, i) => ({ ...each, worldAt: world(i * 10) })),
    }),
  )
  assert.match(simulated, /Simulated time \(UTC\)/)
  assert.match(simulated, /\| 2030-01-01 00:40:00 \| alert \| HighErrorRate resolved \|/)
  assert.match(simulated, /\| Time to resolve \| 50 min \|/)
})

test('an incident without a runbook asks for one', () => {
  const base = record()
  const none = draftPostmortem(
    record({
      incident: { ...base.incident, procedure: null },
      run: null,
      attempts: [],
      approvals: [],
      output: [],
      noRunReason: 'No runbook knows the alert.',
    }),
  )
  assert.match(none, /No procedure is bound to `HighErrorRate`: write one/)
  assert.match(none, /Nothing was run\./)
  assert.match(none, /Nothing was changed\./)
})
