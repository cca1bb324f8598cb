import type { Command, Effect, Phase, Plan, Procedure, RunbookDetail, Step } from '../src/contract.ts'

interface StepSketch {
  title: string
  phase: Phase
  section: string | null
  condition?: string
  by?: 'hand'
  /** One statement each; a pipe's commands are told apart by ` | `. */
  statements: [text: string, effect: Effect, reason: string][]
  expected?: string
}

const SKETCH: StepSketch[] = [
  {
    title: 'See which pods are up',
    phase: 'diagnose',
    section: 'Triage',
    statements: [['kubectl get pods -n shop -l app=checkout -o wide', 'read', 'kubectl get only reads']],
  },
  {
    title: 'Ask the service how it is',
    phase: 'diagnose',
    section: 'Triage',
    statements: [
      [
        'curl -sf https://checkout.shop.example/health/detailed | jq .status',
        'read',
        'curl without data or method is a GET',
      ],
    ],
    expected: '"ok"',
  },
  {
    title: 'Look for errors in the last ten minutes',
    phase: 'diagnose',
    section: 'Triage',
    statements: [
      [
        "kubectl logs -n shop deployment/checkout --since=10m \\\n  | grep -E 'ERROR|FATAL' \\\n  | tail -40",
        'read',
        'kubectl logs only reads',
      ],
    ],
  },
  {
    title: 'When was it deployed',
    phase: 'diagnose',
    section: 'Triage',
    statements: [['kubectl rollout history deployment/checkout -n shop', 'read', 'kubectl rollout history only reads']],
  },
  {
    title: 'Say in #shop-incidents what you see',
    phase: 'communicate',
    section: 'Triage',
    by: 'hand',
    statements: [],
  },
  {
    title: 'Go back to the previous version',
    phase: 'fix',
    section: 'Mitigate',
    condition: 'If it was deployed within the last hour',
    statements: [
      ['kubectl rollout undo deployment/checkout -n shop', 'write', 'kubectl rollout undo patches a deployment'],
      ['kubectl rollout status deployment/checkout -n shop --timeout=5m', 'read', 'kubectl rollout status only reads'],
    ],
  },
  {
    title: 'Restart the pod that hangs',
    phase: 'fix',
    section: 'Mitigate',
    condition: 'If one pod alone is failing',
    statements: [
      ['kubectl delete pod <POD_NAME> -n shop', 'destructive', 'kubectl delete removes a pod and the work it does'],
    ],
  },
  {
    title: 'Drop the session cache',
    phase: 'fix',
    section: 'Mitigate',
    condition: 'If sessions are corrupt',
    statements: [
      ['./tools/flush-sessions.sh --all --yes', 'unknown', 'no one knows what ./tools/flush-sessions.sh does'],
    ],
  },
  {
    title: 'Check that errors fall',
    phase: 'verify',
    section: 'Verify',
    statements: [
      ['curl -sf https://checkout.shop.example/health/detailed', 'read', 'curl without data or method is a GET'],
    ],
    expected: '{"status":"ok"}',
  },
]

