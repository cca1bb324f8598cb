import { longPattern } from '../../core/long-pattern.ts'
import { type Call, destructive, type Finding, type Resolver, read, unknown, write } from '../finding.ts'
import { has, lastValue, readOptions, unknownOption } from './options.ts'

/** Servers that are asked and told by options of their own programs. */
export const SERVICES: readonly [string, Resolver][] = [
  ['nginx', resolveNginx],
  ...['apachectl', 'apache2ctl', 'httpd', 'apache2'].map((name): [string, Resolver] => [name, resolveApache]),
  ['haproxy', resolveHaproxy],
  ...kafkaTools(),
  ...['ab', 'wrk', 'hey', 'siege', 'vegeta'].map((name): [string, Resolver] => [
    name,
    () => write('puts load on a server'),
  ]),
]

/** nginx.org/en/docs/switches.html. Its settings may load modules: only the machine's own are trusted. */
function resolveNginx({ args }: Call): Finding {
  const options = readOptions(args, 'cepgs')
  const signal = lastValue(options, '-s')?.value
  if (signal === 'reload' || signal === 'reopen') return write(`${signal}s its settings or logs`)
  if (signal === 'stop' || signal === 'quit') return destructive('stops the server')
  if (unknownOption(options, 'cepgs', '?hvVtTq') !== null || signal !== undefined)
    return unknown('an option Standby does not know')
  if (has(options, '-g', '-p', '-e')) return unknown('takes settings from elsewhere')
  const file = lastValue(options, '-c')
  if (file && !(file.fixed && /^\/etc\/nginx\/[\w./-]+$/.test(file.value) && !file.value.includes('..')))
    return unknown('takes settings from elsewhere')
  return has(options, '-t', '-T', '-v', '-V', '-h', '-?') ? read('checks its settings') : write('starts the server')
}

/** docs.haproxy.org: its settings may load Lua, also to be checked; only the machine's own are trusted. */
function resolveHaproxy({ args }: Call): Finding {
  const options = readOptions(args, 'fdnNpSLCx')
  if (unknownOption(options, 'f', 'cvqV') !== null) return unknown('an option Standby does not know')
  const isOwn = options.list.every(
    ({ name, value }) =>
      name !== '-f' ||
      (value?.fixed && /^\/etc\/haproxy(\/[\w.-]+)*\/?$/.test(value.value) && !value.value.includes('..')),
  )
  if (!isOwn) return unknown('takes settings from elsewhere')
  return has(options, '-c', '-v') ? read('checks its settings') : write('starts a proxy')
}

/** httpd.apache.org/docs/2.4/programs/apachectl.html. */
function resolveApache({ args }: Call): Finding {
  const said = args.map((word) => (word.fixed ? word.value : '?')).join(' ')
  if (/^(configtest|status|fullstatus|-[tSMvVlLh]|-t -D DUMP_\w+)$/.test(said)) return read('checks its settings')
  if (/^(-k )?(stop|graceful-stop)$/.test(said)) return destructive('stops the server')
  return /^(-k )?(start|restart|graceful)$/.test(said)
    ? write(`${said}: starts the server, or starts it again`)
    : unknown('an option Standby does not know')
}

/** Options of Kafka's tools that only say what is looked at: kafka.apache.org/documentation, "Basic Kafka operations". */
const KAFKA_LOOKS = longPattern()`
  ^--(bootstrap-server|zookeeper|broker-list|topic|group|command-config|all-groups|all-topics|members
    |verbose|offsets|state|under-replicated-partitions|unavailable-partitions|under-min-isr-partitions
    |at-min-isr-partitions|exclude-internal|topics-with-overrides|entity-type|entity-name|entity-default
    |all|timeout|describe|list|version|help|status|replication|human-readable|principal)$`

/** By name, with or without `.sh`: what writes, what takes away; the rest looks if it lists or describes. */
function kafkaTools(): [string, Resolver][] {
  const tool = (name: string, destroys: RegExp, writes: RegExp): [string, Resolver][] => {
    const judge: Resolver = ({ args }) => judgeKafka(args, destroys, writes)
    return [
      [name, judge],
      [`${name}.sh`, judge],
    ]
  }
  const none = /^$/
  return [
    ...tool('kafka-topics', /^--delete$/, /^--(create|alter)$/),
    ...tool('kafka-consumer-groups', /^--(delete|delete-offsets|execute)$/, /^--reset-offsets$/),
    ...tool('kafka-configs', /^--delete-config$/, /^--(alter|add-config)/),
    ...tool('kafka-acls', /^--remove$/, /^--add$/),
    ...tool('kafka-log-dirs', none, none),
    ...tool('kafka-metadata-quorum', none, none),
    ...['kafka-console-producer', 'kafka-producer-perf-test', 'kafka-leader-election', 'kafka-server-start'].flatMap(
      (name) =>
        [name, `${name}.sh`].map((each): [string, Resolver] => [
          each,
          () => write('puts something into the cluster, or changes it'),
        ]),
    ),
    // It commits offsets for the group it joins.
    ...['kafka-console-consumer', 'kafka-console-consumer.sh'].map((name): [string, Resolver] => [
      name,
      () => write('takes messages for a group of consumers'),
    ]),
    ...['kafka-delete-records', 'kafka-delete-records.sh', 'kafka-server-stop', 'kafka-server-stop.sh'].map(
      (name): [string, Resolver] => [name, () => destructive('deletes messages, or stops a broker')],
    ),
  ]
}

function judgeKafka(args: Call['args'], destroys: RegExp, writes: RegExp): Finding {
  const options = readOptions(
    args,
    ' bootstrap-server zookeeper broker-list topic group command-config entity-type entity-name timeout principal',
  )
  const names = options.list.map(({ name }) => name)
  const targets = options.list.flatMap(({ name, value }) =>
    value && /^--(topic|group)$/.test(name) ? [{ kind: name.slice(2), name: value.text }] : [],
  )
  if (names.some((name) => destroys.test(name)))
    return destructive('deletes, or moves where a group reads on', { targets })
  if (names.some((name) => writes.test(name))) return write('changes the cluster', { targets })
  const asks =
    names.some((name) => /^--(list|describe|version|help)$|^status$/.test(name)) ||
    options.positionals[0]?.value === 'describe'
  return asks && names.every((name) => KAFKA_LOOKS.test(name))
    ? read('asks the cluster', { targets })
    : unknown('an option Standby does not know', { targets })
}
