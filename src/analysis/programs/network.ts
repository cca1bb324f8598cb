import { type Call, destructive, type Finding, type Resolver, read, unknown, write } from '../finding.ts'
import { has, readOptions } from './options.ts'

/** Firewalls, addresses and routes. */
export const NETWORK: readonly [string, Resolver][] = [
  ['iptables', resolveIptables],
  ['ip6tables', resolveIptables],
  [
    'iptables-save',
    ({ args }) =>
      args.some((word) => /^(-\w*[fM]|--(file|modprobe))/.test(word.value))
        ? unknown('may write a file')
        : read('prints the firewall'),
  ],
  ['iptables-restore', () => destructive('replaces the rules of the firewall')],
  ['nft', resolveNft],
  ['firewall-cmd', resolveFirewallCmd],
  ['tc', resolveTc],
  [
    'ifconfig',
    ({ args }) =>
      args.every((word) => /^-a$|^[a-z]+\d*$/.test(word.value)) && args.length < 2
        ? read('prints network settings')
        : write('changes the network'),
  ],
  [
    'route',
    ({ args }) =>
      args.every((word) => /^-[nNve46]+$/.test(word.value)) ||
      /^(-n )?get /.test(args.map((word) => word.value).join(' '))
        ? read('prints routes')
        : write('changes routes'),
  ],
  [
    'arp',
    ({ args }) =>
      args.every((word) => /^-[anve]+$/.test(word.value)) ? read('prints neighbours') : write('changes neighbours'),
  ],
  [
    'ipconfig',
    ({ args }) =>
      /^(getifaddr|getoption|getpacket|ifcount|\/all)$/.test(args[0]?.value ?? '')
        ? read('prints network settings')
        : write('changes the network'),
  ],
  ['ssh-keyscan', () => read('asks a host for its keys')],
]

/** iptables(8): what lists and what checks, as long as nothing loads modules or counts anew. */
function resolveIptables({ args }: Call): Finding {
  const values = args.map((word) => word.value)
  if (values.some((value) => /^(-M|--modprobe)/.test(value))) return unknown('runs a program to load modules')
  if (values.some((value) => /^(-\w*[FX]|--flush|--delete-chain|-\w*P|--policy)/.test(value)))
    return destructive('takes rules away, or decides over all that no rule names')
  if (values.some((value) => /^-\w*D|^--delete/.test(value))) return destructive('takes a rule away')
  if (values.some((value) => /^-\w*[AINREZ]|^--(append|insert|new|replace|rename|zero)/.test(value)))
    return write('changes the firewall')
  if (!args.every((word) => word.fixed || word.lead !== '')) return unknown('what it does shows only when it runs')
  // Long names count by their beginnings: only whole ones are looked for.
  const known = values.every(
    (value) =>
      !value.startsWith('--') ||
      /^--(list|list-rules|check|numeric|verbose|line-numbers|exact|table|wait)(=|$)/.test(value),
  )
  if (!known) return unknown('an option Standby does not know')
  return values.some((value) => /^-\w*[LSC]|^--(list|list-rules|check)/.test(value))
    ? read('prints the firewall')
    : unknown('does what its options say')
}

/** nft(8). */
function resolveNft({ args }: Call): Finding {
  const [verb, ...rest] = args
    .filter((word) => !/^-[anNsSyTtu]+$/.test(word.value))
    .map((word) => (word.fixed ? word.value : '?'))
  if (verb === undefined || verb.startsWith('-')) return unknown('its commands are not in sight')
  // Several commands in one text.
  if ([verb, ...rest].some((word) => /[;{}]/.test(word))) return unknown('several commands in one')
  if (/^(list|monitor|describe)$/.test(verb)) return read('prints the firewall')
  if (/^(flush|delete|destroy)$/.test(verb)) return destructive(`${verb}s rules`)
  return /^(add|insert|create|replace|rename)$/.test(verb) ? write('changes the firewall') : unknown(`nft ${verb}`)
}

/** firewall-cmd(1): every option says by its name what it does. */
function resolveFirewallCmd({ args }: Call): Finding {
  const names = args.filter((word) => word.lead.startsWith('-')).map((word) => word.lead.split('=')[0] ?? '')
  if (names.some((name) => /^--(remove-|delete-|panic-on|complete-reload|reset-to-defaults)/.test(name)))
    return destructive('takes something off the firewall, or drops connections')
  if (
    names.some((name) =>
      /^--(add-|set-|new-|change-|reload|runtime-to-permanent|panic-off|load-|lockdown-o|direct|passthrough)/.test(
        name,
      ),
    )
  )
    return write('changes the firewall')
  const asks = names.every((name) =>
    /^(--(state|get-[a-z-]+|list-[a-z-]+|info-[a-z-]+|query-[a-z-]+|permanent|zone|policy|service|timeout|version|help|check-config)|-[qvVh])$/.test(
      name,
    ),
  )
  return asks && names.length > 0 ? read('prints the firewall') : unknown('an option Standby does not know')
}

/** tc(8). */
function resolveTc({ args }: Call): Finding {
  if (args.some((word) => /^-b|^-(net|force)/.test(word.value)))
    return unknown('its commands are in a file, or elsewhere')
  const [, verb = 'show'] = readOptions(args, '').positionals.map((word) => (word.fixed ? word.value : '?'))
  if (/^(show|list|ls)$/.test(verb)) return read('prints how traffic is shaped')
  return /^del/.test(verb) ? destructive('takes away how traffic is shaped') : write('changes how traffic is shaped')
}

/** Whether ssh-keygen only prints what is in a file: ssh-keygen(1). */
export function resolveSshKeygen({ args }: Call): Finding {
  const options = readOptions(args, 'abCDEFfGIiJjKMmNnOPQRrSsTtUVWYZz')
  if (has(options, '-D', '-w', '-Y')) return unknown('loads a library, or signs')
  const [asks, ...more] = options.list.map(({ name }) => name).filter((name) => !/^-[fEvmHq]$/.test(name))
  if (more.length === 0 && (asks === '-l' || asks === '-y' || asks === '-F' || asks === '-B') && !has(options, '-H'))
    return read('prints a key')
  return write('makes or changes a key')
}
