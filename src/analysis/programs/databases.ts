import { longPattern } from '../../core/long-pattern.ts'
import {
  type Call,
  destructive,
  type Finding,
  type Nested,
  type Resolver,
  read,
  unknown,
  worstOf,
  write,
} from '../finding.ts'
import { has, lastValue, mayMean, type Options, readOptions, unknownOption } from './options.ts'

/** Clients and tools of databases other than PostgreSQL's. */
export const DATABASES: readonly [string, Resolver][] = [
  ['mysql', resolveMysql],
  ['mariadb', resolveMysql],
  ['mysqldump', resolveMysqldump],
  ['mariadb-dump', resolveMysqldump],
  ['mysqladmin', resolveMysqladmin],
  ['mariadb-admin', resolveMysqladmin],
  ['mongosh', resolveMongo],
  ['mongo', resolveMongo],
  ['mongodump', resolveMongodump],
  ['mongorestore', resolveMongorestore],
  [
    'mongoexport',
    ({ args }) =>
      has(readOptions(args, 'oduchpf out'), '-o', '--out') ? write('writes a file') : read('prints documents'),
  ],
  [
    'mongoimport',
    ({ args }) =>
      args.some((word) => /^--drop/.test(word.value))
        ? destructive('drops a collection and fills it anew')
        : write('adds documents'),
  ],
  ['mongostat', () => read('prints statistics')],
  ['mongotop', () => read('prints statistics')],
  ['redis-check-rdb', () => read('checks a dump')],
  [
    'redis-check-aof',
    ({ args }) =>
      args.some((word) => /^--/.test(word.value)) ? destructive('cuts off what it cannot read') : read('checks a log'),
  ],
  ['redis-benchmark', () => write('puts load on a server, and keys into it')],
  ['redis-server', () => write('starts a server')],
  ['redis-sentinel', () => write('starts a sentinel')],
]
/** mysql --help, 8.4: options by which it writes no file, runs no program and no statement but what it is given. */
const MYSQL_VALUED =
  'huPSDe host user port socket database execute protocol ssl-mode ssl-ca ssl-cert ssl-key default-character-set defaults-group-suffix login-path connect-timeout max-allowed-packet'
const MYSQL_FLAGS =
  'psNBtrvEAXHUCfn password batch silent skip-column-names skip-line-numbers column-names table raw vertical verbose no-auto-rehash xml html compress safe-updates ssl skip-ssl force unbuffered no-beep binary-as-hex version help enable-cleartext-plugin get-server-public-key'

function mysqlOptions(args: Call['args'], valued: string): Options {
  // A password is joined to its option, and no letters of others.
  return readOptions(
    args.filter((word) => !/^-p./.test(word.value)),
    valued,
  )
}

function targetsOf(options: Options): Finding['targets'] {
  const host = lastValue(options, '-h', '--host')
  const database = lastValue(options, '-D', '--database') ?? options.positionals[0]
  return [
    ...(host ? [{ kind: 'host', name: host.text }] : []),
    ...(database ? [{ kind: 'database', name: database.text }] : []),
  ]
}

function resolveMysql({ args, input }: Call, nested: Nested): Finding {
  const options = mysqlOptions(args, MYSQL_VALUED)
  const texts = options.list
    .filter(({ name }) => name === '-e' || name === '--execute')
    .flatMap(({ value }) => value ?? [])
  const more = { targets: targetsOf(options), code: texts, subcommand: null }
  if (has(options, '--version', '-V', '--help', '-?')) return read('prints its version or help', more)
  const odd = unknownOption(options, MYSQL_VALUED, MYSQL_FLAGS)
  if (odd !== null) return unknown(`${odd}: an option Standby does not know`, more)
  if (texts.length === 0) {
    if (input.kind === 'text') return { ...mysqlText(input.text, nested), ...more }
    return unknown(
      input.kind === 'none' ? 'an interactive session: anything can be typed' : 'runs whatever comes in',
      more,
    )
  }
  if (texts.some((text) => !text.fixed && text.lead === ''))
    return unknown('what it runs shows only when it runs', more)
  return {
    ...worstOf(
      texts.map((text) => mysqlText(text.value, nested)),
      'runs nothing',
    ),
    ...more,
  }
}

