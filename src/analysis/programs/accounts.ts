import { type Call, destructive, type Finding, type Resolver, read, unknown, write } from '../finding.ts'
import { actionIn } from './address.ts'
import { resolveSshKeygen } from './network.ts'
import { has, readOptions, unknownOption } from './options.ts'

const listed = (names: string, resolver: Resolver): [string, Resolver][] =>
  names.split(' ').map((name) => [name, resolver])

/** Who may do what on a machine: accounts, keys, SELinux; and what people open themselves. */
export const ACCOUNTS: readonly [string, Resolver][] = [
  ...listed('useradd adduser usermod groupadd addgroup groupmod gpasswd chpasswd chsh chfn', () =>
    write('changes who may sign in'),
  ),
  ...listed('userdel deluser groupdel delgroup', () => destructive('takes an account away')),
  [
    'passwd',
    ({ args }) =>
      args.length > 0 &&
      args.every((word) => /^(-S|--status|-a|--all)$|^[a-z_]/.test(word.value)) &&
      args.some((word) => /^(-S|--status)$/.test(word.value))
        ? read('says how an account stands')
        : write('changes a password'),
  ],
  [
    'chage',
    ({ args }) =>
      /^(-l|--list)$/.test(args[0]?.value ?? '') && args.length <= 2
        ? read('says when an account ends')
        : write('changes when an account ends'),
  ],
  ...listed('getenforce sestatus getsebool', () => read('says how SELinux stands')),
  ...listed('setenforce setsebool restorecon chcon', () => write('changes what SELinux allows')),
  ['semanage', resolveSemanage],
  [
    'semodule',
    ({ args }) =>
      args.length > 0 && args.every((word) => /^(-l|--list|--list-modules(=.*)?|-lfull)$/.test(word.value))
        ? read('lists modules')
        : write('changes what SELinux allows'),
  ],
  [
    'ausearch',
    ({ args }) =>
      args.some((word) => /^--(ch|de|extra-)/.test(word.value))
        ? unknown('may write a file')
        : read('searches the audit log'),
  ],
  [
    'fuser',
    ({ args }) =>
      args.some((word) => /^-\w*[kK]|^--kill/.test(word.value))
        ? destructive('ends what uses it')
        : read('says who uses it'),
  ],
  ['gpg', resolveGpg],
  ['gpg2', resolveGpg],
  ['ssh-keygen', resolveSshKeygen],
  [
    'ssh-add',
    ({ args }) =>
      args.length === 1 && /^-[lL]$/.test(args[0]?.value ?? '') ? read('lists keys') : write('hands keys to an agent'),
  ],
  ['ssh-copy-id', () => write('lets a key sign in')],
  ...listed('vi vim nvim nano pico emacs code subl gedit visudo', resolveEditor),
  ...listed('open xdg-open', resolveOpen),
  ...listed('uuidgen pwgen whereis lspci lsusb', () => read('prints what it works out')),
]

/** semanage(8): `-l` and `-E` print. */
function resolveSemanage({ args }: Call): Finding {
  const { list } = readOptions(args, 'tspraNS type seuser proto range')
  const names = list.map(({ name }) => name)
  if (names.some((name) => /^(-d|-D|--delete|--deleteall)$/.test(name)))
    return destructive('takes a rule of SELinux away')
  const asks = names.filter((name) => /^(-l|--list|-E|--extract)$/.test(name)).length
  const how = names.filter((name) => /^(-C|--locallist|-n|--noheading)$/.test(name)).length
  return asks > 0 && asks + how === names.length
    ? read('prints rules of SELinux')
    : write('changes what SELinux allows')
}

const GPG_VALUED = 'ruo recipient local-user output keyring'
const GPG_QUIET = 'qvat quiet verbose armor batch yes no-tty no-default-keyring textmode with-colons with-fingerprint'
const GPG_ASKS =
  'kKd list-keys list-public-keys list-secret-keys list-sigs list-signatures check-sigs fingerprint verify decrypt card-status list-packets export version help'

/** gpg(1): it prints keys, signatures and what it decrypts, unless told where to write it. */
function resolveGpg({ args }: Call): Finding {
  const options = readOptions(args, GPG_VALUED)
  if (options.list.some(({ name }) => /^--delete-/.test(name))) return destructive('deletes keys')
  if (has(options, '-o', '--output')) return write('writes a file')
  if (unknownOption(options, GPG_VALUED, `${GPG_QUIET} `) === null) return write('writes what it makes of a file')
  const known = unknownOption(
    options,
    GPG_VALUED,
    `${GPG_ASKS.split(' ')[0]}${GPG_QUIET.split(' ')[0]} ${GPG_ASKS.split(' ').slice(1).join(' ')} ${GPG_QUIET}`,
  )
  if (known === null) return read('prints keys, signatures or what it decrypts')
  return options.list.some(({ name }) =>
    /^(-[ecsb]|--(encrypt|symmetric|sign|clear-?sign|detach-sign|import|recv-keys|receive-keys|refresh-keys|send-keys|gen-key|full-generate-key|full-gen-key|generate-key|quick-\S+|edit-key|edit-card|sign-key|lsign-key|import-ownertrust|gen-revoke|change-passphrase|passwd))$/.test(
      name,
    ),
  )
    ? write('makes, changes or publishes keys, or encrypts')
    : unknown(`${known}: an option Standby does not know`)
}

function resolveEditor({ program, args }: Call): Finding {
  const files = args.filter((word) => !/^[-+]/.test(word.lead))
  const targets = files.map((word) => ({ kind: 'file', name: word.text }))
  if (program === 'visudo' && args.every((word) => /^-\w*c/.test(word.value)) && args.length > 0)
    return read('checks a file')
  // An editor runs what it is told at its start.
  if (args.some((word) => /^(\+[^\d/]|-\w*[cSsu]|--(cmd|eval|load|batch|funcall|rcfile|command))/.test(word.value)))
    return unknown('may run anything', { targets })
  return files.length === 0 && program !== 'visudo'
    ? unknown('opens an editor')
    : write(`changes ${files.map((word) => word.text).join(', ') || 'a file'} in an editor`, { targets })
}

/** A page in a browser is looked at; a program may do anything. */
function resolveOpen({ args }: Call): Finding {
  const [only, ...more] = args
  if (only === undefined || more.length > 0 || !/^https?:\/\//.test(only.lead)) return unknown('opens a program')
  const action = actionIn(only.value)
  return action === null ? read('opens a page in a browser') : unknown(`“${action}” says that the page does something`)
}