/** Writes the runbook and compiles it at once, so that both agree on every line. In earnest the server does this. */
export function sketchRunbook(): RunbookDetail {
  const lines = [
    '# Checkout runbook',
    '',
    'For whoever is on call for **checkout**. Ask in `#shop-incidents` when in doubt; see the [status page](https://status.shop.example).',
    '',
    '## High error rate',
    '',
    '**Alert**: CheckoutHighErrorRate (> 5% for 5 minutes)  ',
    '**Severity**: P1',
    '',
    '| Cause | Fix |',
    '|-------|-----|',
    '| Bad deployment | Go back to the previous version |',
    '| One pod hangs | Restart it |',
    '',
    '- [ ] You have `kubectl` for the shop cluster',
    '- [ ] You have told the team',
  ]
  const steps: Step[] = []
  let section: string | null = null
  for (const sketch of SKETCH) {
    if (sketch.section !== section) lines.push('', `### ${sketch.section}`)
    section = sketch.section
    lines.push('')
    if (sketch.condition) lines.push(`${sketch.condition}:`, '')
    steps.push(writeStep(sketch, lines))
  }
  const procedure: Procedure = {
    id: 'high-error-rate',
    heading: 'High error rate',
    line: 5,
    endLine: lines.length,
    kind: 'incident',
    parent: null,
    alert: { name: 'CheckoutHighErrorRate', threshold: '> 5% for 5 minutes' },
    severity: 'P1',
    responseTime: '15 minutes',
    estimatedTime: null,
    when: null,
    prerequisites: [],
    symptoms: [],
    causes: [{ line: 12, cause: 'Bad deployment', fix: 'Go back to the previous version' }],
    steps,
    parameters: [{ name: 'POD_NAME', texts: ['<POD_NAME>'], source: 'hole', secret: false, steps: [6] }],
  }
  const cacheLine = steps[7]?.line ?? 1
  const plan: Plan = {
    file: 'examples/shop/runbook.md',
    title: 'Checkout runbook',
    procedures: [procedure],
    tables: [],
    diagnostics: [
      {
        rule: 'unknown-effect',
        severity: 'warning',
        line: cacheLine,
        column: 1,
        endLine: cacheLine,
        endColumn: 20,
        message: 'Nobody can tell what ./tools/flush-sessions.sh does, so it is treated as destructive.',
        hint: 'Name the command it wraps.',
        fix: null,
      },
    ],
  }
  return { digest: '5f1c0d7e'.repeat(8), file: plan.file, text: `${lines.join('\n')}\n`, plan, parts: [] }
}

function writeStep(sketch: StepSketch, lines: string[]): Step {
  const { title, phase, section, condition = null, expected = null } = sketch
  const base = { title, phase, section, condition, choice: null, optional: false, expected, placeholders: [] }
  if (sketch.by === 'hand') {
    lines.push(`${title}.`)
    const line = lines.length
    return { ...base, line, endLine: line, kind: 'prose', text: `${title}.`, commands: [], script: null }
  }
  lines.push('```bash', `# ${title}`)
  const first = lines.length
  const text = `# ${title}\n${sketch.statements.map(([statement]) => statement).join('\n')}`
  lines.push(...text.split('\n').slice(1), '```')
  let from = 0
  const statements = sketch.statements.map(([statement, effect]) => {
    from = text.indexOf(statement, from)
    return { from, to: from + statement.length, line: first + text.slice(0, from).split('\n').length - 1, effect }
  })
  const commands = sketch.statements.flatMap(([statement, effect, reason], index) =>
    commandsOf(statement, statements[index]?.line ?? first, effect, reason),
  )
  const hole = text.indexOf('<POD_NAME>')
  return {
    ...base,
    line: first + 1,
    endLine: first + text.split('\n').length - 1,
    kind: 'shell',
    text,
    placeholders: hole < 0 ? [] : [{ name: 'POD_NAME', text: '<POD_NAME>', line: first + 1 }],
    commands,
    script: {
      text,
      holes: hole < 0 ? [] : [{ from: hole, to: hole + 10, name: 'POD_NAME', quoting: 'bare' }],
      statements,
      exports: [],
    },
  }
}

function commandsOf(statement: string, line: number, effect: Effect, reason: string): Command[] {
  return statement.split(' | ').map((part, index) => {
    const argv = part.replace(/\\\n/g, ' ').trim().split(/\s+/)
    const kubectl = argv[0] === 'kubectl'
    const verb = argv[1] === 'rollout' ? `rollout ${argv[2]}` : (argv[1] ?? null)
    return {
      line: line + (part.startsWith('\n') ? 1 : 0),
      endLine: line + statement.split('\n').length - 1,
      program: argv[0] ?? '',
      subcommand: kubectl ? verb : null,
      argv,
      effect: index === 0 ? effect : 'read',
      reasons: [index === 0 ? reason : `${argv[0]} only filters what it is given`],
      targets: kubectl
        ? [
            { kind: 'namespace', name: 'shop' },
            { kind: 'deployment', name: 'checkout' },
          ]
        : [],
      permissions: kubectl && effect !== 'read' ? ['patch deployments.apps'] : [],
    }
  })
}
