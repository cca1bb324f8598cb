import type { Procedure } from '../../src/plan/plan.ts'
import { type Beginning, beginRun } from '../../src/runs/begin-run.ts'
import { type Intent, reduce } from '../../src/runs/reducer.ts'
import type { Run, RunEvent } from '../../src/runs/run.ts'

export const NOW = new Date('2026-01-01T03:00:00Z')

/** A run of a procedure as it begins. */
export function newRun(procedure: Procedure, overrides: Partial<Run> = {}): Run {
  const beginning: Beginning = {
    id: 'run',
    incidentId: 'incident',
    procedure,
    runbook: { digest: 'a'.repeat(64), file: 'test.md' },
    environment: 'test',
    requestedBy: 'alert',
    parameters: {},
    configured: [],
    startedAt: NOW.toISOString(),
  }
  return { ...beginRun(beginning), ...overrides }
}

/** A run, moved by events as the engine would move it: after each comes `advance`. */
export class Played {
  run: Run
  intents: Intent[] = []
  story: string[] = []

  constructor(procedure: Procedure, overrides: Partial<Run> = {}) {
    this.run = newRun(procedure, overrides)
    this.#reduce({ kind: 'advance' })
  }

  #reduce(event: RunEvent): void {
    const { run, intents, timeline } = reduce(this.run, event, NOW)
    this.run = run
    this.intents.push(...intents)
    this.story.push(...timeline.map((note) => note.kind))
  }

  on(event: RunEvent): this {
    this.#reduce(event)
    if (this.run.status === 'running') this.#reduce({ kind: 'advance' })
    return this
  }

  /** Ends the attempt that runs. */
  end(exitCode = 0, rest: Partial<Extract<RunEvent, { kind: 'attempt-finished' }>> = {}): this {
    const step = this.running()
    const attempt = this.run.steps[step]?.attempts ?? 0
    return this.on({
      kind: 'attempt-finished',
      step,
      attempt,
      exitCode,
      statements: [],
      exports: {},
      ended: null,
      ...rest,
    })
  }

  lose(): this {
    const step = this.running()
    return this.on({ kind: 'attempt-lost', step, attempt: this.run.steps[step]?.attempts ?? 0 })
  }

  decide(decision: 'approved' | 'rejected' | 'expired', actor = 'ann'): this {
    const request = this.request()
    const { approvalId, digest } = request
    return this.on({ kind: 'approval-decided', approvalId, digest, decision, actor, reason: null })
  }

  approve(): this {
    return this.decide('approved')
  }

  choose(remedy: string): this {
    return this.on({ kind: 'remedy-chosen', remedy, actor: 'ann' })
  }

  /** The request that the run waits for. */
  request(): Extract<Intent, { kind: 'request-approval' }> {
    const request = this.intents.findLast((intent) => intent.kind === 'request-approval')
    if (request === undefined) throw new Error('nothing was asked for')
    return request
  }

  /** Index of the step that runs; -1 for none. */
  running(): number {
    return this.run.steps.findIndex((state) => state.status === 'running')
  }

  statuses(): string {
    return this.run.steps.map((state) => state.status).join(' ')
  }

  /** What it does, or waits for: `runs 1`, `approval 2`, `choice line-30 line-40`, `observing`, `recovered`. */
  where(): string {
    const { status, waiting, outcome } = this.run
    if (status === 'running') return `runs ${this.running()}`
    if (waiting === null) return outcome ?? status
    if (waiting.for === 'choice') return `choice ${waiting.options.map((option) => option.id).join(' ')}`
    if (waiting.for === 'parameters') return `parameters ${waiting.step} ${waiting.names.join(' ')}`
    if (waiting.for === 'pause') return 'pause'
    return `${waiting.for} ${waiting.step}`
  }
}
