import type { Effect, Step } from '../contract.ts'

/** How many commands have each effect; a step that several procedures share counts once. */
export function countCommands(steps: readonly Step[]): Record<Effect, number> {
  const counts: Record<Effect, number> = { read: 0, write: 0, destructive: 0, unknown: 0 }
  const seen = new Set<string>()
  for (const step of steps) {
    const key = `${step.line}:${step.endLine}`
    if (seen.has(key)) continue
    seen.add(key)
    for (const command of step.commands) counts[command.effect] += 1
  }
  return counts
}
