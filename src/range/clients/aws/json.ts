/** What an AWS service answers. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export function isScalar(item: Json): item is null | boolean | number | string {
  return item === null || typeof item !== 'object'
}

/** As Python's `str` writes it. */
export function pythonText(item: Json): string {
  if (item === null) return 'None'
  if (item === true) return 'True'
  if (item === false) return 'False'
  return typeof item === 'object' ? JSON.stringify(item) : String(item)
}

/** Doubles in AWS' answers: Python writes their whole values with `.0`. */
const DOUBLES = new Set([
  ...[
    'createdAt',
    'updatedAt',
    'startedAt',
    'stoppedAt',
    'stoppingAt',
    'pullStartedAt',
    'pullStoppedAt',
    'connectivityAt',
    'registeredAt',
  ],
  ...['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount', 'Threshold', 'computeSizeInPercent'],
])

/** As Python's `json.dump(indent=4, ensure_ascii=False)` writes it. */
export function jsonOutput(item: Json): string {
  return `${render(item, '', null)}\n`
}

function render(item: Json, indent: string, key: string | null): string {
  const inner = `${indent}    `
  if (Array.isArray(item)) {
    if (item.length === 0) return '[]'
    return `[\n${item.map((e) => inner + render(e, inner, key)).join(',\n')}\n${indent}]`
  }
  if (item !== null && typeof item === 'object') {
    const entries = Object.entries(item)
    if (entries.length === 0) return '{}'
    return `{\n${entries.map(([k, v]) => `${inner}${JSON.stringify(k)}: ${render(v, inner, k)}`).join(',\n')}\n${indent}}`
  }
  if (typeof item === 'number' && Number.isInteger(item) && key !== null && DOUBLES.has(key)) return item.toFixed(1)
  return JSON.stringify(item)
}
