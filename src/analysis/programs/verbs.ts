import { longPattern } from '../../core/long-pattern.ts'
import type { Target } from '../../plan/plan.ts'
import { toolTable } from '../cli/tables.ts'
import {
  atLeast,
  type Call,
  destructive,
  type Finding,
  type Nested,
  type Resolver,
  read,
  unknown,
  write,
} from '../finding.ts'
import type { ShellWord } from '../shell/word.ts'
import { OPERATIONS } from './operations.ts'
import { readOptions } from './options.ts'
import { TOOLS } from './tools.ts'
import { describeVerb } from './verb-in-words.ts'
import type { Verbs } from './verb-patterns.ts'

/** Groups of commands of gcloud: only those, since the name of an instance may be `list`. `run` and `deploy` are commands as well. */
const GCLOUD_GROUPS = new Set(
  `alpha beta compute container sql logging projects iam config auth functions pubsub storage secrets dns monitoring builds app kms redis memcache
  artifacts services scheduler tasks spanner bigtable firestore organizations billing network-services certificate-manager
  application-default time-series components
  instances clusters node-pools operations revisions jobs executions disks snapshots images machine-types zones regions networks subnets
  firewall-rules addresses routers routes forwarding-rules target-pools target-https-proxies target-http-proxies backend-services
  url-maps health-checks instance-groups managed unmanaged instance-templates ssl-certificates security-policies vpn-tunnels
  databases backups users flags topics subscriptions buckets objects versions record-sets managed-zones policies dashboards
  channels service-accounts keys roles keyrings locations repositories docker packages queues accounts configurations domain-mappings
  sinks metrics views tags quotas resource-policies vpc-access connectors triggers releases delivery-pipelines targets`.split(
    /\s+/,
  ),
)
const GCLOUD_FIRST = /^(run|deploy)$/

