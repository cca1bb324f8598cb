import { readTokens } from '../../../analysis/sql/lexer.ts'
import type { DatabaseSpec } from '../../system/system.ts'
import { endSessions, sessionsOf } from '../../world/sessions.ts'
import { type Answer, type Client, failed, ok, type Scene, Unanswerable } from '../client.ts'
import { SqlError } from './sql.ts'
import { type Layout, tableText } from './table.ts'

interface Options {
  commands: string[]
  host: string
  port: number
  database: string | null
  layout: Layout
}

/** psql, for SELECTs given with `-c`: real PostgreSQL answers them, over the world's pg_stat_activity. */
export const psql: Client = async ({ argv }, scene) => {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) return ok('psql (PostgreSQL) 16.4\n')
  const options = readOptions(argv)
  const spec = connect(options, scene)
  if ('exitCode' in spec) return spec
  if (options.commands.length === 0) throw new Unanswerable('psql, typed by a person')
  let stdout = ''
  for (const text of options.commands) {
    refuseOthers(text)
    const sessions = sessionsOf(scene.world, scene.system, spec.name).map((s) => ({
      pid: s.pid,
      application_name: s.application,
      client_addr: s.address,
      backend_start: iso(s.began),
      query_start: iso(s.queryAt),
      state_change: iso(s.queryAt),
      state: s.state,
      query: s.query,
    }))
    try {
      const { now } = scene.world
      const answer = await scene.query({ text, now, sessions, database: spec.database, user: spec.user })
      if (answer.ended.length > 0) {
        scene.write()
        endSessions(scene.world, spec.name, answer.ended)
      }
      stdout += tableText(answer, options.layout)
    } catch (error) {
      if (!(error instanceof SqlError)) throw error
      return failed(1, errorText(text, error), stdout)
    }
  }
  return ok(stdout)
}

const iso = (ms: number) => new Date(ms).toISOString()

function readOptions(argv: readonly string[]): Options {
  const options: Options = {
    commands: [],
    host: '/var/run/postgresql',
    port: 5432,
    database: null,
    layout: { tuplesOnly: false, aligned: true },
  }
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (word === '-t' || word === '--tuples-only') options.layout.tuplesOnly = true
    else if (word === '-A' || word === '--no-align') options.layout.aligned = false
    else if (/^-(tA|At)c?$/.test(word)) {
      options.layout = { tuplesOnly: true, aligned: false }
      if (word.endsWith('c')) options.commands.push(argv[++i] ?? '')
    } else if (word === '-c') options.commands.push(argv[++i] ?? '')
    else if (word.startsWith('--command=')) options.commands.push(word.slice('--command='.length))
    else if (word === '-h') options.host = argv[++i] ?? ''
    else if (word === '-p') options.port = Number(argv[++i])
    else if (word === '-U') i++
    else if (word === '-d') place(options, argv[++i] ?? '')
    else if (/^-[Xqw]$/.test(word)) continue
    else if (word.startsWith('-')) throw new Unanswerable(`psql ${word}`)
    else place(options, word)
  }
  return options
}

/** A database's name, or where it is and what it is called in one. */
function place(options: Options, text: string): void {
  if (!/^postgres(ql)?:\/\//.test(text)) {
    options.database = text
    return
  }
  const url = new URL(text)
  options.host = url.hostname
  if (url.port !== '') options.port = Number(url.port)
  options.database = url.pathname.slice(1) || null
}

function connect(options: Options, { system, world }: Scene): DatabaseSpec | Answer {
  const spec = system.databases.find((d) => d.hosts.includes(options.host))
  const refused = (why: string) => failed(2, `psql: error: ${why}\n`)
  if (spec === undefined) {
    if (options.host.startsWith('/')) {
      const socket = `${options.host}/.s.PGSQL.${options.port}`
      return refused(
        `connection to server on socket "${socket}" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?`,
      )
    }
    return refused(`could not translate host name "${options.host}" to address: Name or service not known`)
  }
  const at = `connection to server at "${options.host}" (10.0.3.14), port ${options.port} failed:`
  if (options.port !== spec.port)
    return refused(`${at} Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?`)
  if (options.database !== null && options.database !== spec.database)
    return refused(`${at} FATAL:  database "${options.database}" does not exist`)
  if (sessionsOf(world, system, spec.name).length >= spec.maxConnections - 3)
    return refused(`${at} FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute`)
  return spec
}

/** What the range's database has. Anything else of PostgreSQL would tell of the server it runs on, not of the world. */
const KNOWN = /^(pg_stat_activity|pg_terminate_backend|pg_backend_pid)$/
const REFUSED =
  /^(pg_.*|public|information_schema|set_config|current_setting|.*_to_xml.*|xmltable|dblink.*|lo_.*|current_(date|time|timestamp|user|database|schema|catalog|role|query)|session_user|localtime(stamp)?|(clock|statement|transaction)_timestamp|timeofday|version|insert|update|delete|merge|into|txid_.*|inet_.*)$/

/** Only SELECTs over what the world has are answered. @throws Unanswerable */
function refuseOthers(text: string): void {
  if (text.trimStart().startsWith('\\')) throw new Unanswerable(`psql ${text}`)
  const tokens = readTokens(text)
  const [first] = tokens
  const bad = tokens.find(
    (t) => (t.kind === 'word' || t.kind === 'quoted') && REFUSED.test(t.text) && !KNOWN.test(t.text),
  )
  if (bad !== undefined) throw new Unanswerable(`SQL with ${bad.text}: ${text.trim()}`)
  const ends = tokens.findIndex((t) => t.kind === 'symbol' && t.text === ';')
  if (!(first?.kind === 'word' && /^(select|with)$/.test(first.text)) || (ends >= 0 && ends < tokens.length - 1))
    throw new Unanswerable(`SQL other than one SELECT: ${text.trim()}`)
}

/** As psql shows where an error is. */
function errorText(text: string, { message, position }: SqlError): string {
  if (position === null) return `ERROR:  ${message}\n`
  const before = text.slice(0, position - 1)
  const line = before.split('\n').length
  const from = before.lastIndexOf('\n') + 1
  const shown = text.slice(from).split('\n')[0] ?? ''
  const label = `LINE ${line}: `
  return `ERROR:  ${message}\n${label}${shown}\n${' '.repeat(label.length + position - 1 - from)}^\n`
}
