import { type Call, destructive, type Finding, type Input, type Resolver, read, unknown, write } from '../finding.ts'
import type { ShellWord } from '../shell/word.ts'
import { has, lastValue, mayMean, readOptions } from './options.ts'

/** Programs that look at or change the machine. */
export const SYSTEM: readonly [string, Resolver][] = [
  ['date', resolveDate],
  ['gdate', resolveDate],
  ['hostname', resolveHostname],
  ['dmesg', ({ args }) => optioned(args, /^(-\w*[cCDEn]|--(cl|r|co))/, 'prints the kernel log')],
  ['journalctl', ({ args }) => optioned(args, /^--(vac|ro|fl|sy|rel|sm|up|set|cursor-)/, 'prints the journal')],
  ['ss', ({ args }) => optioned(args, /^(-\w*[KD]|--(k|d))/, 'lists sockets')],
  ['systemctl', resolveSystemctl],
  ['service', resolveService],
  ['crontab', resolveCrontab],
  ['kill', resolveKill],
  ['pkill', resolveKill],
  ['killall', resolveKill],
  ['reboot', () => destructive('restarts the machine')],
  ['shutdown', () => destructive('stops the machine')],
  ['halt', () => destructive('stops the machine')],
  ['poweroff', () => destructive('stops the machine')],
  ['mkfs', () => destructive('makes a new file system over the old')],
  ...['wipefs', 'lvremove', 'vgremove', 'pvremove'].map((name): [string, Resolver] => [
    name,
    () => destructive('takes a volume or its marks away'),
  ]),
  ...[
    'resize2fs',
    'xfs_growfs',
    'growpart',
    'lvextend',
    'vgextend',
    'pvcreate',
    'partprobe',
    'fstrim',
    'swapon',
    'swapoff',
  ].map((name): [string, Resolver] => [name, () => write('changes volumes or file systems')]),
  [
    'logrotate',
    ({ args }) =>
      has(readOptions(args, 'slm state log mail'), '-d', '--debug')
        ? read('says what it would rotate')
        : write('rotates logs'),
  ],
  [
    'top',
    ({ args }) =>
      args.some((word) => /^-\w*b|^-l/.test(word.value)) ? read('lists processes') : unknown('is interactive'),
  ],
  // Without -k it says who has a file or port open.
  [
    'fuser',
    ({ args }) =>
      args.some((word) => /^-\w*k|^--k/.test(word.value))
        ? destructive('kills every process that has it open')
        : args.every((word) => /^(?:-[46amMnuv]+|[^-].*)$/.test(word.value))
          ? read('lists processes')
          : unknown('has options that are not known here'),
  ],
  ['ip', resolveIp],
  [
    'sysctl',
    ({ args }) =>
      args.some((word) => /^-\w*[wpf]|^--(w|l|sy)|=/.test(word.value))
        ? write('changes the kernel')
        : read('prints kernel settings'),
  ],
  [
    'mount',
    ({ args }) =>
      args.length === 0 || (args.length === 1 && args[0]?.value === '-l')
        ? read('lists mounts')
        : write('mounts a file system'),
  ],
  ['umount', () => write('unmounts a file system')],
  ['nc', resolveNetcat],
  ['netcat', resolveNetcat],
  ['ncat', resolveNetcat],
  ['openssl', resolveOpenssl],
  ['logger', () => write('writes to the system log')],
  ['tree', ({ args }) => optioned(args, /^(-\w*[oR]|--output)/, 'looks at the file system')],
]

function optioned(args: readonly ShellWord[], changes: RegExp, reason: string): Finding {
  const found = args.find((word) => changes.test(word.value))
  return found ? write(`${found.text} changes what it prints from`) : read(reason)
}

function resolveDate({ args }: Call): Finding {
  // GNU's `-I` takes what is joined to it only; a word after it sets the clock.
  const options = readOptions(
    args.filter((word) => !/^-I(date|hours|minutes|seconds|ns)?$/.test(word.value)),
    'dfrvs date file reference set',
  )
  if (options.list.some(({ name }) => name === '-s' || /^--s/.test(name))) return write('sets the clock')
  // BSD: `date -j -f FORMAT TEXT` converts, `date MMDDhhmm` sets.
  const sets =
    options.positionals.some((word) => !word.lead.startsWith('+')) && !args.some((word) => /^-\w*j/.test(word.value))
  return sets ? write('sets the clock') : read('prints the time')
}