const PROGRAMS: Record<string, Verbs> = {
  ...OPERATIONS,
  ...TOOLS,
  // learn.microsoft.com/cli/azure/reference-index: a command is its groups, then a verb; reads are called list or show throughout.
  az: {
    hands: {
      words: /(^| )(run-command (invoke|create|update)|aks command invoke|exec|ssh)( |$)/,
      options: ['--command', '-c', '--scripts', '--exec-command'],
    },
    about: {
      '-g': 'resource-group',
      '--resource-group': 'resource-group',
      '--subscription': 'subscription',
      '--vault-name': 'vault',
      '--account-name': 'account',
      '-n': '',
      '--name': '',
    },
    refuses: /^@|^--(file|output-(file|folder|dir)|destination|dest)(=|$)|^-f$/,
    // Not the groups `address-pool`, `settings`, `deletedservice`, `policy set-definition`, `service-properties delete-policy`.
    destroys: longPattern()`
        (^| )((delete|purge|remove)([-_](?!policy\b)[\w-]+)?|unregister|stop|deallocate|restart|reimage|redeploy|failover
          |revoke|reset[\w-]*|swap|power-off|regenerate[\w-]*|renew[\w-]*|cancel|abort|disable)( |$)`,
    writes: longPattern()`
        (^| )((create|update|set|add)([-_](?!definition\b)[\w-]+)?|register|get-admin-kubeconfig
          |start|scale|upgrade|assign|attach|detach|enable|import|restore|unset
          |upload[\w-]*|copy|move|lock|unlock|login|logout|config|alias|get-credentials|deploy[\w-]*|apply
          |invoke|run|send|tag|grant|link|configure|backup)( |$)`,
    reads: /^([a-z][a-z0-9-]* )*(list|list-[a-z-]+|show|show-[a-z-]+|version|check-name[a-z-]*|exists|wait)$/,
    looks: 'asks Azure',
  },
  // cloud.google.com/sdk/gcloud/reference: groups, then a command, then what it is about.
  gcloud: {
    groups: GCLOUD_GROUPS,
    hands: { words: /^(ssh|connect)( |$)/, options: ['--command'] },
    about: {
      '--project': 'project',
      '--region': 'region',
      '--zone': 'zone',
      '--cluster': 'cluster',
      '--instance': 'instance',
      '--service': 'service',
    },
    leading: {
      valued: ['--project', '--account', '--configuration', '--format', '--verbosity', '--billing-project'],
      flags: ['--quiet', '-q'],
    },
    refuses: /^--(fla|imp|acces|att|conf|output-f|dest|log-h)/,
    destroys: longPattern()`
        ^((delete|remove|stop|suspend|reset|detach|revoke|invalidate|abandon|recreate|release|undeploy|terminate
            |reschedule)(-[\w-]+)?|bulk-delete|destroy|restore|failover|promote-replica|promote|switchover
          |restart|reboot|drain|cancel|abort|rollback|purge|kill|uninstall|reimage|rm|seek|perform-maintenance)
        ( |$)`,
    writes: longPattern()`
        ^((create|update|set|add|start|import|activate|enable|disable|export|upload|download|deploy|resume
            |migrate)(-[\w-]+)?|resize|submit|patch|clone|upgrade|install|snapshot|get-credentials|login|scp|run
          |execute|publish|invoke|call|move|unset|rolling-action|undelete|pause|rename|copy|register|apply|cp|mv
          |rsync|edit|replace|attach-disk)( |$)`,
    reads: longPattern()`
        ^((list|describe)(-[a-z-]+)?|get-(iam|ancestors-iam|effective-iam)-policy|get-effective-firewalls
          |get-ancestors|get-value|get-health|get-status|get-operational-status|get-operation|get-history
          |get-parent|get-project|get-nat-mapping-info|get-nat-ip-info|get-named-ports|get-serial-port-output
          |get-server-config|get-public-key|read|info|version|print-access-token|ls|cat|du|lookup)( |$)`,
    looks: 'asks Google Cloud',
  },
  // developer.hashicorp.com/terraform/cli/commands. A plan locks the state, refreshes it and runs what its providers are.
  terraform: terraform(),
  tofu: terraform(),
  // developer.hashicorp.com/vault/docs/commands. Reading a path may make credentials: only `kv` and `sys/` are known to look.
  vault: {
    // A `kv get` of a path that is no kv reads whatever is there: a database makes a user for it.
    refuses: /^-(output-policy|agent-address|wrap-ttl)|(^|\/)(creds|static-creds|static-cred|sts|issue)\//,
    destroys: longPattern()`
        ^(delete|kv (delete|destroy|metadata delete|rollback)|lease revoke|token revoke
          |operator (seal|step-down|rekey|raft (remove-peer|snapshot restore))|(secrets|auth|audit) disable
          |policy delete|secrets move)( |$)`,
    writes: longPattern()`
        ^(write|kv (put|patch|undelete|enable-versioning|metadata (put|patch))|login|operator \S+
          |(secrets|auth|audit) (enable|tune)|policy write|token (create|renew)|lease renew|unwrap|ssh|agent
          |server|proxy)( |$)`,
    reads: longPattern()`
        ^(status|version|kv (get|list|metadata get)|read sys/(?!\S*\.\.)\S+|list|token lookup|policy (read|list)
          |(auth|secrets|audit) list|path-help|operator (raft list-peers|members|key-status))( |$)`,
    looks: 'asks Vault',
  },
  // prometheus.io/docs/prometheus/latest/command-line/promtool.
  promtool: {
    refuses: /^--?(http\.config\.file|output-dir|junit)/,
    destroys: /^$/,
    writes: /^(push|tsdb create-blocks-from|debug)( |$)/,
    reads: longPattern()`
        ^(check (service-discovery|config|web-config|healthy|ready|rules|metrics)
          |query (instant|range|series|labels)|test rules|tsdb (list|analyze|dump))( |$)`,
    looks: 'checks or asks Prometheus',
  },
  // etcd.io/docs/v3.5/op-guide/maintenance.
  etcdctl: {
    leading: {
      valued: [
        '--endpoints',
        '--cacert',
        '--cert',
        '--key',
        '--user',
        '-w',
        '--write-out',
        '--command-timeout',
        '--dial-timeout',
      ],
      flags: ['--insecure-skip-tls-verify'],
    },
    destroys:
      /^(del|member remove|snapshot restore|move-leader|user delete|role delete|auth disable|lease revoke|compaction)( |$)/,
    writes:
      /^(put|txn|defrag|member (add|update|promote)|snapshot save|user|role|auth|lease|lock|elect|alarm disarm|make-mirror|migrate)( |$)/,
    reads: /^(get|endpoint (health|status|hashkv)|member list|alarm list|version|snapshot status)( |$)/,
    looks: 'asks etcd',
  },
  npm: {
    refuses: /^--(script-shell|node-options|userconfig|globalconfig|fix|prefix)/,
    destroys: /^(unpublish|uninstall|rm|remove|prune|deprecate)( |$)/,
    writes:
      /^(install|i|ci|add|update|upgrade|publish|version|link|dedupe|rebuild|audit fix|login|logout|config (set|delete)|cache (clean|verify|add))( |$)/,
    reads: /^(ls|list|outdated|view|info|ping|whoami|root|prefix|audit|config (get|list|ls))( |$)/,
    looks: 'looks at packages',
  },
  pip: pip(),
  pip3: pip(),
  brew: {
    asks: /^--(prefix|cellar|cache|repository|config)$/,
    destroys: /^(uninstall|remove|rm|cleanup|autoremove)( |$)/,
    writes: /^(install|reinstall|update|upgrade|tap|untap|link|unlink|pin|services (start|stop|restart|run))( |$)/,
    reads: /^(list|ls|info|deps|services list)( |$)/,
    looks: 'looks at packages',
  },
  ...Object.fromEntries(
    ['apt', 'apt-get', 'dnf', 'yum', 'apk', 'zypper'].map((name): [string, Verbs] => [
      name,
      {
        leading: { valued: [], flags: ['-y', '-q', '-qq', '--yes', '--assume-yes', '--quiet'] },
        refuses: /^(-o|-c|--option|--config-file|--setopt|--config|--root|--installroot|-p)/,
        destroys: /^(remove|purge|autoremove|erase|autopurge|del|rm)( |$)/,
        writes:
          /^(install|in|add|update|upgrade|full-upgrade|dist-upgrade|dist-sync|reinstall|downgrade|up|clean|makecache|refresh)( |$)/,
        reads: /^(list|show|search|policy|repolist)( |$)/,
        looks: 'looks at packages',
      },
    ]),
  ),
}

