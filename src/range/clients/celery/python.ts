/** What a worker replies. */
export type Reply = string | readonly Reply[] | { [key: string]: unknown }

/** As celery's `pretty` shows a reply: a list by its items, a dictionary as JSON with its keys in order. */
export function pretty(reply: Reply): string {
  if (typeof reply === 'string') return reply
  if (Array.isArray(reply)) return reply.length === 0 ? '- empty -' : reply.map((item) => `* ${shown(item)}`).join('\n')
  const dictionary = reply as { [key: string]: unknown }
  if (typeof dictionary.ok === 'string') return `    ${dictionary.ok}`
  return JSON.stringify(sorted(dictionary), null, 4)
}

const shown = (item: unknown) => (typeof item === 'string' ? item : python(item))

/** A value as Python's `repr` writes it. */
function python(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, v]) => `${python(key)}: ${python(v)}`)
    .join(', ')}}`
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, v]) => [key, sorted(v)]))
}

/** JSON as Python's `json.dumps` writes it: a blank after every comma and colon. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).map(([key, v]) => `${JSON.stringify(key)}: ${pythonJson(v)}`)
  return `{${entries.join(', ')}}`
}
