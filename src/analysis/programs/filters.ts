import { longPattern } from '../../core/long-pattern.ts'
import { type Call, destructive, type Finding, type Resolver, read, unknown, write } from '../finding.ts'
import type { ShellWord } from '../shell/word.ts'
import { bareAwk } from './awk-text.ts'
import { has, lastValue, readOptions } from './options.ts'

const reads =
  (reason: string): Resolver =>
  () =>
    read(reason)

/** No option of these writes a file, runs a program or reaches anything but what it is asked to look at. */
export const HARMLESS: readonly [string, Resolver][] = [
  ...names('echo printf', 'prints text'),
  ...names('true : false test [ exit return break continue shift wait sleep', "decides the shell's own course"),
  ...names('cd pushd popd dirs', "changes the shell's directory"),
  ...names('pwd basename dirname realpath readlink seq expr factor bc', 'prints what it works out'),
  ...names('cat tac head tail nl wc cut tr rev paste fold fmt column comm join expand unexpand pr', 'prints text'),
  ...names('grep egrep fgrep zgrep', 'filters lines'),
  ...names('zcat gzcat bzcat xzcat', 'prints a compressed file'),
  ...names('jq', 'filters JSON'),
  ...names('diff cmp md5sum sha1sum sha256sum sha512sum cksum sum strings hexdump od', 'looks at files'),
  ...names('ls stat df du', 'looks at the file system'),
  ...names('dig nslookup host ping ping6 traceroute tracepath mtr whois getent', 'asks the network'),
  ...names(
    'ps pgrep pidof pstree free uptime vmstat iostat mpstat lsof netstat lsblk lscpu lsmod nproc',
    'looks at the system',
  ),
  ...names('printenv whoami id groups who w last tty uname locale users logname', 'prints who and where'),
  ...names('which type', 'finds a program'),
  ...names(
    'set shopt export declare typeset local readonly unset read getopts umask ulimit',
    "sets the shell's own state",
  ),
]

/** Filters with an option that does more than filter. */
export const FILTERS: readonly [string, Resolver][] = [
  ['sort', resolveSort],
  ['uniq', resolveUniq],
  ['sed', resolveSed],
  ['gsed', resolveSed],
  ['awk', resolveAwk],
  ['gawk', resolveAwk],
  ['mawk', resolveAwk],
  ['yq', resolveYq],
  ['base64', ({ args }) => unless(args, /^-\w*o|^--o/, 'converts text')],
  ['arch', ({ args }) => unless(args, /^/, 'prints what machine it is')],
  ['hash', ({ args }) => unless(args, /^-\w*p/, 'finds a program')],
  ['tee', resolveTee],
  ['rg', ({ args }) => unless(args, /^--(pre|hostname-bin)/, 'filters lines')],
  ['file', ({ args }) => unless(args, /^-C|^--comp/, 'looks at files')],
  ['mapfile', ({ args }) => unless(args, /^-\w*C/, "sets the shell's own state")],
  ['readarray', ({ args }) => unless(args, /^-\w*C/, "sets the shell's own state")],
  ['less', ({ args }) => unless(args, /^-\w*[ok]|^--(lo|LO|le)|^\+/i, 'shows text')],
  // They hand their options on to the pager.
  ...['zless', 'zmore', 'more'].map((name): [string, Resolver] => [
    name,
    ({ args }) => unless(args, /^-\w*[ok]|^--(lo|LO|le)|^\+/i, 'shows text'),
  ]),
  ['xxd', resolveXxd],
]

function names(list: string, reason: string): [string, Resolver][] {
  return list.split(' ').map((name) => [name, reads(reason)])
}

/** A read, unless an argument asks for the one thing that is more. */
function unless(args: readonly ShellWord[], more: RegExp, reason: string): Finding {
  const found = args.find((word) => more.test(word.value))
  return found ? unknown(`${found.text} may write or run something`) : read(reason)
}

function resolveSort({ args }: Call): Finding {
  const options = readOptions(
    args,
    'okStT output key field-separator buffer-size temporary-directory parallel files0-from compress-program',
  )
  const output = lastValue(options, '-o', '--output')
  if (output || has(options, '-o', '--output')) return write(`writes the file ${output?.text ?? ''}`)
  // GNU accepts any unambiguous beginning: `--out=x`, `--comp=sh`.
  if (options.list.some(({ name }) => /^--(o|com)/.test(name)))
    return unknown('an option that may write or run something')
  return read('sorts lines')
}

function resolveUniq({ args }: Call): Finding {
  const { positionals } = readOptions(args, 'fsw skip-fields skip-chars check-chars')
  return positionals.length > 1 ? write(`writes the file ${positionals[1]?.text}`) : read('filters lines')
}

