import { isKnown } from '../known-part.ts'

export interface PsqlCall {
  /** SQL given on the command line, or in a here-document. */
  sql: string[]
  /** Null: not named, or not known before it runs. */
  database: string | null
  /** A file of SQL that is not in sight. */
  file: string | null
  /** Nothing is given: a person, or what is piped in, says what to run. */
  open: boolean
}

const VALUED = new Set([
  '-c',
  '--command',
  '-d',
  '--dbname',
  '-f',
  '--file',
  '-h',
  '--host',
  '-p',
  '--port',
  '-U',
  '--username',
  '-v',
  '--set',
  '--variable',
  '-o',
  '--output',
  '-L',
  '-F',
  '-R',
  '-P',
  '-T',
])

/**
 * What a call of `psql` is given.
 *
 * @param args - The words after `psql`.
 * @param heredoc - The here-document on its standard input; null without one.
 */
export function readPsql(args: readonly string[], heredoc: string | null): PsqlCall {
  const call: PsqlCall = { sql: heredoc === null ? [] : [heredoc], database: null, file: null, open: false }
  const positionals: string[] = []
  let prints = false
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string
    const long = /^(--[\w-]+)=([\s\S]*)$/.exec(word)
    // `-tAc 'select 1'`: flags joined, the last one takes the value.
    const joined = /^-[A-Za-z]*([cdfhpUvo])$/.exec(word)
    const name = long?.[1] ?? (joined !== null ? `-${joined[1]}` : word)
    if (long === null && !VALUED.has(name)) {
      if (!word.startsWith('-')) positionals.push(word)
      else if (/^-[cdfhpU]./.test(word)) note(`-${word[1]}`, word.slice(2))
      else if (/^(?:-l|--list|-V|--version|--help|-\?)$/.test(word)) prints = true
      continue
    }
    const value = long?.[2] ?? args[++at] ?? ''
    note(name, value)
  }
  call.database = plainDatabase(call.database ?? positionals[0] ?? null)
  call.open = call.sql.length === 0 && call.file === null && !prints
  return call

  function note(name: string, value: string): void {
    if (name === '-c' || name === '--command') call.sql.push(value)
    else if (name === '-d' || name === '--dbname') call.database = value
    else if ((name === '-f' || name === '--file') && value !== '-') call.file = value
  }
}

/** `postgres://…/orders?sslmode=require` → `orders`; null for what only the shell knows. */
function plainDatabase(text: string | null): string | null {
  if (text === null) return null
  const name = /^postgres(?:ql)?:\/\/[^/]*\/([^?]*)/.exec(text)?.[1] ?? text
  return isKnown(name) && !name.includes('=') ? name : null
}
