import { AppError } from '../core/errors.ts'
import type { Diagnostic } from '../plan/plan.ts'
import { RULE_IDS } from './registry.ts'
import type { LintSettings } from './settings.ts'

/**
 * Gives findings the severities a team has set, and leaves out what it has turned off.
 * @throws AppError `no-such-rule` when a rule is set that there is not.
 */
export function applySettings(diagnostics: readonly Diagnostic[], settings: LintSettings): Diagnostic[] {
  for (const id of Object.keys(settings.rules)) if (!RULE_IDS.has(id)) throw noSuchRule(id)
  return diagnostics.flatMap((diagnostic) => {
    const set = settings.rules[diagnostic.rule]
    if (set === 'off') return []
    return [set === undefined ? diagnostic : { ...diagnostic, severity: set }]
  })
}

function noSuchRule(id: string): AppError {
  const all = [...RULE_IDS]
  const close = all.filter((known) => known.includes(id) || id.includes(known))
  const near = close.length > 0 ? close : all.filter((known) => sharesWord(known, id))
  return new AppError(
    'no-such-rule',
    `standby.yaml sets the rule '${id}', which there is not`,
    near.length > 0 ? `did you mean ${near.slice(0, 3).join(', ')}?` : 'docs/rules/README.md lists the rules',
  )
}

function sharesWord(a: string, b: string): boolean {
  const words = new Set(a.split('-'))
  return b.split('-').some((word) => word.length > 3 && words.has(word))
}
