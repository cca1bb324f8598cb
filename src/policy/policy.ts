/**
 * Who may start what. One function decides for people, schedules, alerts and agents (docs/adr/0009). Pure.
 *
 * A rule speaks about single commands. The first rule that fits a command decides about it, else the default does; the
 * strictest of its commands decides about a step.
 */
export interface Policy {
  rules: readonly PolicyRule[]
  /** Who may sign alone, whatever the rules say, with a reason; null: nobody. */
  breakGlass: { by: readonly string[] } | null
  /** How long a request may be answered where no rule says. */
  validForMs: number
}

/** Conditions that are null hold always. `*` in a pattern stands for any text. */
export interface PolicyRule {
  /** For people: `databases`, or `rule 2`. */
  name: string
  effects: readonly Effect[] | null
  programs: readonly string[] | null
  /** `service api-*` (kind and name), or the name alone. */
  targets: readonly string[] | null
  environments: readonly string[] | null
  /** Files; `draft:*` for texts that a person handed over and nobody has registered. */
  runbooks: readonly string[] | null
  /** Ids. */
  procedures: readonly string[] | null
  /** Why it is never done; null: it may be done. */
  refuse: string | null
  /** Who may ask: names, or `people`, `alerts`, `schedules`, `agents`. Null: anyone. */
  ask: readonly string[] | null
  /** Who may approve: names. Null: any person. */
  approve: readonly string[] | null
  /** How many must. Null: as the default has it for the effect. */
  approvals: number | null
  validForMs: number | null
  notRequester: boolean | null
}

type Effect = 'read' | 'write' | 'destructive' | 'unknown'

export interface PolicyRequest {
  /** `alert`, `schedule:…`, `agent:…`, or a person's name. */
  asker: string
  environment: string
  runbook: string
  /** Whether `runbook` is only what a person calls it: then rules for drafts count too, and the stricter decides. */
  draft?: boolean
  procedure: string
  /** None: it is not known what the step does. */
  commands: readonly { effect: Effect; program: string; targets: readonly { kind: string; name: string }[] }[]
}

export interface Requirement {
  /** Distinct people. At least 1. */
  count: number
  /** Names; null: any person. */
  by: readonly string[] | null
  validForMs: number
  /** Whether who asked does not count. */
  notRequester: boolean
}

export type PolicyDecision =
  | { kind: 'allow' }
  | ({ kind: 'needs-approvals' } & Requirement)
  | { kind: 'refuse'; why: string }

export const DEFAULT_POLICY: Policy = { rules: [], breakGlass: null, validForMs: 30 * 60_000 }

/** Whether a step starts by itself, whose signatures it needs, or why it is not done. */
export function decide(policy: Policy, request: PolicyRequest): PolicyDecision {
  if (request.draft) {
    const named = { ...request, draft: false }
    return stricter(decide(policy, named), decide(policy, { ...named, runbook: `draft:${request.runbook}` }))
  }
  const commands = request.commands.length === 0 ? [NOT_KNOWN] : request.commands
  return commands.map((command) => decideCommand(policy, request, command)).reduce(stricter)
}

type PolicyCommand = PolicyRequest['commands'][number]
const NOT_KNOWN: PolicyCommand = { effect: 'unknown', program: '', targets: [] }

function decideCommand(policy: Policy, request: PolicyRequest, command: PolicyCommand): PolicyDecision {
  const rule = policy.rules.find((candidate) => fits(candidate, request, command))
  const { effect } = command
  if (rule?.refuse != null) return { kind: 'refuse', why: `${rule.refuse} (policy: ${rule.name})` }
  if (rule?.ask != null && !mayAsk(rule.ask, request.asker)) {
    const who = rule.ask.length === 0 ? 'nobody' : `only ${rule.ask.join(', ')}`
    return { kind: 'refuse', why: `${who} may ask for this, and ${request.asker} asked (policy: ${rule.name})` }
  }
  const wanted = rule?.approvals ?? (effect === 'read' ? 0 : 1)
  // Touching needs a signature, whatever a rule says; and what may destroy is seen by two people.
  const count = effect === 'read' ? wanted : Math.max(1, wanted)
  if (count === 0) return { kind: 'allow' }
  const isGrave = effect === 'destructive' || effect === 'unknown'
  return settle({
    count,
    by: rule?.approve ?? null,
    validForMs: rule?.validForMs ?? policy.validForMs,
    notRequester: isGrave || (rule?.notRequester ?? false),
  })
}

