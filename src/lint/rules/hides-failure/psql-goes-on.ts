import { named } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const psqlGoesOn: Rule = {
  id: 'psql-goes-on',
  family: 'hides failure',
  severity: 'warning',
  summary: 'psql runs a file, goes on after every error and ends as if all were well',
  programs: new Set(['psql']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (command.program !== 'psql') continue
      const source = sourceOf(command)
      if (source === null || command.effect === 'read' || stops(command)) continue
      tell(
        onCommand(
          command,
          `of ${source} psql skips every statement that fails and still ends with 0: a restore that is half done looks like one that worked`,
          'psql -v ON_ERROR_STOP=1 --single-transaction …: all of it or nothing, and the exit status says which',
        ),
      )
    }
  },
}

const PRODUCES =
  /^(?:cat|zcat|gunzip|gzip|bzcat|bunzip2|xzcat|unxz|zstd|zstdcat|pg_dump|pg_dumpall|pg_restore|aws|gsutil|gpg|openssl|tar|curl|ssh|kubectl|docker|sed)$/

/** What it is given to run; null where that is one statement, or nothing is known. */
function sourceOf(command: CommandFact): string | null {
  const { args } = command
  const file = args.findIndex((arg) => /^(?:-f|--file)$/.test(arg))
  if (file >= 0) return args[file + 1] ?? null
  const joined = args.find((arg) => /^(?:--file=|-f.)/.test(arg))
  if (joined !== undefined) return joined.replace(/^(?:--file=|-f)/, '')
  if (args.some((arg) => /^(?:-c|--command|-l|--list)/.test(arg))) return null
  for (let at: CommandFact | null = command; at !== null; at = at.carrier) {
    const input = at.redirects.find(({ operator }) => operator === '<')
    if (input !== undefined) return input.target === '' ? 'the file' : input.target
    const place = at.pipeline.indexOf(at)
    const before = place > 0 ? at.pipeline[place - 1] : undefined
    if (before !== undefined) return PRODUCES.test(before.program) ? `what ${named(before)} hands it` : null
  }
  return null
}

function stops(command: CommandFact): boolean {
  for (let at: CommandFact | null = command; at !== null; at = at.carrier)
    if (at.prefix.some(({ value }) => /ON_ERROR_STOP/.test(value)) || at.args.some((arg) => /ON_ERROR_STOP/i.test(arg)))
      return true
  return /ON_ERROR_STOP/i.test(command.step.code)
}
