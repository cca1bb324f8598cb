import { z } from 'zod'
import { DEFAULT_POLICY, type Policy, type PolicyRule } from '../policy/policy.ts'

// `policy:` and `break-glass:` of standby.yaml.

const text = z.string({ error: 'must be text; put it in quotes if it looks like a number, a date or true' }).min(1)
/** One, or several. */
const list = z
  .union([text, z.array(text).min(1)], { error: 'must be text, or a list of texts' })
  .transform((value) => (typeof value === 'string' ? [value] : value))
  .optional()
const EFFECTS = ['read', 'write', 'destructive', 'unknown'] as const
const effect = z.enum(EFFECTS, { error: `must be one of ${EFFECTS.join(', ')}` })

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 }

const duration = z.string({ error: 'must be a time such as 15m' }).transform((value, context) => {
  const [, count, unit] = /^(\d{1,5})\s*([smh])$/.exec(value) ?? []
  const ms = Number(count) * UNITS[unit as keyof typeof UNITS]
  if (ms > 0) return ms
  context.addIssue({ code: 'custom', message: 'must be a time such as 30s, 15m or 2h' })
  return z.NEVER
})

const rule = z
  .strictObject({
    name: text.optional(),
    effect: z.union([effect.transform((one) => [one]), z.array(effect).min(1)]).optional(),
    program: list,
    target: list,
    environment: list,
    runbook: list,
    procedure: list,
    refuse: text.optional(),
    ask: list,
    approve: list,
    approvals: z.int({ error: 'must be a whole number' }).min(0).max(20).optional(),
    'valid-for': duration.optional(),
    'not-requester': z.boolean({ error: 'must be true or false' }).optional(),
  })
  .superRefine((value, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    const { approvals, approve, effect: effects } = value
    if (approvals === 0 && (effects === undefined || effects.some((one) => one !== 'read')))
      refuse('approvals', 'whatever changes something needs one at least; 0 is for a rule with effect: read')
    if (approve !== undefined && new Set(approve.map((name) => name.trim().toLowerCase())).size < (approvals ?? 1))
      refuse('approve', `names fewer people than the ${approvals} who must approve`)
    if (
      value['not-requester'] === false &&
      (effects === undefined || effects.some((one) => one !== 'read' && one !== 'write'))
    )
      refuse('not-requester', 'who asks never approves what is destructive or unknown; set effect: [read, write]')
    const others = ['ask', 'approve', 'approvals', 'valid-for', 'not-requester'] as const
    const other = others.find((field) => value[field] !== undefined)
    if (value.refuse !== undefined && other !== undefined) refuse(other, 'says nothing where everything is refused')
  })

export const policySchema = z.array(rule).default([])
export const breakGlassSchema = z.strictObject({ by: z.array(text).min(1) }).optional()

/** What was read, as the policy that decides. */
export function toPolicy(rules: z.infer<typeof policySchema>, breakGlass: z.infer<typeof breakGlassSchema>): Policy {
  return { ...DEFAULT_POLICY, rules: rules.map(toRule), breakGlass: breakGlass ?? null }
}

function toRule(read: z.infer<typeof rule>, index: number): PolicyRule {
  return {
    name: read.name ?? `rule ${index + 1}`,
    effects: read.effect ?? null,
    programs: read.program ?? null,
    targets: read.target ?? null,
    environments: read.environment ?? null,
    runbooks: read.runbook ?? null,
    procedures: read.procedure ?? null,
    refuse: read.refuse ?? null,
    ask: read.ask ?? null,
    approve: read.approve ?? null,
    approvals: read.approvals ?? null,
    validForMs: read['valid-for'] ?? null,
    notRequester: read['not-requester'] ?? null,
  }
}
