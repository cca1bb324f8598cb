import type { ShellWord } from '../../../analysis/shell/word.ts'
import { awsOf, named, optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const secretOnCommandLine: Rule = {
  id: 'secret-on-command-line',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a password stands among a command’s arguments, for all to see',
  programs: new Set(
    'aws redis-cli mysql mysqldump mariadb mysqladmin sshpass docker curl htpasswd chpasswd'.split(' '),
  ),
  check(_, commands, tell) {
    for (const command of commands) {
      const inside =
        command.carrier !== null && /^(?:kubectl|oc|docker|podman|docker-compose)$/.test(command.carrier.program)
      if (command.carrier !== null && !inside) continue
      const found = secretIn(command)
      if (found === null || found.word.value.startsWith('file://')) continue
      tell(
        onCommand(
          command,
          `${found.option} puts the secret among the arguments of ${named(command)}: ps shows it to everyone on the machine while it runs${found.word.fixed ? ', and the shell keeps it in its history' : ''}`,
          found.hint,
          // Of a container the few who get in there see it, and the log of who asked for what. What a variable holds is seen
          // for the moment that it runs; what is written out stays, in the history and here.
          inside ? { severity: 'info' } : { part: found.word, severity: isReal(found.word) ? null : 'info' },
        ),
      )
    }
  },
}

/** Written out, and no stand-in for one. */
function isReal({ fixed, text }: ShellWord): boolean {
  return (
    fixed &&
    !/\.\.\.|<[^>]*>|\byour\b|xxx|change-?me|placeholder|^"?(?:guest:guest|admin:(?:admin|password))"?$|[-_]here\b|\bnew[-_](?:key|secret|password)|\b[A-Z]+_[A-Z_]+\b/i.test(
      text.replace(/"[\w-]+"\s*:/g, ''),
    )
  )
}

interface Found {
  option: string
  word: ShellWord
  hint: string
}

const MAY_BE_SECRET = /^--(?:secret|master|password|auth|temporary|new)-?/
const AWS = [
  '--secret-string',
  '--master-user-password',
  '--password',
  '--auth-token',
  '--secret-access-key',
  '--temporary-password',
  '--new-password',
]

function secretIn(command: CommandFact): Found | null {
  const { program } = command
  if (awsOf(command) !== null && command.args.some((arg) => MAY_BE_SECRET.test(arg)))
    return option(command, AWS, 'hand it over in a file that only you may read: file:///dev/shm/secret, and delete it')
  if (program === 'aws') return null
  if (program === 'redis-cli') return option(command, ['-a', '--pass'], 'set REDISCLI_AUTH in the environment')
  if (/^(mysql|mysqldump|mariadb|mysqladmin)$/.test(program)) return mysql(command)
  if (program === 'sshpass') return option(command, ['-p'], 'use keys')
  if (program === 'docker' && command.args[0] === 'login')
    return option(command, ['-p', '--password'], 'docker login --password-stdin')
  if (program === 'curl') return curl(command)
  if (/^(htpasswd|chpasswd)$/.test(program) && command.args.some((arg) => /^-[a-z]*b/.test(arg))) {
    const word = command.words.at(-1)
    return word ? { option: '-b', word, hint: 'htpasswd -i reads it from its input' } : null
  }
  return null
}

function option(command: CommandFact, names: readonly string[], hint: string): Found | null {
  for (const name of names) {
    const word = optionOf(command, name)
    if (word !== null && word.value !== '') return { option: name, word, hint }
  }
  return null
}

function mysql(command: CommandFact): Found | null {
  const word = command.words.find(({ value }) => /^-p.+/.test(value) || /^--password=.+/.test(value))
  return word ? { option: '-p', word, hint: 'put it into ~/.my.cnf or a --defaults-extra-file' } : null
}

/** `-u user:password` and tokens written out; a token in a variable is as good as curl lets one do without a file. */
function curl(command: CommandFact): Found | null {
  const user = optionOf(command, '-u', '--user')
  if (user?.fixed && /:.+/.test(user.value))
    return { option: '-u', word: user, hint: 'curl --netrc-file FILE, or -K -' }
  const bearer = command.words.find(
    ({ value, fixed }) =>
      fixed && /^(authorization|x-api-key|api-key|apikey):\s*(bearer |token |basic )?[\w.~+/=-]{12,}$/i.test(value),
  )
  return bearer ? { option: '-H', word: bearer, hint: 'read the header from a file: curl -H @FILE' } : null
}
