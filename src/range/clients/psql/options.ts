import type { Call, Scene } from '../client.ts'
import { Unanswerable } from '../client.ts'

/** What a psql command line asks for. */
export interface PsqlOptions {
  /** What is to be done, in order: texts of `-c`, and of files and standard input. */
  inputs: { text: string; isFile: boolean }[]
  host: string | null
  port: number | null
  database: string | null
  user: string | null
  stopsOnError: boolean
  single: boolean
  variables: Record<string, string>
  layout: { tuplesOnly: boolean; aligned: boolean; separator: string; csv: boolean; expanded: boolean; quiet: boolean }
}

const LONG: Record<string, string> = {
  '--command': '-c',
  '--file': '-f',
  '--host': '-h',
  '--port': '-p',
  '--username': '-U',
  '--dbname': '-d',
  '--set': '-v',
  '--variable': '-v',
  '--pset': '-P',
  '--tuples-only': '-t',
  '--no-align': '-A',
  '--field-separator': '-F',
  '--quiet': '-q',
  '--no-psqlrc': '-X',
  '--no-password': '-w',
  '--password': '-W',
  '--expanded': '-x',
  '--single-transaction': '-1',
  '--echo-all': '-a',
  '--echo-errors': '-b',
  '--echo-queries': '-e',
}
const VALUED = 'cfhpUdvPFoLRT'
const ALONE = 'tAqXwWx1abenS'

/** @returns psql's own refusal where there is one. @throws Unanswerable for what the range does not know of psql. */
export function readPsql({ argv, stdin, env }: Call, scene: Scene): PsqlOptions | string {
  const options: PsqlOptions = {
    inputs: [],
    host: env.PGHOST ?? null,
    port: env.PGPORT === undefined ? null : Number(env.PGPORT),
    database: env.PGDATABASE ?? null,
    user: env.PGUSER ?? null,
    stopsOnError: false,
    single: false,
    variables: {},
    layout: { tuplesOnly: false, aligned: true, separator: '|', csv: false, expanded: false, quiet: false },
  }
  const places: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (word === '--csv') {
      options.layout.csv = true
      continue
    }
    const [long = '', joined] = word.startsWith('--') ? word.split(/=(.*)/s) : []
    const letters = word.startsWith('--') ? (LONG[long] ?? '') : word
    if (word.startsWith('--') && letters === '')
      return `psql: unrecognized option '${word}'\npsql: hint: Try "psql --help" for more information.\n`
    if (!letters.startsWith('-') || letters === '-') {
      places.push(word)
      continue
    }
    for (let at = 1; at < letters.length; at++) {
      const letter = letters[at] ?? ''
      if (ALONE.includes(letter)) applyFlag(options, letter)
      else if (VALUED.includes(letter)) {
        const value = joined ?? (letters.slice(at + 1) || argv[++i])
        if (value === undefined)
          return `psql: option requires an argument -- '${letter}'\npsql: hint: Try "psql --help" for more information.\n`
        applyValue(options, letter, value, scene)
        break
      } else if (/[lsEHVzZ0?]/.test(letter)) throw new Unanswerable(`psql -${letter}`)
      else return `psql: invalid option -- '${letter}'\npsql: hint: Try "psql --help" for more information.\n`
    }
  }
  if (places[0] !== undefined) place(options, places[0])
  if (places[1] !== undefined) options.user = places[1]
  if (options.inputs.length === 0 && stdin !== null && stdin !== '') options.inputs.push({ text: stdin, isFile: true })
  return options
}

function applyFlag({ layout, ...options }: PsqlOptions, letter: string): void {
  if (letter === 't') layout.tuplesOnly = true
  else if (letter === 'A') layout.aligned = false
  else if (letter === 'x') layout.expanded = true
  else if (letter === 'q') layout.quiet = true
  else if (letter === '1') options.single = true
  else if (/[abens S]/.test(letter)) throw new Unanswerable(`psql -${letter}`)
}

function applyValue(options: PsqlOptions, letter: string, value: string, scene: Scene): void {
  switch (letter) {
    case 'c':
      options.inputs.push({ text: value, isFile: false })
      break
    case 'f':
      options.inputs.push({ text: scene.readFile(value), isFile: true })
      break
    case 'h':
      options.host = value
      break
    case 'p':
      options.port = Number(value)
      break
    case 'U':
      options.user = value
      break
    case 'd':
      place(options, value)
      break
    case 'F':
      options.layout.separator = value
      break
    case 'P':
      if (value !== 'pager=off' && value !== 'pager') throw new Unanswerable(`psql -P ${value}`)
      break
    case 'v': {
      const [name = '', text = ''] = value.split(/=(.*)/s)
      if (name === 'ON_ERROR_STOP') options.stopsOnError = /^(1|on|true|yes)$/i.test(text)
      else options.variables[name] = text
      break
    }
    default:
      throw new Unanswerable(`psql -${letter}`)
  }
}

/** A database's name, or where it is and what it is called in one. */
function place(options: PsqlOptions, text: string): void {
  if (!/^postgres(ql)?(\+\w+)?:\/\//.test(text)) {
    options.database = text
    return
  }
  const url = new URL(text)
  options.host = url.hostname
  if (url.port !== '') options.port = Number(url.port)
  if (url.username !== '') options.user = url.username
  options.database = url.pathname.slice(1) || null
}
