import type {
  Alert,
  Approval,
  Attempt,
  IncidentDetail,
  OutputChunk,
  Remedy,
  Run,
  StepState,
  TimelineEntry,
  TimelineKind,
  Waiting,
} from '../src/contract.ts'
import { sketchRunbook } from './runbook.ts'

export const runbook = sketchRunbook()
const [procedure] = runbook.plan.procedures
if (!procedure) throw new Error('the sketched runbook has a procedure')
const bound = procedure

const OPENED = Date.now() - 7 * 60_000
const at = (seconds: number) => new Date(OPENED + seconds * 1_000).toISOString()

const OUTPUT: Record<number, [stream: 'stdout' | 'stderr', text: string][]> = {
  0: [
    [
      'stdout',
      'NAME                        READY   STATUS             RESTARTS      AGE     IP            NODE\ncheckout-6c9f8b7d5c-4zq8m   0/1     CrashLoopBackOff   6 (41s ago)   7m12s   10.42.1.17    node-b\ncheckout-6c9f8b7d5c-9xk2p   0/1     CrashLoopBackOff   6 (38s ago)   7m12s   10.42.2.31    node-c\ncheckout-84d7c5f6b9-hw5tn   1/1     Running            0             26h     10.42.0.9     node-a\n',
    ],
  ],
  1: [['stderr', 'curl: (22) The requested URL returned error: 503\n']],
  2: [
    [
      'stdout',
      Array.from(
        { length: 34 },
        (_, i) =>
          `2026-03-01T03:0${1 + Math.floor(i / 12)}:${String((i * 5) % 60).padStart(2, '0')}Z \u001b[31mERROR\u001b[0m PaymentClient connect ECONNREFUSED 10.43.7.${i}:8443 order=${90210 + i}\n`,
      ).join(''),
    ],
  ],
  3: [
    [
      'stdout',
      'deployment.apps/checkout\nREVISION  CHANGE-CAUSE\n41        release 2026.02.27\n42        release 2026.03.01 (raise payment timeout)\n',
    ],
  ],
}

const remedies: Remedy[] = [5, 6, 7].map((step) => ({
  id: `line-${bound.steps[step]?.line}`,
  title: bound.steps[step]?.title ?? '',
  condition: bound.steps[step]?.condition ?? null,
  steps: [step],
  cause: step === 5 ? 'Bad deployment' : null,
}))

interface Sketch {
  number: number
  title?: string
  /** Steps that have been gone through. */
  done: number
  steps?: Record<number, Partial<StepState>>
  waiting?: Waiting
  status?: Run['status']
  resolved?: boolean
  acknowledged?: boolean
}

/** One incident in each state that the console must draw well. */
export function sketchIncidents(): IncidentDetail[] {
  return [
    incident({
      number: 12,
      done: 4,
      waiting: { for: 'approval', step: 5, approvalId: 'approval-12' },
      acknowledged: true,
    }),
    incident({ number: 11, done: 4, waiting: { for: 'choice', options: remedies } }),
    incident({ number: 10, done: 4, waiting: { for: 'parameters', step: 6, names: ['POD_NAME'] }, acknowledged: true }),
    incident({
      number: 9,
      done: 4,
      waiting: { for: 'outcome', step: 5, attempt: 1 },
      steps: {
        5: { status: 'outcome-unknown', attempts: 1, note: 'The server that ran it was lost 4 s after it began.' },
      },
      acknowledged: true,
    }),
    incident({
      number: 8,
      done: 4,
      waiting: { for: 'failure', step: 5, attempt: 1 },
      steps: { 5: { status: 'failed', attempts: 1, exitCode: 1 } },
      acknowledged: true,
    }),
    incident({ number: 7, done: 4, waiting: { for: 'approval', step: 6, approvalId: 'approval-7' } }),
    incident({ number: 6, done: 4, waiting: { for: 'approval', step: 7, approvalId: 'approval-6' } }),
    incident({ number: 5, done: 3, status: 'running' }),
    incident({ number: 4, done: 9, status: 'observing', acknowledged: true }),
    incident({ number: 3, done: 9, status: 'finished', resolved: true, acknowledged: true }),
    {
      ...incident({ number: 2, done: 0, title: 'DiskAlmostFull' }),
      run: null,
      attempts: [],
      output: [],
      noRunReason: 'No runbook the server knows has the alert DiskAlmostFull.',
    },
  ].map((detail) => (detail.run === null ? { ...detail, incident: { ...detail.incident, procedure: null } } : detail))
}