function terraform(): Verbs {
  return {
    leading: { valued: [], flags: [] },
    refuses: /^-(out|plugin-dir|generate-config-out)/,
    says: {
      plan: 'locks the state and runs the providers, to say what would change',
      apply: 'changes everything there is to what the configuration says',
      destroy: 'takes down everything the state names',
      init: 'fetches providers and modules',
      refresh: 'writes what it finds into the state',
    },
    destroys: /^(destroy|apply|force-unlock|state (rm|mv|push|replace-provider)|workspace delete)( |$)/,
    writes:
      /^(init|get|plan|refresh|import|taint|untaint|workspace (new|select)|login|logout|fmt|providers (lock|mirror)|test)( |$)/,
    reads:
      /^(version|validate|show|output|graph|state (list|show|pull)|workspace (list|show)|providers|modules|metadata functions)( |$)/,
    looks: 'looks at the state',
  }
}

function pip(): Verbs {
  return {
    // The beginnings of its options count too.
    refuses: /^--(py|lo|conf|ind|ext|rep)/,
    destroys: /^uninstall( |$)/,
    writes: /^(install|download|wheel|cache|config)( |$)/,
    reads: /^(list|show|freeze|check)( |$)/,
    looks: 'looks at packages',
  }
}

function resolveVerbs({ program, args }: Call, nested: Nested): Finding {
  const verbs = PROGRAMS[program] as Verbs
  const only = args.length === 1 ? args[0] : undefined
  if (
    only?.fixed &&
    (/^(--version|--help|-h|-v)$/.test(only.value) || (only.value === 'version' && !/^(npm|yarn|pnpm)$/.test(program)))
  )
    return read('prints its version or help')
  if (only?.fixed && verbs.asks?.test(only.value)) return read(verbs.looks)
  const path = commandWords(args, verbs)
  if (path === null) return unknown(`which command of ${program} it is cannot be told`)
  const values = path.map((word) => word.value)
  const shown = values.join(' ')
  const known = knownAt(program, path)
  const at = known >= 0 ? known : verbs.groups === undefined ? 0 : commandAt(path, verbs.groups)
  const said = known >= 0 ? (values[known] ?? '') : at < 0 ? '' : values.slice(at).join(' ')
  const more = { subcommand: shown || null, targets: targetsOf(args, path, at, verbs) }
  if (path.length === 0) return unknown(`no command of ${program}`, more)
  if (verbs.hands?.words.test(said)) return handsOver(args, verbs.hands.options, nested, more)
  const destroys = verbs.destroys.exec(said)
  if (destroys) return destructive(verbs.says?.[said] ?? describeVerb(shown, destroys[0]), more)
  const writes = verbs.writes.exec(said)
  if (writes) return write(verbs.says?.[said] ?? describeVerb(shown, writes[0]), more)
  if (!verbs.reads.test(said)) {
    const script = /^(pnpm|yarn)$/.test(program) ? ofPackage(args, path, nested) : null
    return script === null
      ? unknown(`${program} ${shown}: a command Standby does not know`, more)
      : { ...script, ...more }
  }
  // Older and newer releases put commands below what was a read by itself: `fly releases rollback`.
  const [, below] = path
  if (below !== undefined && path.length > 1 && actsBelow(verbs, said))
    return unknown(`${program} ${shown}: ${below.text} may do something`, more)
  const odd = args.find((word) => verbs.refuses?.test(word.value))
  if (odd) return unknown(`${odd.text}: with it nothing is proven`, more)
  return read(verbs.looks, more)
}

