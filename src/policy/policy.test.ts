import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ANY_RULE } from '../../test/support/policy.ts'
import {
  DEFAULT_POLICY,
  decide,
  kindOfActor,
  mayBreakGlass,
  type Policy,
  type PolicyRequest,
  type PolicyRule,
  whyNotSigner,
} from './policy.ts'

const rules = (...given: Partial<PolicyRule>[]): Policy => ({
  ...DEFAULT_POLICY,
  rules: given.map((rule) => ({ ...ANY_RULE, ...rule })),
})
type Effect = PolicyRequest['commands'][number]['effect']
const command = (effect: Effect, program = 'kubectl', ...targets: string[]) => ({
  effect,
  program,
  targets: targets.map((name) => ({ kind: 'service', name })),
})
const request = (commands: PolicyRequest['commands'], asker = 'ann'): PolicyRequest => ({
  asker,
  environment: 'production',
  runbook: 'docs/shop.md',
  procedure: 'roll-back',
  commands,
})

/** `2 of ann, bob, 900 s, not who asked`. */
function words(policy: Policy, asked: PolicyRequest): string {
  const decision = decide(policy, asked)
  if (decision.kind !== 'needs-approvals') return decision.kind === 'allow' ? 'allow' : `refuse: ${decision.why}`
  const { count, by, validForMs, notRequester } = decision
  return `${count} of ${by?.join(', ') ?? 'anyone'}, ${validForMs / 1_000} s${notRequester ? ', not who asked' : ''}`
}

// The default, for whoever asks: people, schedules, alerts and agents.
for (const asker of ['ann', 'alert', 'schedule:nightly', 'agent:triage']) {
  const table: [PolicyRequest['commands'], string][] = [
    [[command('read')], 'allow'],
    [[command('write')], '1 of anyone, 1800 s'],
    [[command('destructive')], '1 of anyone, 1800 s, not who asked'],
    [[command('unknown')], '1 of anyone, 1800 s, not who asked'],
    [[], '1 of anyone, 1800 s, not who asked'],
    [[command('read'), command('write')], '1 of anyone, 1800 s'],
    [[command('write'), command('destructive'), command('read')], '1 of anyone, 1800 s, not who asked'],
  ]
  for (const [commands, expected] of table) {
    test(`default, ${asker}: ${commands.map(({ effect }) => effect).join(' + ') || 'no known command'} → ${expected}`, () =>
      assert.equal(words(DEFAULT_POLICY, request(commands, asker)), expected))
  }
}

const TWO = rules({
  name: 'two',
  effects: ['destructive'],
  approvals: 2,
  approve: ['ann', 'bob', 'cat'],
  validForMs: 900_000,
})
const LOOK = rules({ name: 'look', effects: ['read'], approvals: 1 })
const STOP = rules({ name: 'freeze', environments: ['prod*'], effects: ['write'], refuse: 'production is frozen' })
const ASK = rules({ name: 'ask', effects: ['write'], ask: ['alerts', 'bob'] })
const EACH = rules(
  { name: 'kubectl', programs: ['kubectl'], approvals: 2 },
  { name: 'psql', programs: ['psql'], approve: ['dba', 'cat'], validForMs: 60_000, notRequester: true },
)
const AIM = rules({ name: 'aim', targets: ['service pay*'], approvals: 3 })
const DISJOINT = rules({ programs: ['a'], approve: ['ann'] }, { programs: ['b'], approve: ['bob'] })

