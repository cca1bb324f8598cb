import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'

const fence = (...lines: string[]) => ['```bash', ...lines, '```', '']
const procedures = (...lines: string[]) =>
  compileRunbook('case.md', lines.join('\n')).procedures.map(
    ({ kind, heading, parent, steps }) =>
      `${kind} ${heading}${parent === null ? '' : ` in ${parent}`}: ${steps.length}`,
  )

test('the phases of planned work are one procedure; what may go wrong with it, and the way back, stand beside', () => {
  assert.deepEqual(
    procedures(
      '# Order Store Migration Runbook',
      '## Phase 1: Make room',
      '### 1.1 Volumes',
      ...fence('kubectl apply -f volumes.yaml'),
      '## Phase 2: Copy',
      ...fence('./copy-orders.sh'),
      '## Phase 3: Post-Migration',
      ...fence('kubectl get pods'),
      '## Rollback Procedure',
      '### Immediate Rollback',
      ...fence('kubectl rollout undo deploy/orders'),
      '### Restore from Backup',
      ...fence('./restore-orders.sh'),
      '## Troubleshooting',
      '### Connection Issues',
      ...fence('nc -zv orders-db 5432'),
      '### Data Inconsistency',
      ...fence('./compare-orders.sh'),
    ),
    [
      'migrate Order Store Migration Runbook: 3',
      'rollback Rollback Procedure in order-store-migration-runbook: 2',
      'incident Connection Issues in order-store-migration-runbook: 1',
      'incident Data Inconsistency in order-store-migration-runbook: 1',
    ],
  )
})

test('phases that take weeks are a plan, and those of no one piece of work stand for themselves', () => {
  const phased = (title: string, ...names: string[]) =>
    procedures(`# ${title}`, ...names.flatMap((name) => [`## ${name}`, ...fence('kubectl apply -f part.yaml')]))
  assert.equal(phased('Order Migration', 'Phase 1: Tables', 'Phase 2: Copy', 'Phase 3: Switch').length, 1)
  assert.equal(phased('Order Cache Setup', 'Phase 1: Nodes', 'Phase 2: Keys', 'Phase 3: Clients').length, 3)
  assert.equal(phased('Order Migration', 'Phase 1: Nodes (1 week)', 'Phase 2: Keys (2 weeks)', 'Phase 3: Go').length, 3)
})

test('a heading that names the alert alone makes the file about that one, whatever some of its chapters are called', () => {
  assert.deepEqual(
    procedures(
      '# ⏱ Slow Orders Runbook',
      '## 🚨 Alert: Orders Are Slow',
      'Customers wait.',
      '## Initial Assessment (First 5 Minutes)',
      ...fence('kubectl get pods'),
      '## Systematic Investigation',
      '### Phase 1: Nodes',
      ...fence('kubectl top nodes'),
      '## Emergency Latency Mitigation',
      ...fence('kubectl scale deploy/orders --replicas=6'),
      '## Order Verification',
      '### Verification Commands',
      ...fence('curl -f http://orders/health'),
      '## Latency Roadmap',
      '### Next month',
      '- [ ] Move the cache',
    ),
    ['incident ⏱ Slow Orders Runbook: 4'],
  )
})

test('a numbered heading that begins with a noun is no step of what stands above it', () => {
  assert.deepEqual(
    procedures(
      '# Panels',
      '## Access',
      '### 1. Login Issues',
      ...fence('kubectl logs deploy/panels'),
      '### 2. Role Problems',
      ...fence('kubectl get rolebindings'),
    ),
    ['incident 1. Login Issues: 1', 'incident 2. Role Problems: 1'],
  )
})