function incident(sketch: Sketch): IncidentDetail {
  const { number, done } = sketch
  const id = `incident-${number}`
  const steps = stepStates(sketch)
  const attempts = attemptsOf(sketch, steps)
  return {
    incident: {
      id,
      number,
      title: sketch.title ?? 'CheckoutHighErrorRate: 31% of requests fail',
      status: sketch.resolved ? 'resolved' : sketch.acknowledged ? 'acknowledged' : 'triggered',
      severity: 'P1',
      environment: 'shop-production',
      groupKey: `{}:{alertname="CheckoutHighErrorRate",n="${number}"}`,
      procedure: { runbookDigest: runbook.digest, file: runbook.file, procedureId: bound.id, heading: bound.heading },
      openedAt: at(0),
      acknowledgedAt: sketch.acknowledged ? at(50) : null,
      acknowledgedBy: sketch.acknowledged ? 'Ada' : null,
      resolvedAt: sketch.resolved ? at(371) : null,
      drillId: null,
    },
    alerts: [alert(sketch.resolved ?? false)],
    run: {
      shell: null,
      files: [],
      id: `run-${number}`,
      incidentId: id,
      procedure: bound,
      runbook: { digest: runbook.digest, file: runbook.file },
      environment: 'shop-production',
      requestedBy: 'alert',
      askedBy: 'Ada',
      status: sketch.status ?? 'waiting',
      waiting: sketch.waiting ?? null,
      outcome: sketch.resolved ? 'recovered' : null,
      steps,
      parameters: { NAMESPACE: 'shop', ...(number === 7 ? { POD_NAME: 'checkout-6c9f8b7d5c-4zq8m' } : {}) },
      configured: [],
      variables: {},
      chosen: [],
      alertResolved: sketch.resolved ?? false,
      stopping: null,
      version: 10,
      startedAt: at(1),
      finishedAt: sketch.resolved ? at(371) : null,
    },
    noRunReason: null,
    attempts,
    approvals: approvalsOf(sketch, id),
    timeline: timelineOf(sketch, id),
    output: attempts.flatMap((attempt) => outputOf(attempt)),
    mayBreakGlass: ['Ann'],
    suggestions: {
      POD_NAME: [
        { value: 'checkout-6c9f8b7d5c-4zq8m', from: 'step 1, line 2 of its output' },
        { value: 'checkout-6c9f8b7d5c-9xk2p', from: 'step 1, line 3 of its output' },
        { value: 'checkout-84d7c5f6b9-hw5tn', from: 'step 1, line 4 of its output' },
      ],
    },
    remedies: [],
    cursor: String(done),
  }
}

function stepStates({ done, steps = {}, waiting, status }: Sketch): StepState[] {
  const waited = waiting && 'step' in waiting ? waiting.step : null
  return bound.steps.map((step, index) => {
    const state: StepState = { status: 'pending', attempts: 0, exitCode: null, note: null, approval: null }
    if (step.kind === 'prose' && index <= done) Object.assign(state, { status: 'manual' })
    else if (index < done && index !== 6 && index !== 7) {
      Object.assign(state, {
        status: index === 1 ? 'failed' : 'succeeded',
        attempts: 1,
        exitCode: index === 1 ? 22 : 0,
      })
    } else if (index === done && status === 'running') Object.assign(state, { status: 'running', attempts: 1 })
    else if (index === waited) Object.assign(state, { status: 'waiting' })
    return Object.assign(state, steps[index])
  })
}

function attemptsOf({ number }: Sketch, steps: StepState[]): Attempt[] {
  return steps.flatMap((state, step) => {
    if (state.attempts === 0) return []
    const running = state.status === 'running'
    const lost = state.status === 'outcome-unknown'
    const attempt: Attempt = {
      id: `attempt-${number}-${step}`,
      runId: `run-${number}`,
      step,
      attempt: 1,
      status: running ? 'running' : lost ? 'lost' : state.exitCode === 0 ? 'succeeded' : 'failed',
      startedAt: at(2 + step * 4),
      finishedAt: running || lost ? null : at(2.4 + step * 4),
      exitCode: state.exitCode,
      statements: step === 1 ? [{ statement: 0, statuses: [22, 0] }] : [],
      droppedBytes: step === 2 ? 48_213 : 0,
    }
    return [attempt]
  })
}

let chunk = 0
function outputOf(attempt: Attempt): OutputChunk[] {
  const text: [stream: 'stdout' | 'stderr', text: string][] =
    attempt.step === 5 && attempt.status === 'failed'
      ? [
          [
            'stderr',
            'error: deployments.apps "checkout" is forbidden: User "oncall" cannot patch resource "deployments" in API group "apps" in the namespace "shop"\n',
          ],
        ]
      : (OUTPUT[attempt.step] ?? [])
  return text.map(([stream, words]) => ({
    id: ++chunk,
    attemptId: attempt.id,
    step: attempt.step,
    attempt: attempt.attempt,
    stream,
    at: attempt.startedAt,
    text: words,
  }))
}