/** `pnpm prisma migrate deploy`: a package's program, unless the team has a script of that name. */
function ofPackage(args: readonly ShellWord[], path: readonly ShellWord[], nested: Nested): Finding | null {
  const [first] = path
  if (first === undefined || !/^(prisma|cdk|vercel|supabase|typeorm)$/.test(first.value)) return null
  const found = nested.words(args.slice(args.indexOf(first)))
  return found.effect === 'read' ? unknown(`a script may be called ${first.text} too`) : found
}

/** What is handed to another machine does whatever its text does; without a text a person types there. */
function handsOver(
  args: readonly ShellWord[],
  options: readonly string[],
  nested: Nested,
  more: Pick<Finding, 'subcommand' | 'targets'>,
): Finding {
  const given = args.flatMap((word, at) => {
    const [name = ''] = word.value.split('=')
    // az takes the beginning of an option for the whole.
    const means = word.lead.startsWith('-') && options.some((option) => option === name || option.startsWith(`${name}`))
    return means ? [{ at, name, joined: word.value.includes('=') }] : []
  })
  const [only] = given
  const read = readOptions(args, ['', ...options.map((option) => option.replace(/^-+/, ''))].join(' '))
  const text = read.list.find(({ name }) => name === only?.name)?.value
  // `--scripts a b` is two, and what follows `--` is another.
  const next = only === undefined ? undefined : args[only.at + (only.joined ? 1 : 2)]
  const alone =
    given.length === 1 && options.includes(only?.name ?? '') && (next === undefined || /^--?\w/.test(next.value))
  const isShell = !args.some((word) => /powershell/i.test(word.value) || word.value === '--')
  if (!alone || !isShell || !text?.fixed || /^[@/]/.test(text.value))
    return unknown('runs something on another machine', more)
  const inner = nested.shell(text.value)
  const found = { ...inner, subcommand: more.subcommand, targets: [...more.targets, ...inner.targets], code: [text] }
  return atLeast(found, write('runs it on another machine'))
}

