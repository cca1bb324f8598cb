import { type Call, destructive, type Finding, type Resolver, read, unknown, write } from '../finding.ts'
import type { ShellWord } from '../shell/word.ts'
import { has, readOptions } from './options.ts'

const files = (words: readonly ShellWord[]) => words.map((word) => ({ kind: 'file', name: word.text }))
const listed = (words: readonly ShellWord[]) => words.map((word) => word.text).join(', ')

/** Programs that change files. */
export const FILES: readonly [string, Resolver][] = [
  ['cp', resolveCopy],
  ['mv', resolveCopy],
  ['install', resolveCopy],
  ['rm', ({ args }) => removes(args)],
  ['rmdir', ({ args }) => removes(args)],
  ['unlink', ({ args }) => removes(args)],
  ['shred', ({ args }) => removes(args)],
  ['truncate', ({ args }) => destructive(`cuts ${listed(readOptions(args, 'sr size reference').positionals)}`)],
  ['dd', resolveDd],
  ['mkdir', ({ args }) => makes('makes the folder', args)],
  ['touch', ({ args }) => makes('touches the file', args)],
  ['ln', ({ args }) => makes('links', args)],
  ['chmod', ({ args }) => hands('changes the mode of', args)],
  ['chown', ({ args }) => hands('changes the owner of', args)],
  ['chgrp', ({ args }) => hands('changes the group of', args)],
  ['mktemp', () => write('makes a temporary file')],
  ['gzip', resolveGzip],
  ['gunzip', resolveGzip],
  ['bzip2', resolveGzip],
  ['xz', resolveGzip],
  ['zstd', resolveGzip],
  ['tar', resolveTar],
  [
    'unzip',
    ({ args }) =>
      has(readOptions(args, 'dx'), '-l', '-t', '-p', '-v', '-Z')
        ? read('looks at an archive')
        : destructive('unpacks over what is there'),
  ],
  ['zip', () => write('makes an archive')],
  ['rsync', resolveRsync],
  ['scp', () => write('copies files between machines')],
  ['sftp', () => write('copies files between machines')],
  ['split', () => write('writes files')],
]

function removes(args: readonly ShellWord[]): Finding {
  const { positionals } = readOptions(args, 'ns iterations size')
  return destructive(`deletes ${listed(positionals)}`, { targets: files(positionals) })
}

function makes(what: string, args: readonly ShellWord[]): Finding {
  const { positionals } = readOptions(args, 'mtdr mode date reference')
  return write(`${what} ${listed(positionals)}`, { targets: files(positionals) })
}

/** Mode, owner or group come first, unless they are taken from another file. */
function hands(what: string, args: readonly ShellWord[]): Finding {
  const options = readOptions(args, ' reference from')
  const changed = has(options, '--reference') ? options.positionals : options.positionals.slice(1)
  return write(`${what} ${listed(changed)}`, { targets: files(changed) })
}

/** Copying overwrites what bears the name already, without asking, unless told not to or the name is new by its making. */
function resolveCopy({ program, args }: Call): Finding {
  const options = readOptions(args, 'tSgmo target-directory suffix group mode owner')
  const target = options.positionals.at(-1)
  const targets = files(target ? [target] : [])
  const fresh =
    has(options, '-n', '--no-clobber', '-b', '--backup', '-i', '--interactive', '-t', '--target-directory') ||
    /\/$|^\.{1,2}$|bak|backup|\.old|\$\(date/i.test(target?.text ?? '')
  const what = program === 'mv' ? 'moves' : 'copies'
  if (fresh) return write(`${what} files to ${target?.text ?? ''}`, { targets })
  return destructive(`overwrites ${target?.text ?? 'its target'} if it is there`, { targets })
}

function resolveDd({ args }: Call): Finding {
  const hidden = args.find((word) => !word.fixed && word.lead === '')
  if (hidden) return unknown(`${hidden.text} may be its output`)
  const output = args.find((word) => word.value.startsWith('of='))
  if (output === undefined || output.value === 'of=/dev/null') return read('copies to standard output')
  return destructive(`overwrites ${output.text.slice(3)}`)
}

function resolveGzip({ args }: Call): Finding {
  const options = readOptions(args, 'STMo')
  // zstd writes where the last of its options says.
  if (options.list.some(({ name }) => name === '-o' || /^--(f|o|rm|tr)/.test(name))) return write('writes files')
  if (has(options, '-c', '--stdout', '--to-stdout', '-t', '--test', '-l', '--list'))
    return read('prints what it works out')
  if (options.positionals.length === 0) return read('works on its input')
  return write(`replaces ${listed(options.positionals)}`, { targets: files(options.positionals) })
}

function resolveTar({ args }: Call): Finding {
  const [first] = args
  const mode = first?.value.startsWith('--') ? first.value : (first?.value ?? '')
  const rest = args.map((word) => word.value)
  if (rest.some((value) => /^--(to-|us|checkpoint-|ch|index|I|rs|rm|inf|new|re)/.test(value)))
    return destructive('may run another program')
  if (/^-?[a-z]*t[a-z]*$/.test(mode) && !/[xcruA]/.test(mode))
    return rest.some((value) => /^-[a-zA-Z]*[IF]/.test(value))
      ? destructive('may run another program')
      : read('lists an archive')
  if (mode === '--list') return read('lists an archive')
  if (/^-?[a-zA-Z]*c/.test(mode) || mode === '--create') return write('makes an archive')
  return destructive('unpacks over what is there')
}

function resolveRsync({ args }: Call): Finding {
  const options = readOptions(args, 'e rsh')
  if (options.list.some(({ name }) => name.startsWith('--delete') || name === '--remove-source-files'))
    return destructive('deletes files that are not in the source')
  return write('copies files')
}