function approvalsOf({ waiting, number }: Sketch, incidentId: string): Approval[] {
  if (waiting?.for !== 'approval') return []
  const step = bound.steps[waiting.step]
  const worst = step?.commands[0]
  const commands = (step?.script?.text ?? '').replace('<POD_NAME>', 'checkout-6c9f8b7d5c-4zq8m')
  return [
    {
      id: waiting.approvalId,
      incidentId,
      runId: `run-${number}`,
      step: waiting.step,
      digest: '9c1f3ab27d04e6b5'.repeat(4),
      signedBytes: JSON.stringify({
        environment: 'shop-production',
        format: 'standby-approval-1',
        line: step?.line,
        script: { text: commands },
      }),
      commands,
      effect: worst?.effect ?? 'unknown',
      reasons: worst?.reasons ?? [],
      targets: worst?.targets ?? [],
      why: `Fix: ${step?.condition ?? ''}; the cause→fix table names it for “Bad deployment”.`,
      status: 'pending',
      requestedBy: 'Ada',
      requestedAt: at(60),
      expiresAt: new Date(Date.now() + 28 * 60_000).toISOString(),
      decidedBy: null,
      decidedAt: null,
      reason: null,
      needed: 1,
      approvedBy: [],
      mayApprove: null,
      notRequester: false,
      brokeGlass: false,
    },
  ]
}

function alert(resolved: boolean): Alert {
  return {
    fingerprint: 'c0ffee00c0ffee00',
    name: 'CheckoutHighErrorRate',
    status: resolved ? 'resolved' : 'firing',
    labels: {
      alertname: 'CheckoutHighErrorRate',
      service: 'checkout',
      namespace: 'shop',
      severity: 'P1',
      cluster: 'eu-1',
    },
    annotations: {
      summary: '31% of checkout requests fail',
      runbook_url: 'https://git.shop.example/runbooks/checkout.md',
    },
    startsAt: at(-30),
    endsAt: resolved ? at(371) : null,
    generatorUrl: 'https://prometheus.shop.example/graph',
  }
}

let entry = 0
function timelineOf(sketch: Sketch, incidentId: string): TimelineEntry[] {
  const make = (
    seconds: number,
    kind: TimelineKind,
    actor: string,
    text: string,
    step: number | null = null,
  ): TimelineEntry => ({
    id: ++entry,
    incidentId,
    at: at(seconds),
    worldAt: at(seconds * 8),
    kind,
    actor,
    text,
    step,
    attempt: null,
  })
  const entries = [
    make(0, 'alert-firing', 'alert', 'CheckoutHighErrorRate is firing: 31% of checkout requests fail'),
    make(0, 'incident-opened', 'standby', 'opened incident, bound to “High error rate” of examples/shop/runbook.md'),
    make(1, 'run-started', 'standby', 'started the procedure: 9 steps, reads run by themselves'),
  ]
  for (let step = 0; step < Math.min(4, sketch.done); step++) {
    entries.push(make(2 + step * 4, 'step-started', 'standby', `runs ${bound.steps[step]?.title}`, step))
    if (step === 1)
      entries.push(
        make(3 + step * 4, 'step-failed', 'standby', 'failed with exit 22; it only looks, so the run goes on', step),
      )
    else entries.push(make(3 + step * 4, 'step-finished', 'standby', 'finished in 0.4 s', step))
  }
  if (sketch.acknowledged) entries.push(make(50, 'incident-acknowledged', 'Ada', 'acknowledged'))
  if (sketch.waiting?.for === 'approval')
    entries.push(make(60, 'approval-requested', 'standby', 'asks for approval', sketch.waiting.step))
  if (sketch.waiting?.for === 'choice')
    entries.push(make(60, 'choice-offered', 'standby', 'asks which of 3 remedies applies'))
  if (sketch.resolved) {
    entries.push(make(65, 'choice-made', 'Ada', 'chose Go back to the previous version'))
    entries.push(make(80, 'approval-decided', 'Ada', 'approved Go back to the previous version', 5))
    entries.push(make(370, 'alert-resolved', 'alert', 'CheckoutHighErrorRate is resolved'))
    entries.push(make(371, 'run-finished', 'standby', 'recovered'))
    entries.push(make(371, 'incident-resolved', 'standby', 'resolved after 6 min 11 s'))
  }
  return entries
}