function settle(requirement: Requirement): PolicyDecision {
  const { count, by } = requirement
  if (by === null || by.length >= count) return { kind: 'needs-approvals', ...requirement }
  const who = by.length === 0 ? 'nobody may approve it' : `only ${by.join(', ')} may`
  return { kind: 'refuse', why: `it needs ${count} approvals, and ${who}` }
}

function stricter(a: PolicyDecision, b: PolicyDecision): PolicyDecision {
  if (a.kind === 'refuse' || b.kind === 'allow') return a
  if (b.kind === 'refuse' || a.kind === 'allow') return b
  return settle({
    count: Math.max(a.count, b.count),
    by: a.by === null ? b.by : b.by === null ? a.by : a.by.filter((name) => isNamed(b.by ?? [], name)),
    validForMs: Math.min(a.validForMs, b.validForMs),
    notRequester: a.notRequester || b.notRequester,
  })
}

function fits(rule: PolicyRule, request: PolicyRequest, { effect, program, targets }: PolicyCommand): boolean {
  const holds = (patterns: readonly string[] | null, ...texts: string[]) =>
    patterns === null || texts.some((text) => patterns.some((pattern) => matches(pattern, text)))
  return (
    (rule.effects === null || rule.effects.includes(effect)) &&
    holds(rule.programs, program) &&
    holds(rule.targets, ...targets.flatMap(({ kind, name }) => [name, `${kind} ${name}`])) &&
    holds(rule.environments, request.environment) &&
    holds(rule.runbooks, request.runbook) &&
    holds(rule.procedures, request.procedure)
  )
}

function matches(pattern: string, text: string): boolean {
  const source = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${source.join('.*')}$`, 's').test(text)
}

/** What an actor's name says about who he is. */
export function kindOfActor(actor: string): 'people' | 'alerts' | 'schedules' | 'agents' {
  if (actor === 'alert') return 'alerts'
  if (actor.startsWith('schedule:')) return 'schedules'
  return actor.startsWith('agent:') ? 'agents' : 'people'
}

const KINDS: readonly string[] = ['people', 'alerts', 'schedules', 'agents']

/** A person who is called `alerts` is none. */
const mayAsk = (ask: readonly string[], asker: string) =>
  ask.includes(kindOfActor(asker)) ||
  isNamed(
    ask.filter((name) => !KINDS.includes(name)),
    asker,
  )

const samePerson = (a: string, b: string): boolean => plain(a) === plain(b)
const plain = (name: string) => name.trim().toLowerCase()
const isNamed = (names: readonly string[], name: string) => names.some((one) => samePerson(one, name))

/** Why a person's approval would not count; null when it does. */
export function whyNotSigner(
  requirement: Pick<Requirement, 'by' | 'notRequester'>,
  { requester, signer }: { requester: string; signer: string },
): 'not-a-person' | 'requester' | 'not-listed' | null {
  if (kindOfActor(signer) !== 'people') return 'not-a-person'
  if (requirement.notRequester && samePerson(requester, signer)) return 'requester'
  return requirement.by === null || isNamed(requirement.by, signer) ? null : 'not-listed'
}

/** Whether somebody may sign alone, in an emergency. */
export function mayBreakGlass(policy: Policy, signer: string): boolean {
  return policy.breakGlass !== null && kindOfActor(signer) === 'people' && isNamed(policy.breakGlass.by, signer)
}