const TABLE: [name: string, Policy, PolicyRequest, string][] = [
  ['N of M', TWO, request([command('destructive')]), '2 of ann, bob, cat, 900 s, not who asked'],
  ['a rule of another effect', TWO, request([command('write')]), '1 of anyone, 1800 s'],
  ['reads may need a signature', LOOK, request([command('read')]), '1 of anyone, 1800 s'],
  ['refused', STOP, request([command('write')]), 'refuse: production is frozen (policy: freeze)'],
  [
    'refusal wins over all',
    STOP,
    request([command('destructive'), command('write')]),
    'refuse: production is frozen (policy: freeze)',
  ],
  [
    'elsewhere it is not refused',
    STOP,
    { ...request([command('write')]), environment: 'staging' },
    '1 of anyone, 1800 s',
  ],
  ['who may ask: a kind', ASK, request([command('write')], 'alert'), '1 of anyone, 1800 s'],
  ['who may ask: a name, however written', ASK, request([command('write')], ' BOB '), '1 of anyone, 1800 s'],
  [
    'who may not ask',
    ASK,
    request([command('write')], 'ann'),
    'refuse: only alerts, bob may ask for this, and ann asked (policy: ask)',
  ],
  [
    'an agent may not ask',
    ASK,
    request([command('write')], 'agent:x'),
    'refuse: only alerts, bob may ask for this, and agent:x asked (policy: ask)',
  ],
  [
    'a person named alerts is no alert',
    ASK,
    request([command('write')], 'alerts '),
    'refuse: only alerts, bob may ask for this, and alerts  asked (policy: ask)',
  ],
  [
    'the strictest of several commands',
    EACH,
    request([command('write'), command('write', 'psql')]),
    '2 of dba, cat, 60 s, not who asked',
  ],
  ['a target by pattern', AIM, request([command('write', 'aws', 'payments')]), '3 of anyone, 1800 s'],
  ['another target', AIM, request([command('write', 'aws', 'cart')]), '1 of anyone, 1800 s'],
  [
    'nobody may approve both',
    DISJOINT,
    request([command('write', 'a'), command('write', 'b')]),
    'refuse: it needs 1 approvals, and nobody may approve it',
  ],
  ['a runbook', rules({ runbooks: ['docs/*.md'], approvals: 4 }), request([command('write')]), '4 of anyone, 1800 s'],
  [
    'a dot is a dot',
    rules({ runbooks: ['docs/shop?md', 'docs.shop.md'], approvals: 4 }),
    request([command('write')]),
    '1 of anyone, 1800 s',
  ],
  ['a procedure', rules({ procedures: ['roll-*'], approvals: 5 }), request([command('write')]), '5 of anyone, 1800 s'],
  [
    'the first rule that fits',
    rules({ approvals: 2 }, { approvals: 9 }),
    request([command('write')]),
    '2 of anyone, 1800 s',
  ],
]
for (const [name, policy, asked, expected] of TABLE)
  test(`rule: ${name}`, () => assert.equal(words(policy, asked), expected))

test('law: no rule lets anything but a read begin without a signature, or a requester sign for what may destroy', () => {
  const rule = fc.record({
    approvals: fc.option(fc.nat(3)),
    notRequester: fc.option(fc.boolean()),
    effects: fc.option(fc.subarray<Effect>(['read', 'write', 'destructive', 'unknown'])),
  })
  const commands = fc.array(
    fc.constantFrom<Effect>('read', 'write', 'destructive', 'unknown').map((one) => command(one)),
  )
  fc.assert(
    fc.property(fc.array(rule), commands, (given, list) => {
      const decision = decide(rules(...given), request(list))
      const effects = list.map(({ effect }) => effect)
      if (list.length === 0 || effects.some((effect) => effect !== 'read'))
        assert.equal(decision.kind, 'needs-approvals')
      if (effects.includes('destructive') || effects.includes('unknown'))
        assert.equal(decision.kind === 'needs-approvals' && decision.notRequester, true)
    }),
  )
})

test('whose signature counts', () => {
  const anyone = { by: null, notRequester: true }
  assert.equal(whyNotSigner(anyone, { requester: 'ann', signer: 'bob' }), null)
  assert.equal(whyNotSigner(anyone, { requester: 'ann', signer: ' Ann' }), 'requester')
  assert.equal(whyNotSigner({ by: null, notRequester: false }, { requester: 'ann', signer: 'ann' }), null)
  assert.equal(whyNotSigner({ by: ['bob'], notRequester: true }, { requester: 'ann', signer: 'cat' }), 'not-listed')
  for (const signer of ['alert', 'agent:x', 'schedule:y'])
    assert.equal(whyNotSigner({ by: [signer], notRequester: false }, { requester: 'ann', signer }), 'not-a-person')
})

test('nobody breaks the glass unless the policy names him', () => {
  assert.equal(mayBreakGlass(DEFAULT_POLICY, 'ann'), false)
  const policy = { ...DEFAULT_POLICY, breakGlass: { by: ['ann', 'agent:x'] } }
  assert.deepEqual(
    ['Ann', 'bob', 'agent:x'].map((who) => mayBreakGlass(policy, who)),
    [true, false, false],
  )
  assert.equal(kindOfActor('agent:x'), 'agents')
})

test('a name that a person gives a text only adds to what is asked: rules for drafts count too, and the stricter decides', () => {
  const policy = rules(
    { runbooks: ['docs/safe.md'], effects: ['write'], approvals: 1 },
    { runbooks: ['draft:*'], approvals: 2 },
  )
  const asked = { ...request([{ effect: 'write', program: 'x', targets: [] }]), runbook: 'docs/safe.md' }
  const count = (decision: ReturnType<typeof decide>) => (decision.kind === 'needs-approvals' ? decision.count : null)
  assert.equal(count(decide(policy, asked)), 1)
  assert.equal(count(decide(policy, { ...asked, draft: true })), 2)
  const frozen = rules({ runbooks: ['docs/safe.md'], refuse: 'frozen' })
  assert.equal(decide(frozen, { ...asked, draft: true }).kind, 'refuse')
})
