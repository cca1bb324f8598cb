import type { ShellWord } from '../../../analysis/shell/word.ts'
import { awsOf, optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { sign } from '../../facts/signs.ts'
import { onCommand, type Rule } from '../../rule.ts'

/** What backups, keys and certificates are called by. */
const BARE = 'aof asc bak bz2 crt db dump gpg gz key pem rdb sql tar tgz xz zip'.split(' ')
const BARE_NAME = new RegExp(`^\\w[\\w.-]*\\.(?:${BARE.join('|')})$`, 'i')

export const missingFile: Rule = {
  id: 'missing-file',
  family: 'incomplete',
  severity: 'info',
  summary: 'a command needs a file that nothing in the runbook makes or says where to find',
  programs: new Set('aws kubectl docker gpg gzip gunzip zcat sha256sum md5sum pg_restore psql'.split(' ')),
  sign: sign('file', '-f', ...BARE.map((ending) => `.${ending}`)),
  check({ lines, commands: all, isCode }, commands, tell) {
    let told: ((name: string, butLine: number) => boolean) | null = null
    const made = new Set(all.flatMap((command) => command.redirects.map(({ target }) => target)))
    // Asked for few files of few runbooks: made when first wanted.
    let inHand: ReadonlyMap<string, number> | null = null
    for (const command of commands) {
      const word = fileOf(command)
      const file = word?.value.replace(/^fileb?:\/\//, '') ?? ''
      if (word === null || file === '' || file.startsWith('/dev/') || made.has(file) || !word.fixed) continue
      const name = file.slice(file.lastIndexOf('/') + 1)
      // Another command has it in hand already: it made it, or it tells the same.
      inHand ??= firstLines(all)
      if ((inHand.get(name) ?? command.line) < command.line) continue
      told ??= filesTold(lines, isCode)
      if (told(name, command.line)) continue
      tell(
        onCommand(
          command,
          `${file} must lie in the folder where you stand: nothing here makes it, or says where it is kept`,
          'name the repository and folder to stand in, or write the file out: cat > NAME <<EOF',
          { part: word },
        ),
      )
    }
  },
}

/** The line that names each file first, by the file's name without its folder. */
function firstLines(commands: readonly CommandFact[]): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  for (const { args, line } of commands)
    for (const arg of args) {
      const name = arg.slice(arg.lastIndexOf('/') + 1)
      if (!lines.has(name)) lines.set(name, line)
    }
  return lines
}

/** Files that are handed over by their names alone, as if they lay in whatever folder one stands. */
function bareFile(command: CommandFact): ShellWord | null {
  const { program, words, args } = command
  const files = words.slice(1).filter(({ value }) => !value.startsWith('-'))
  const bare = (word: ShellWord | null | undefined): ShellWord | null =>
    word?.fixed && BARE_NAME.test(word.value) ? word : null
  switch (program) {
    case 'gpg':
      return bare(files.at(-1))
    case 'gzip':
      return args.some((arg) => /^-\w*[dtl]|^--(?:test|list|decompress)$/.test(arg)) ? bare(files[0]) : null
    case 'psql':
      return bare(optionOf(command, '-f', '--file'))
    case 'pg_restore':
      return bare(files.at(-1))
    case 'kubectl':
    case 'docker': {
      const at = files.findIndex(({ value }) => value === 'cp')
      return at === 0 && /:/.test(files[2]?.value ?? '') ? bare(files[1]) : null
    }
    default:
      return bare(files[0])
  }
}

function fileOf(command: CommandFact): ShellWord | null {
  const bare = /^(?:aws)$/.test(command.program) ? null : bareFile(command)
  if (bare !== null) return bare
  if (awsOf(command) !== null) return command.words.find((word) => /^fileb?:\/\/(?!\/)/.test(word.value)) ?? null
  if (command.program !== 'kubectl' || !/^(apply|create|replace|delete)$/.test(command.args[0] ?? '')) return null
  const word = optionOf(command, '-f', '--filename')
  return word === null || /^(-|https?:|\/)/.test(word.value) ? null : word
}

const PLACES = /\b(in|at|from|checkout|repo|clone|create|edit|save|cat)\b/i
const AROUND_NAMES = /[\s`'"()[\]{}<>|,;:=/*]+/

/**
 * Whether a line other than the command's own says where the file is. One reading of the file for all names: of each the
 * first two lines are enough, since only one can be the command's.
 */
function filesTold(
  lines: readonly string[],
  isCode: (line: number) => boolean,
): (name: string, butLine: number) => boolean {
  const said = new Map<string, number[]>()
  for (const [index, text] of lines.entries()) {
    if (!text.includes('.') || text.includes('file://') || !PLACES.test(text)) continue
    for (const part of text.split(AROUND_NAMES)) {
      const name = part.replace(/[.!?]+$/, '')
      // Of a dump or a key one more command says nothing.
      if (BARE_NAME.test(name) && isCode(index + 1) && !/\bcat *>/.test(text)) continue
      const before = said.get(name)
      if (before === undefined) said.set(name, [index + 1])
      else if (before.length < 2 && before[0] !== index + 1) before.push(index + 1)
    }
  }
  return (name, butLine) => said.get(name)?.some((line) => line !== butLine) ?? false
}
