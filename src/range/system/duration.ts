import * as z from 'zod'

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** Milliseconds in `90s`, `1h30m`, `9d`; null for anything else. */
export function parseDuration(text: string): number | null {
  if (!/^(\d+(\.\d+)?(ms|[smhdw]))+$/.test(text)) return null
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g))
    total += Number(amount) * (UNITS[unit ?? ''] ?? 0)
  return total
}

/** A duration in system.yaml, as milliseconds. */
export const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text)
  if (ms === null) {
    context.addIssue({ code: 'custom', message: `"${text}" is not a duration such as 30s, 5m, 1h30m or 9d` })
    return z.NEVER
  }
  return ms
})
