import type { Hole, Within } from '../plan/plan.ts'

/** Environment variable by which a hole's value reaches the shell: as it is, or written for the language it stands in. */
export function holeVariable({ name, within }: Pick<Hole, 'name' | 'within'>): string {
  return within === undefined ? `SB_${name}` : `SB_${name}__${within.toUpperCase().replaceAll('-', '_')}`
}

/** The value as text of that language, which is data there and nothing else. */
export function writeValue(value: string, within: Within | undefined): string {
  switch (within) {
    case undefined:
    case 'query':
    case 'json-value':
      return value
    case 'json-text':
      return JSON.stringify(value).slice(1, -1)
    case 'sql-value':
      return sqlLiteral(value)
    case 'sql-text':
      return value.replaceAll("'", "''")
    case 'sql-name':
      // Without quotes PostgreSQL reads names in lower case.
      return value
        .toLowerCase()
        .split('.')
        .map((part) => `"${part}"`)
        .join('.')
    case 'sql-quoted-name':
      return value.replaceAll('"', '""')
  }
}

/** As `PQescapeLiteral` has it: right whatever the server is told of backslashes. A number stays one, for its type. */
function sqlLiteral(value: string): string {
  if (/^\d{1,18}(\.\d{1,18})?$/.test(value)) return value
  const doubled = value.replaceAll("'", "''")
  return doubled.includes('\\') ? ` E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`
}

/** Why a value cannot be bound there; null when it can. */
export function whyNotBound(value: string, within: Within): string | null {
  switch (within) {
    case 'sql-text':
      // Whether it ends a text is for the server's settings to say.
      return value.includes('\\') ? 'in a text of SQL a backslash may be a mark' : null
    case 'sql-name':
      return /^[A-Za-z_][\w$]{0,62}(?:\.[A-Za-z_][\w$]{0,62}){0,2}$/.test(value) ? null : 'it names something in SQL'
    case 'query':
      return /['"`\\]/.test(value) ? 'it would end the text it stands in, in the query' : null
    case 'json-value':
      return isJson(value) ? null : 'it stands in JSON without quotes: a number, true, false, null or a text in quotes'
    case 'sql-value':
    case 'sql-quoted-name':
    case 'json-text':
      return null
  }
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value !== 'object' || value === null
  } catch {
    return false
  }
}
