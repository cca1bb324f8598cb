import type {
  Approval,
  Attempt,
  Command,
  IncidentDetail,
  OutputChunk,
  Procedure,
  Run,
  Script,
  Step,
  TimelineEntry,
} from '../contract.ts'

/** Small examples of the contract's things, for tests beside this file. */
export function aCommand(over: Partial<Command> = {}): Command {
  return {
    line: 1,
    endLine: 1,
    program: 'kubectl',
    subcommand: 'get',
    argv: ['kubectl', 'get', 'pods'],
    effect: 'read',
    reasons: ['only reads'],
    targets: [],
    permissions: [],
    ...over,
  }
}

export function aScript(
  text: string,
  firstLine: number,
  statements: [text: string, effect: Command['effect']][],
): Script {
  let from = 0
  return {
    text,
    holes: [],
    exports: [],
    statements: statements.map(([statement, effect]) => {
      from = text.indexOf(statement, from)
      const line = firstLine + text.slice(0, from).split('\n').length - 1
      const found = { from, to: from + statement.length, line, effect }
      from = found.to
      return found
    }),
  }
}

export function aStep(over: Partial<Step> = {}): Step {
  return {
    line: 1,
    endLine: 1,
    title: 'Look',
    phase: 'diagnose',
    kind: 'shell',
    section: null,
    condition: null,
    choice: null,
    optional: false,
    expected: null,
    text: 'kubectl get pods',
    placeholders: [],
    commands: [aCommand()],
    script: aScript('kubectl get pods', 1, [['kubectl get pods', 'read']]),
    ...over,
  }
}

function aProcedure(over: Partial<Procedure> = {}): Procedure {
  return {
    id: 'high-error-rate',
    heading: 'High error rate',
    line: 1,
    endLine: 9,
    kind: 'incident',
    parent: null,
    alert: null,
    severity: null,
    responseTime: null,
    estimatedTime: null,
    when: null,
    prerequisites: [],
    symptoms: [],
    causes: [],
    steps: [aStep()],
    parameters: [],
    ...over,
  }
}

export function aRun(over: Partial<Run> = {}): Run {
  return {
    id: 'run-1',
    incidentId: 'incident-1',
    procedure: aProcedure(),
    runbook: { digest: 'd'.repeat(64), file: 'runbook.md' },
    environment: 'shop',
    requestedBy: 'alert',
    askedBy: 'alert',
    status: 'running',
    waiting: null,
    outcome: null,
    steps: [{ status: 'pending', attempts: 0, exitCode: null, note: null, approval: null }],
    parameters: {},
    configured: [],
    variables: {},
    chosen: [],
    alertResolved: false,
    stopping: null,
    version: 1,
    startedAt: '2026-03-01T03:00:00.000Z',
    finishedAt: null,
    shell: null,
    files: [],
    ...over,
  }
}

export function aDetail(over: Partial<IncidentDetail> = {}): IncidentDetail {
  return {
    incident: {
      id: 'incident-1',
      number: 12,
      title: 'High error rate',
      status: 'triggered',
      severity: 'P1',
      environment: 'shop',
      groupKey: 'g',
      procedure: null,
      openedAt: '2026-03-01T03:00:00.000Z',
      acknowledgedAt: null,
      acknowledgedBy: null,
      resolvedAt: null,
      drillId: null,
    },
    alerts: [],
    run: aRun(),
    noRunReason: null,
    attempts: [],
    approvals: [],
    timeline: [],
    output: [],
    suggestions: {},
    remedies: [],
    mayBreakGlass: [],
    cursor: '0',
    ...over,
  }
}

export function anAttempt(over: Partial<Attempt> = {}): Attempt {
  return {
    id: 'attempt-1',
    runId: 'run-1',
    step: 0,
    attempt: 1,
    status: 'running',
    startedAt: '2026-03-01T03:00:01.000Z',
    finishedAt: null,
    exitCode: null,
    statements: [],
    droppedBytes: 0,
    ...over,
  }
}

export function anApproval(over: Partial<Approval> = {}): Approval {
  return {
    id: 'approval-1',
    incidentId: 'incident-1',
    runId: 'run-1',
    step: 0,
    digest: 'a'.repeat(64),
    signedBytes: '{}',
    commands: 'kubectl rollout undo deployment/api',
    effect: 'write',
    reasons: ['changes a deployment'],
    targets: [],
    why: 'fix',
    status: 'pending',
    requestedBy: 'alert',
    requestedAt: '2026-03-01T03:00:02.000Z',
    expiresAt: '2026-03-01T03:30:02.000Z',
    decidedBy: null,
    decidedAt: null,
    reason: null,
    needed: 1,
    approvedBy: [],
    mayApprove: null,
    notRequester: false,
    brokeGlass: false,
    ...over,
  }
}

export function aChunk(id: number, text: string, over: Partial<OutputChunk> = {}): OutputChunk {
  return {
    id,
    attemptId: 'attempt-1',
    step: 0,
    attempt: 1,
    stream: 'stdout',
    at: '2026-03-01T03:00:02.000Z',
    text,
    ...over,
  }
}

export function anEntry(id: number, over: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    id,
    incidentId: 'incident-1',
    at: '2026-03-01T03:00:02.000Z',
    worldAt: null,
    kind: 'note',
    actor: 'standby',
    text: `entry ${id}`,
    step: null,
    attempt: null,
    ...over,
  }
}
