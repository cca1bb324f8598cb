import { type Call, destructive, type Finding, read, unknown, write } from '../finding.ts'
import type { ShellWord } from '../shell/word.ts'
import { has, lastValue, type Options, readOptions } from './options.ts'

/**
 * Commands that only read: flag `readonly` in the server's `COMMAND` (redis.io/docs/latest/commands, 7.4), and those that
 * report on the server. `KEYS` and `DEBUG DIGEST` block the server while they run, but change nothing.
 */
const READS = new Set(
  `ping echo time dbsize info lastsave role lolwut select hello command auth keys scan exists type ttl pttl expiretime pexpiretime randomkey
  dump touch get mget strlen getrange substr getbit bitcount bitpos bitfield_ro lcs hget hmget hgetall hkeys hvals hlen hexists hstrlen
  hscan hrandfield httl llen lrange lindex lpos scard smembers sismember smismember srandmember sscan sinter sinterall sintercard sunion sdiff
  zcard zcount zrange zrevrange zrangebyscore zrevrangebyscore zrangebylex zrevrangebylex zrank zrevrank zscore zmscore zlexcount
  zrandmember zscan zinter zunion zdiff zintercard geopos geodist geohash geosearch georadius_ro georadiusbymember_ro pfcount xlen
  xrange xrevrange xread xpending sort_ro monitor subscribe psubscribe ssubscribe wait waitaof readonly quit`.split(
    /\s+/,
  ),
)
/** Second words that read, of commands that also change things. */
const SUBREADS: Record<string, RegExp> = {
  acl: /^(list|users|getuser|cat|whoami|help|dryrun|genpass)$/,
  client: /^(list|info|getname|id|getredir|trackinginfo|help)$/,
  cluster:
    /^(info|nodes|slots|shards|links|myid|myshardid|keyslot|countkeysinslot|getkeysinslot|replicas|slaves|count-failure-reports|help)$/,
  command: /^(count|docs|info|list|getkeys|getkeysandflags|help)$/,
  config: /^(get|help)$/,
  debug: /^(digest|digest-value|object|help)$/,
  function: /^(list|stats|dump|help)$/,
  latency: /^(latest|history|doctor|graph|histogram|help)$/,
  memory: /^(usage|stats|doctor|malloc-stats|help)$/,
  module: /^(list|help)$/,
  object: /^(encoding|freq|idletime|refcount|help)$/,
  pubsub: /^(channels|numsub|numpat|shardchannels|shardnumsub|help)$/,
  script: /^(exists|help)$/,
  sentinel: /^(masters|master|replicas|slaves|sentinels|get-master-addr-by-name|ckquorum|myid|info-cache|help)$/,
  slowlog: /^(get|len|help)$/,
  xinfo: /^(stream|groups|consumers|help)$/,
}
const WRITES = new Set(
  `set setex psetex setnx mset msetnx append incr incrby incrbyfloat decr decrby setrange setbit getset getex expire pexpire expireat
  pexpireat persist rename renamenx copy move restore hset hmset hsetnx hincrby hincrbyfloat hexpire lpush rpush lpushx rpushx lset linsert sadd smove
  zadd zincrby geoadd xadd xgroup xack xclaim xautoclaim publish spublish pfadd pfmerge sunionstore sinterstore sdiffstore
  zunionstore zinterstore zdiffstore zrangestore geosearchstore bitop bitfield save bgsave bgrewriteaof config client acl script slowlog latency
  memory module function object xreadgroup reset swapdb sentinel`.split(/\s+/),
)
const DESTROYS = new Set(
  `del unlink flushall flushdb getdel lpop rpop blpop brpop lmpop rpoplpush lmove blmove lrem ltrim spop srem zrem zpopmin zpopmax
  zremrangebyrank zremrangebyscore zremrangebylex hdel xdel xtrim shutdown failover replicaof slaveof migrate cluster`.split(
    /\s+/,
  ),
)

