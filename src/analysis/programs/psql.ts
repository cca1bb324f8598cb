import { atLeast, type Call, type Finding, type Nested, read, unknown, worstOf, write } from '../finding.ts'
import type { ShellWord } from '../shell/word.ts'
import { judgeMetaCommand } from '../sql/meta-command.ts'
import { has, lastValue, mayMean, type Options, readOptions } from './options.ts'

const VALUED =
  'cdfhpUvoLFRPT command dbname file host port username set variable output log-file field-separator record-separator pset table-attr'

/** What `psql` does is what its SQL does; without `-c` a person types. */
export function resolvePsql({ args, input }: Call, nested: Nested): Finding {
  const options = readOptions(args, VALUED)
  const targets = targetsOf(options)
  if (has(options, '-V', '--version', '-?', '--help')) return read('prints help')
  const commands = options.list
    .filter(({ name }) => name === '-c' || name === '--command')
    .flatMap(({ value }) => value ?? [])
  const more = { targets, code: commands, subcommand: null }
  const extra: Finding[] = []
  const output = lastValue(options, '-o', '--output', '-L', '--log-file')
  if (output && output.value !== '/dev/null') extra.push(write(`writes the file ${output.text}`))
  const odd = mayMean(options, 'output log-file command file set variable', 'output log-file command file set variable')
  if (odd) extra.push(unknown(`${odd}: an option Standby does not know`))
  const file = lastValue(options, '-f', '--file')
  if (file && file.value !== '-') extra.push(unknown(`runs the file ${file.text}, which Standby has not seen`))
  if (has(options, '-l', '--list') && commands.length === 0 && !file) return { ...read('lists databases'), ...more }
  const texts = commands.map((command) => textFinding(command, nested))
  if (commands.length === 0 && (!file || file.value === '-')) {
    if (input.kind === 'text') texts.push(sqlOrMeta(input.text, nested))
    else
      texts.push(
        unknown(input.kind === 'none' ? 'an interactive session: anything can be typed' : 'runs whatever comes in'),
      )
  }
  // The pooler's own console: there `SET` is no matter of the session, but of all.
  const isPooler = targets.some(({ kind, name }) => kind === 'database' && /(^|\/|dbname=)pgbouncer$/.test(name))
  const asks = (text: string) => text.split(';').every((said) => /^\s*(show\b|$)/i.test(said))
  if (isPooler && !(commands.length > 0 && commands.every(({ value }) => asks(value))))
    extra.push(unknown('tells the pooler what to do'))
  const found = [...texts, ...extra].reduce((worst, each) => atLeast(worst, each), worstOf(texts, 'runs nothing'))
  return { ...found, ...more, targets: [...targets, ...found.targets] }
}

function textFinding(command: ShellWord, nested: Nested): Finding {
  if (!command.fixed && command.lead === '' && /^\$\w+$|^\$\{\w+\}$|^\$\(/.test(command.value))
    return unknown(`runs ${command.text}, whatever that is`)
  return sqlOrMeta(command.value, nested)
}

/** A text is SQL, with psql's own backslash commands on lines of their own. */
function sqlOrMeta(text: string, nested: Nested): Finding {
  const lines = text.split('\n')
  const meta = lines.filter((line) => /^\s*\\/.test(line))
  const sql = lines.filter((line) => !/^\s*\\/.test(line)).join('\n')
  // A backslash command may also end a statement: `select … \gexec`.
  const bare = sql.replaceAll(/'(?:[^']|'')*'/g, "''")
  const inline = /\\(?!\w*['"])[a-z!]+/i.exec(bare)
  const findings = meta.map(judgeMetaCommand)
  if (inline)
    findings.push(
      /^\\(g|gx|crosstabview|watch)$/.test(inline[0]) && !/\\g\s*\S/.test(sql) && !/\\[\s\S]*\\/.test(bare)
        ? read('shows the result')
        : unknown(`${inline[0]} may do anything`),
    )
  // `\\set x '1; drop table t'`, then `:x`: put in as text. `:'x'` and `:"x"` are quoted.
  if (/(?<![:\w]):[A-Za-z_]/.test(bare)) findings.push(unknown('a variable of psql may hold any SQL'))
  if (/\S/.test(sql)) findings.push(nested.sql(inline ? sql.replace(/\\[a-z!]+.*/i, '') : sql))
  return worstOf(findings, 'runs nothing')
}

function targetsOf(options: Options): Finding['targets'] {
  const host = lastValue(options, '-h', '--host')
  const database = lastValue(options, '-d', '--dbname') ?? options.positionals[0] ?? null
  return [
    ...(host ? [{ kind: 'host', name: host.text }] : []),
    ...(database ? [{ kind: 'database', name: withoutPassword(database.text) }] : []),
  ]
}

function withoutPassword(url: string): string {
  return url.replace(/(:\/\/[^:/@]*):[^@/]*@/, '$1@')
}