function resolveHostname({ args }: Call): Finding {
  return args.every((word) => /^-[AadfiIsy]+$|^--(all|domain|fqdn|ip|long|short)/.test(word.value))
    ? read('prints the name of the machine')
    : write('sets the name of the machine')
}

function resolveSystemctl({ args }: Call): Finding {
  const options = readOptions(args, 'tpnoHMs type property lines output host machine state signal root job-mode')
  const [verb, ...units] = options.positionals
  const more = {
    subcommand: verb?.text ?? null,
    targets: units.map((unit) => ({ kind: 'unit', name: unit.text })),
  }
  if (has(options, '-H', '--host'))
    more.targets.push({ kind: 'host', name: lastValue(options, '-H', '--host')?.text ?? '' })
  const name = verb?.value ?? 'list-units'
  const odd = mayMean(
    options,
    'what property timestamp image kill-whom kill-value mkdir check-inhibitors preset-mode',
    'property',
  )
  if (has(options, '-P') || odd) return unknown(`${odd ?? '-P'} may take the next word for its value`, more)
  if (
    /^(status|show|cat|help|list-[a-z-]+|is-(active|enabled|failed|system-running)|get-default|show-environment)$/.test(
      name,
    )
  )
    return read('asks the service manager', more)
  if (/^(poweroff|reboot|halt|kexec|rescue|emergency|kill|mask)$/.test(name))
    return destructive(`${name} ends what runs`, more)
  if (name === 'stop' || (name === 'disable' && has(options, '--now'))) return destructive('stops a service', more)
  if (name === 'isolate')
    return destructive('stops every service that another state of the machine does not want', more)
  if (
    /^(re)?(start|load)|^(try-|reload-or-)|^(enable|disable|reenable|unmask|daemon-re|reset-failed|set-|edit|revert)/.test(
      name,
    )
  )
    return write(SYSTEMCTL[name] ?? `${name} changes what runs`, more)
  return unknown(`systemctl ${name}`, more)
}

const SYSTEMCTL: Readonly<Record<string, string>> = {
  start: 'starts a service',
  restart: 'stops a service and starts it again',
  'try-restart': 'stops a service that runs and starts it again',
  reload: 'has a service read its settings again',
  enable: 'starts a service with the machine',
  disable: 'no longer starts a service with the machine',
  unmask: 'lets a service be started again',
  'daemon-reload': 'has the service manager read its files again',
  'reset-failed': 'forgets that a service failed',
  edit: 'changes the settings of a service in an editor',
}

function resolveService({ args }: Call): Finding {
  const [unit, verb] = args
  const more = { subcommand: verb?.text ?? null, targets: unit ? [{ kind: 'unit', name: unit.text }] : [] }
  if (unit && (/[/]/.test(unit.value) || !unit.lead))
    return unknown(`which program ${unit.text} is shows only when it runs`, more)
  if (unit?.value === '--status-all' || verb?.value === 'status') return read('asks a service', more)
  if (verb?.value === 'stop') return destructive('stops a service', more)
  return /^(re)?(start|load)$|^force-reload$/.test(verb?.value ?? '')
    ? write('changes what runs', more)
    : unknown('asks a service something', more)
}

function resolveCrontab({ args }: Call): Finding {
  const options = readOptions(args, 'u')
  if (has(options, '-r')) return destructive('deletes all scheduled jobs')
  return has(options, '-l') ? read('lists scheduled jobs') : write('changes scheduled jobs')
}

function resolveKill({ program, args }: Call): Finding {
  const targets = args
    .filter((word) => !word.lead.startsWith('-'))
    .map((word) => ({ kind: 'process', name: word.text }))
  // Only in front: after a signal `-0` is a process group, and to pkill `-L` is another option.
  const asks = program === 'kill' ? /^(-0|-l|-L|--list|--table)$/ : /^-0$/
  if (asks.test(args[0]?.value ?? '')) return read('asks whether a process is there', { targets })
  const values = args.map((word) => word.value).join(' ')
  if (/-(SIG)?(HUP|USR1|USR2|CONT|WINCH|1|10|12|18)\b/.test(values)) return write('signals a process', { targets })
  return destructive(program === 'kill' ? 'ends a process' : 'ends every process of that name', { targets })
}