/** Functions of MySQL's that compute (dev.mysql.com/doc/refman/8.4, "Built-In Function Reference"), which PostgreSQL lacks. */
const COMPUTES = longPattern('gi')`
  \b(?:ifnull|if|date_format|str_to_date|from_unixtime|unix_timestamp|group_concat|timestampdiff
    |timestampadd|date_add|date_sub|adddate|subdate|curdate|curtime|datediff|utc_timestamp|sysdate
    |sec_to_time|time_to_sec|database|schema|user|connection_id|found_rows|format_bytes|format|hex|unhex
    |inet_ntoa|substring_index|instr|locate|field|find_in_set|json_extract|json_unquote|isnull|truncate
    |convert|hour|minute|second|day|month|year|week|dayofweek|last_day)(?=\s*\()`

/**
 * What a text for MySQL does. It is told apart by PostgreSQL's rules, so that whatever the two read differently must not
 * be in it: escapes, `#` and `/*`, dollar signs, odd names; nor the client's own commands.
 */
function mysqlText(text: string, nested: Nested): Finding {
  const plain = text.replaceAll(/\\[gG]\s*(?=;|$)/g, ';').replaceAll(/`([\w$-]+)`/g, '"$1"')
  if (/[\\`#]|\/\*|--(?!\s|$)|\$\w*\$/.test(plain)) return unknown('MySQL may read this otherwise than it looks')
  if (/^\s*(?:system|source|tee|pager|edit|delimiter)\b/im.test(plain))
    return unknown('a command of the client may do anything')
  const found = nested.sql(plain.replaceAll(COMPUTES, 'coalesce'))
  return found.effect === 'read' && /\binto\b/i.test(plain) ? unknown('writes somewhere') : found
}

/** mysqldump --help, 8.4: it prints, and takes locks that end with it. */
const DUMP_VALUED =
  'huPSw host user port socket protocol ssl-mode ssl-ca ssl-cert ssl-key default-character-set login-path where ignore-table max-allowed-packet net-buffer-length set-gtid-purged compatible column-statistics'
const DUMP_FLAGS =
  'pABCKRYyntdEeqQvcifax password all-databases databases tables single-transaction quick routines triggers events no-data no-create-info no-create-db no-tablespaces skip-lock-tables lock-tables add-drop-table add-drop-database skip-add-drop-table extended-insert skip-extended-insert complete-insert hex-blob opt skip-opt compact comments skip-comments column-statistics skip-column-statistics set-charset tz-utc order-by-primary disable-keys create-options verbose force compress skip-triggers skip-routines add-locks skip-add-locks dump-date skip-dump-date insert-ignore replace quote-names version help master-data source-data lock-all-tables'

function resolveMysqldump({ args }: Call): Finding {
  const options = mysqlOptions(args, `${DUMP_VALUED} result-file tab`)
  const more = { targets: targetsOf(options) }
  const file = options.list.find(({ name }) => /^(-r|-T|--result-file|--tab)$/.test(name))
  if (file || mayMean(options, 'result-file tab', 'tables'))
    return write(`writes the file ${file?.value?.text ?? ''}`, more)
  if (has(options, '-F', '--flush-logs', '--dump-slave', '--dump-replica', '--flush-privileges'))
    return write('changes the server while it dumps', more)
  // A condition may call a function of the database's own.
  if (/\b(?!(?:in|exists|and|or|not)\b)\w+\s*\(/i.test(lastValue(options, '-w', '--where')?.value ?? ''))
    return unknown('its condition calls a function', more)
  const odd = unknownOption(options, DUMP_VALUED, DUMP_FLAGS)
  return odd === null ? read('prints a dump', more) : unknown(`${odd}: an option Standby does not know`, more)
}

/** mysqladmin --help, 8.4. */
function resolveMysqladmin({ args }: Call): Finding {
  const valued = 'huPSiwc host user port socket protocol ssl-mode ssl-ca sleep wait count connect-timeout'
  const options = mysqlOptions(args, valued)
  const host = lastValue(options, '-h', '--host')
  const words = options.positionals.map((word) => (word.fixed ? word.value : '?'))
  const more = { subcommand: words.join(' ') || null, targets: host ? [{ kind: 'host', name: host.text }] : [] }
  const odd = unknownOption(options, valued, 'psvErf password silent verbose vertical relative force version help')
  if (odd !== null) return unknown(`${odd}: an option Standby does not know`, more)
  if (
    words.length > 0 &&
    words.every((word) => /^(ping|status|extended-status|processlist|variables|version)$/.test(word))
  )
    return read('asks the server', more)
  const [first = ''] = words
  if (/^(shutdown|drop|kill|stop-slave|stop-replica)$/.test(first))
    return destructive(`${first} ends or loses something`, more)
  return /^(create|flush-[a-z-]+|password|refresh|reload|start-slave|start-replica|debug)$/.test(first)
    ? write(`${first} changes the server`, more)
    : unknown(`mysqladmin ${first}: a command Standby does not know`, more)
}

/** mongodb.com/docs/mongodb-shell: calls that only ask, to the letter; a script may do anything. */
const ASKS = longPattern()`
  ^\s*(?:print(?:json)?\(\s*)?(?:rs\.(?:status|conf|config|hello|isMaster|printReplicationInfo
    |printSecondaryReplicationInfo)\(\)|sh\.status\(\)|db\.(?:version|stats|serverStatus|hostInfo|hello
    |isMaster|currentOp|getName|getCollectionNames|getCollectionInfos|getProfilingStatus
    |printReplicationInfo|printCollectionStats)\(\)|db\.adminCommand\(\s*(?:["'](?:ping|listDatabases
    |serverStatus|replSetGetStatus|hello|buildInfo)["']|\{\s*["']?(?:ping|listDatabases|serverStatus
    |replSetGetStatus|hello|buildInfo)["']?\s*:\s*1\s*\})\s*\)|db\.runCommand\(\s*\{\s*["']?(?:ping
    |dbStats|serverStatus|hello|buildInfo|connectionStatus)["']?\s*:\s*1\s*\}\s*\)|db\.\w+\.(?:stats
    |countDocuments|estimatedDocumentCount|getIndexes|totalSize|dataSize)\(\s*(?:\{\s*\})?\s*\)
    |show (?:dbs|databases|collections|users|roles))(?:\.\w+)*\s*\)?\s*;?\s*$`

function resolveMongo({ args, input }: Call): Finding {
  const valued =
    'uphf eval host port username password authenticationDatabase authenticationMechanism file tlsCAFile tlsCertificateKeyFile'
  const options = readOptions(args, valued)
  const texts = options.list.filter(({ name }) => name === '--eval').flatMap(({ value }) => value ?? [])
  const [address, ...files] = options.positionals
  const more = {
    targets: address ? [{ kind: 'database', name: address.text.replace(/(:\/\/[^:/@]*):[^@/]*@/, '$1@') }] : [],
    code: texts,
  }
  if (has(options, '--version', '--help')) return read('prints its version or help', more)
  const odd = unknownOption(options, valued, 'q quiet norc json tls ssl')
  if (odd !== null || has(options, '-f', '--file')) return unknown(`${odd ?? 'a file'}: may run anything`, more)
  if (files.length > 0 || /\.m?js$/.test(address?.value ?? ''))
    return unknown('runs a script Standby has not seen', more)
  if (texts.length > 0)
    return texts.every((text) => text.fixed && ASKS.test(text.value))
      ? read('asks the server', more)
      : unknown('what its text does is not known', more)
  return unknown(
    input.kind === 'none' ? 'an interactive session: anything can be typed' : 'runs whatever comes in',
    more,
  )
}

function resolveMongodump({ args }: Call): Finding {
  const prints = args.some((word) => word.value === '--archive') && !args.some((word) => /^(-o|--out)/.test(word.value))
  return prints ? read('prints a dump') : write('writes a dump into files')
}

function resolveMongorestore({ args }: Call): Finding {
  if (args.some((word) => word.value === '--dryRun')) return read('says what it would restore')
  return args.some((word) => /^--drop/.test(word.value))
    ? destructive('drops collections and restores them')
    : write('restores a dump')
}