/** Groups of az that say how, not what: the name is that of what stands before them. */
const MANNERS = /^(run-command|command|log|config|ssh|deployment)$/

/** What options say it is about, and of gcloud the word after the command: `vm` of `compute instances delete vm`. */
function targetsOf(
  args: readonly ShellWord[],
  path: readonly ShellWord[],
  at: number,
  { about, groups }: Verbs,
): Target[] {
  if (about === undefined) return []
  const named = readOptions(args, ['', ...Object.keys(about).map((name) => name.replace(/^-+/, ''))].join(' '))
  const group = path.slice(0, -1).findLast((word) => !MANNERS.test(word.value))?.value ?? 'name'
  const targets = named.list.flatMap(({ name, value }) => {
    const kind = about[name]
    return kind === undefined || value === null ? [] : [{ kind: kind === '' ? group : kind, name: value.text }]
  })
  const [of, object] = groups === undefined ? [] : [path[at - 1], path[at + 1]]
  if (of === undefined || object === undefined) return targets
  return [{ kind: of.value.replace(/s$/, ''), name: object.text }, ...targets]
}

const ACTS = longPattern()`
  ^(add|apply|cancel|clear|create|delete|destroy|disable|drain|edit|enable|exec|fork|import|kill|patch|promote
    |purge|put|rebuild|recreate|reload|remove|reset|restart|restore|resume|revert|revoke|rm|rollback|run|scale
    |send|set|shutdown|ssh|start|stop|suspend|switch|sync|trigger|undo|uninstall|unset|update|upgrade|write)$`

/** Whether the word after the pattern of a read is a verb that acts. */
function actsBelow(verbs: Verbs, said: string): boolean {
  const matched = verbs.reads.exec(said)?.[0].trim() ?? said
  const [next = ''] = said.slice(matched.length).trim().split(' ')
  return ACTS.test(next)
}

/** Where, among the words, the command of its groups stands: 2 in `compute instances delete x`. -1 if nowhere. */
function commandAt(path: readonly ShellWord[], groups: ReadonlySet<string>): number {
  return path.findIndex(
    ({ value }, at) =>
      !groups.has(value) &&
      !(GCLOUD_FIRST.test(value) && path.slice(0, at).every((before) => /^(alpha|beta)$/.test(before.value))),
  )
}

/** Where the last word of a command of the tool's own table stands; -1 if it is none. */
function knownAt(program: string, path: readonly ShellWord[]): number {
  if (program !== 'gcloud') return -1
  const words = path.map((word) => word.value)
  // What is still tried out has the names of what is not.
  const before = /^(alpha|beta)$/.test(words[0] ?? '') ? 1 : 0
  for (let end = words.length; end > before; end--)
    if (toolTable(program)?.find(words.slice(before, end).join(' '))) return end - 1
  return -1
}

/** The words before the first option, known as they stand; null if one of them is not, or an option hides them. */
function commandWords(args: readonly ShellWord[], { leading }: Verbs): ShellWord[] | null {
  let at = 0
  for (; args[at]?.lead.startsWith('-'); at++) {
    const word = args[at] as ShellWord
    if (!word.fixed && !word.value.includes('=')) return null
    const name = word.value.split('=')[0] ?? ''
    if (/^-chdir=/.test(word.value) && leading) continue
    if (leading?.flags.includes(name)) continue
    if (!leading?.valued.includes(name)) return null
    if (!word.value.includes('=')) at++
  }
  const words: ShellWord[] = []
  for (; at < args.length; at++) {
    const word = args[at] as ShellWord
    if (word.lead.startsWith('-')) break
    // A word that is not known could be an option, or the verb itself.
    if (!word.fixed) {
      if (word.lead === '' && words.length === 0) return null
      if (word.lead === '') words.push({ ...word, value: '?' })
      break
    }
    words.push(word)
  }
  return words
}

export const VERB_PROGRAMS: readonly [string, Resolver][] = Object.keys(PROGRAMS).map((name) => [name, resolveVerbs])