/** The options of `redis-cli`; what is left is the command for the server. */
export function redisOptions(args: readonly ShellWord[]): Options {
  return readOptions(
    args,
    // `-c` (follow redirections of a cluster) takes no value.
    `hpsanuridDtX user pass eval ldb rdb functions-rdb cacert cacertdir cert key sni tls-ciphers pattern count
      quoted-pattern lru-test keystats-samples memkeys-samples show-pushes intrinsic-latency`,
    true,
  )
}

/** `redis://ada:secret@cache:6379/0` is the host `cache`; a host, a socket or a variable is itself. */
function hostOf(text: string): string {
  return /^rediss?:\/\/(?:[^@/]*@)?([^:/]+)/.exec(text)?.[1] ?? text
}

export function resolveRedisCli({ args, input }: Call): Finding {
  const options = redisOptions(args)
  const command = options.positionals
  const host = lastValue(options, '-h', '-u', '-s')
  const db = lastValue(options, '-n')
  const targets = [
    ...(host ? [{ kind: 'host', name: hostOf(host.text) }] : []),
    ...(db ? [{ kind: 'database', name: db.text }] : []),
  ]
  const more = { subcommand: command.slice(0, 1).map((word) => word.text.toUpperCase())[0] ?? null, targets }
  if (has(options, '--version', '--help')) return read('prints help', more)
  if (has(options, '--eval', '--pipe', '--cluster', '--ldb', '--lru-test'))
    return unknown('what it runs is not in sight', more)
  if (has(options, '--rdb', '--functions-rdb')) return write('writes a dump of the database to a file', more)
  if (
    has(
      options,
      '--bigkeys',
      '--memkeys',
      '--hotkeys',
      '--keystats',
      '--scan',
      '--stat',
      '--latency',
      '--latency-history',
      '--latency-dist',
      '--intrinsic-latency',
    )
  )
    return read('looks at the keys or the server', more)
  if (command.length === 0) {
    if (input.kind === 'text') return fromText(input.text, more)
    return unknown(
      input.kind === 'none' ? 'an interactive session: anything can be typed' : 'runs whatever comes in',
      more,
    )
  }
  const effect = judge(
    command.map((word) => (word.fixed ? word.value.toLowerCase() : word.value)),
    command,
  )
  return { ...effect, ...more }
}

function fromText(text: string, more: Pick<Finding, 'subcommand' | 'targets'>): Finding {
  const lines = text
    .split('\n')
    .map((line) => line.trim().toLowerCase())
    .filter((line) => line !== '' && !line.startsWith('#'))
  const findings = lines.map((line) => judge(line.split(/\s+/), null))
  const worst = ['unknown', 'destructive', 'write']
    .map((effect) => findings.find((found) => found.effect === effect))
    .find(Boolean)
  return { ...(worst ?? read('reads only')), ...more }
}

function judge(words: readonly string[], given: readonly ShellWord[] | null): Finding {
  const [name = '', second = ''] = words
  if (given && !given[0]?.fixed) return unknown('which command it is shows only when it runs')
  const sub = SUBREADS[name]
  if (sub) {
    if (given?.[1] && !given[1].fixed) return unknown('which command it is shows only when it runs')
    if (sub.test(second) || (name === 'command' && second === ''))
      return read(`${name.toUpperCase()} ${second.toUpperCase()} reads only`)
  } else if (READS.has(name)) return read(`${name.toUpperCase()} reads only`)
  if (name === 'sort' || name === 'georadius' || name === 'georadiusbymember') {
    const stores = words.some((word) => word.startsWith('store')) || given?.some((word) => !word.fixed && word.spread)
    return stores ? write('stores what it finds') : read('reads only')
  }
  if (DESTROYS.has(name)) return destructive(`${name.toUpperCase()} throws data away`)
  if (name === 'debug' || name === 'module') return unknown(`${name.toUpperCase()} ${second} may do anything`)
  if (WRITES.has(name)) return write(`${name.toUpperCase()} changes data or settings`)
  return unknown(`${name.toUpperCase()}: a command Standby does not know`)
}