/** Sed commands that write a file or run a command: `w`, `W`, `e`, and those flags of `s`. */
const SED_HARMLESS = /^(?:\s|;|\{|\}|[0-9$,!~+]|[pdqQnNhHgGxDPF=lz]|\/(?:[^/\\\n]|\\.)*\/I?)*$/
const SED_SUBSTITUTE = longPattern()`
  ^([0-9$,!\s]|/(?:[^/\\\n]|\\.)*/)*(?:s(\W)(?:\\.|(?!\2)[^\\\n])*\2(?:\\.|(?!\2)[^\\\n])*\2[gpiIm0-9]*
    |y(\W)(?:\\.|(?!\3)[^\\\n])*\3(?:\\.|(?!\3)[^\\\n])*\3)$`

function resolveSed({ args }: Call): Finding {
  const options = readOptions(args, 'ef expression file line-length')
  const inPlace = options.list.some(({ name }) => /^(-i|-I|--i.*)$/.test(name))
  const files = has(options, '-e', '--expression') ? options.positionals : options.positionals.slice(1)
  if (inPlace)
    return write(`edits ${files.map((file) => file.text).join(', ') || 'files'} in place`, {
      targets: files.map((file) => ({ kind: 'file', name: file.text })),
    })
  if (options.list.some(({ name }) => name === '-f' || name.startsWith('--fi')))
    return unknown('its script is in a file')
  const given = options.list.filter(({ name }) => name === '-e' || name.startsWith('--e')).map(({ value }) => value)
  const scripts = given.length > 0 ? given : options.positionals.slice(0, 1)
  const code = scripts.filter((script) => script !== null)
  if (code.length < scripts.length || code.length === 0) return unknown('its script is not in sight', { code })
  for (const script of code) {
    if (script.lead === '' && !script.fixed) return unknown('its script shows only when it runs', { code })
    // A plain word as value may hold such a delimiter, and after it the flag that writes.
    if (!script.fixed && /(?:^|[\s;{/0-9$])s[@%+:,.=_-]/.test(script.value))
      return unknown('a value may end its text and begin a flag', { code })
    const parts = splitSed(script.value)
    if (!parts.every((part) => SED_HARMLESS.test(part) || SED_SUBSTITUTE.test(part)))
      return unknown('its script may write a file or run a command', { code })
  }
  return read('filters lines', { code })
}

/** Splits a sed script at `;` and newlines that stand outside of `s///`; good enough to be checked part by part. */
function splitSed(script: string): string[] {
  if (SED_SUBSTITUTE.test(script.trim())) return [script.trim()]
  return script.split(/[;\n]/).map((part) => part.trim().replace(/^\{|\}$/g, ''))
}

/** Awk runs commands by `system()`, `"cmd" | getline`, `print | "cmd"`, and writes by `print > "file"`. */
function resolveAwk({ args }: Call): Finding {
  const options = readOptions(args, 'Fvfiel field-separator assign file include source load', true)
  if (has(options, '-f', '--file', '-i', '--include', '-l', '--load', '-E', '--exec', '-e', '--source'))
    return unknown('its program is not in sight')
  if (
    options.list.some(
      ({ name }) => !/^(-F|-v|--field-separator|--assign|-P|--posix|--re-interval|-V|--version)$/.test(name),
    )
  )
    return unknown('an option may write or run something')
  const [program] = options.positionals
  if (!program) return unknown('no program')
  const bare = bareAwk(program.value)
  const code = [program]
  if (!program.fixed && (program.spread || program.lead === ''))
    return unknown('its program shows only when it runs', { code })
  if (/system|getline|@|fflush|close/.test(program.value)) return unknown('its program may run a command', { code })
  if (/\|(?!\|)/.test(bare.replaceAll('||', ''))) return unknown('its program may run a command', { code })
  // A line may end after a comma or an operator, and the statement go on.
  if (/printf?\b[^;}\n]*>/.test(bare.replaceAll(/(,|&&|\|\|)\s*\n/g, '$1')) || />>/.test(bare))
    return unknown('its program may write a file', { code })
  return read('filters lines', { code })
}

function resolveYq({ args }: Call): Finding {
  // `-P` takes no value: after it `-i` is an option again.
  const options = readOptions(args, 'oIps output-format indent input-format split-exp')
  if (options.list.some(({ name }) => /^--security-enable/.test(name))) return unknown('lets its program run commands')
  if (options.list.some(({ name }) => /^(-i|-s|--in|--split)/.test(name))) return write('edits the file in place')
  return read('filters YAML')
}

function resolveTee({ args }: Call): Finding {
  const options = readOptions(args, '')
  const files = options.positionals.filter((file) => file.value !== '/dev/null' && file.value !== '/dev/stderr')
  if (files.length === 0) return read('copies its input')
  const appends = has(options, '-a', '--append')
  return write(`${appends ? 'appends to' : 'writes'} ${files.map((file) => file.text).join(', ')}`, {
    targets: files.map((file) => ({ kind: 'file', name: file.text })),
  })
}

function resolveXxd({ args }: Call): Finding {
  const options = readOptions(args, 'clgos')
  return options.positionals.length > 1 || has(options, '-r')
    ? destructive('may write a file')
    : read('looks at a file')
}