function resolveIp({ args }: Call): Finding {
  const { positionals } = readOptions(args, 'nfb family')
  if (has(readOptions(args, ''), '-b', '-batch')) return unknown('its commands are in a file')
  const [object, verb] = positionals.map((word) => word.value)
  if (object === undefined || object === 'help') return read('prints help')
  if (
    /^(a|addr|address|l|link|r|ro|route|n|neigh|rule|maddress|mroute|tunnel|netns|monitor)/.test(object) &&
    // `ip link s` is `set`: it is looked for before `show`.
    (verb === undefined ||
      /^(sh|sho|show|l|ls|lst|list|get)$/.test(verb) ||
      (verb === 's' && !/^(l|tu|net)/.test(object)))
  )
    return read('prints network settings')
  return write('changes the network')
}

function resolveNetcat({ args }: Call): Finding {
  const options = readOptions(args, 'wpsqXxioTmGeclL')
  const [host] = options.positionals
  const targets = host ? [{ kind: 'host', name: host.text }] : []
  if (
    has(options, '-e', '-c', '-l', '-L', '--exec', '--sh-exec', '--listen') ||
    mayMean(options, 'exec sh-exec lua-exec')
  )
    return unknown('serves or runs a program', { targets })
  if (has(options, '-o', '-x') || mayMean(options, 'output hex-dump')) return unknown('may write a file', { targets })
  return has(options, '-z')
    ? read('tries a connection', { targets })
    : unknown('sends its input to a server', { targets })
}

/** Whether nothing that a server could take for a request comes in: `</dev/null`, `echo |`, `echo Q |`. */
function isSilent(input: Input): boolean {
  return input.kind === 'none' || (input.kind === 'text' && /^\s*Q?\s*$/.test(input.text))
}

function resolveOpenssl({ args, input }: Call): Finding {
  const [verb, ...given] = args
  const name = verb?.value ?? ''
  const more = { subcommand: verb?.text ?? null }
  // One dash or two: openssl takes both.
  const rest = given.map((word) => (word.value.startsWith('--') ? { ...word, value: word.value.slice(1) } : word))
  const output = rest.find((_, at) =>
    /^-(out|keyout|writerand|sess_out|keylogfile|msgfile|CAcreateserial|signature|issuer_checks)$/.test(
      rest[at - 1]?.value ?? '',
    ),
  )
  if (output || rest.some((word) => /^-(out|keyout|CAcreateserial)/.test(word.value)))
    return write(`writes the file ${output?.text ?? ''}`, {
      ...more,
      targets: output ? [{ kind: 'file', name: output.text }] : [],
    })
  if (rest.some((word) => /^-(engine|provider|provider-path|config)/.test(word.value)))
    return unknown('loads code or settings', more)
  if (name === 'req' && rest.some((word) => /^-(new|newkey|x509)$/.test(word.value)))
    return write('writes a key to privkey.pem', more)
  // To sign with a CA counts its serial number on, in a file.
  if (name === 'x509' && rest.some((word) => /^-(CA|CAserial)$/.test(word.value)))
    return write('signs, and counts the serial number on', more)
  if (name === 's_client' && (!isSilent(input) || rest.some((word) => word.value === '-early_data')))
    return unknown('sends its input to a server', more)
  if (name === 's_client') {
    const at = rest.findIndex((word) => word.value === '-connect')
    const host = rest[at + 1]
    return read('looks at a TLS connection', { ...more, targets: host ? [{ kind: 'host', name: host.text }] : [] })
  }
  if (name === 'rand') return read('prints random bytes', more)
  if (
    /^(x509|verify|version|ciphers|crl|asn1parse|dgst|list|errstr|prime|passwd|speed|md5|sha1|sha256|sha512|base64)$/.test(
      name,
    )
  )
    return read('prints what it works out', more)
  if (/^(req|rsa|pkey|ec|dhparam|pkcs12|pkcs7|genrsa|genpkey|enc|pkcs8|ecparam)$/.test(name))
    return read('prints what it works out', more)
  return unknown(`openssl ${name}`, more)
}
