import type { DryStep } from '../app/dry-run.ts'
import { OPTIONAL, whenDone } from '../plan/open-condition.ts'
import { badge } from './story.ts'
import { plainText, type Terminal } from './terminal.ts'

const INDENT = '      '

/** What a run would do, as lines. */
export function tellDryRun(steps: readonly DryStep[], { paint }: Pick<Terminal, 'paint'>): string[] {
  return steps.flatMap((step) => {
    const when = whenDone({ condition: step.condition, optional: step.condition === OPTIONAL })
    const condition = when === null ? '' : paint.dim(` — ${plainText(when)}`)
    const lines = [
      '',
      `  ${String(step.step).padStart(2)}  ${badge(step.effect, paint)} ${paint.bold(plainText(step.title))}${condition}`,
    ]
    if (step.commands === null) return [...lines, `${INDENT}${paint.dim('for a person to do')}`]
    for (const line of plainText(step.commands).trimEnd().split('\n')) lines.push(`${INDENT}${paint.dim('$')} ${line}`)
    for (const reason of step.reasons) lines.push(`${INDENT}${paint.dim('because')} ${plainText(reason)}`)
    const targets = [...new Set(step.targets.map(({ kind, name }) => `${kind} ${name}`))]
    if (targets.length > 0) lines.push(`${INDENT}${paint.dim('touches')} ${plainText(targets.join(', '))}`)
    if (step.missing.length > 0) lines.push(`${INDENT}${paint.yellow(`asks for ${step.missing.join(', ')}`)}`)
    return [...lines, `${INDENT}${describeDecision(step, paint)}`]
  })
}

function describeDecision({ decision }: DryStep, paint: Terminal['paint']): string {
  if (decision.kind === 'allow') return paint.green('starts by itself')
  if (decision.kind === 'refuse') return paint.red(`is refused: ${plainText(decision.why)}`)
  const who = decision.by === null ? (decision.count === 1 ? 'a person' : `${decision.count} people`) : null
  const named = who ?? `${decision.count} of ${decision.by?.join(', ')}`
  const other = decision.notRequester ? ' other than who asked' : ''
  return paint.yellow(
    `waits for the approval of ${named}${other}, for ${Math.round(decision.validForMs / 60_000)} min at most`,
  )
}
