import { named, optionOf } from '../../facts/ask.ts'
import type { CommandFact, RedirectFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const psqlGoesOn: Rule = {
  id: 'psql-goes-on',
  family: 'hides failure',
  severity: 'warning',
  summary: 'psql runs a file, goes on after every error and ends as if all were well',
  programs: new Set(['psql']),
  check(runbook, commands, tell) {
    for (const command of commands) {
      if (command.program !== 'psql') continue
      const source = sourceOf(command)
      if (source === null || command.effect === 'read' || stops(command)) continue
      tell(
        onCommand(
          command,
          `of ${source} psql skips every statement that fails and still ends with 0: ${RESTORE.test(source) ? 'a restore that is half done looks like one that worked' : 'what is half done looks as if all of it had worked'}`,
          OF_ALL.test(source) || (RESTORE.test(source) && runbook.byName.has('pg_dumpall')) ? OF_ALL_HINT : HINT,
        ),
      )
    }
  },
}

/** By its name, or by what hands it over: a backup. The rest are migrations, seeds, reports. */
const RESTORE =
  /backup|dump|restor|snapshot|\.bak\b|\ball\.sql|what (?:zcat|gunzip|gzip|bzcat|bunzip2|xzcat|unxz|zstd|zstdcat|pg_\w+|aws|gsutil|gpg|openssl)\b/i

/** A dump of the whole server creates roles and databases that are there already, and databases not within a transaction. */
const OF_ALL = /dumpall|\ball\.sql|globals/i

const HINT = 'psql -v ON_ERROR_STOP=1 --single-transaction …: all of it or nothing, and the exit status says which'
const OF_ALL_HINT =
  'keep what it says (2> restore.log) and read every ERROR but "already exists": ON_ERROR_STOP would stop at the first role that is there'

const PRODUCES =
  /^(?:cat|zcat|gunzip|gzip|bzcat|bunzip2|xzcat|unxz|zstd|zstdcat|pg_dump|pg_dumpall|pg_restore|aws|gsutil|gpg|openssl|tar|curl|ssh|kubectl|docker|sed)$/

/** What it is given to run; null where that is one statement, or nothing is known. */
function sourceOf(command: CommandFact): string | null {
  const { args } = command
  const file = optionOf(command, '-f', '--file')
  if (file !== null) return file.text
  if (args.some((arg) => /^(?:-c|--command|-l|--list)/.test(arg))) return null
  for (let at: CommandFact | null = command; at !== null; at = at.carrier) {
    const input = at.redirects.find(({ operator }) => operator === '<')
    if (input !== undefined) return input.target === '' ? 'the file' : writtenTarget(at, input)
    const place = at.pipeline.indexOf(at)
    const before = place > 0 ? at.pipeline[place - 1] : undefined
    if (before !== undefined) return PRODUCES.test(before.program) ? `what ${named(before)} hands it` : null
  }
  return null
}

/** As in the runbook, its placeholders too. */
function writtenTarget({ step }: CommandFact, { from, to }: RedirectFact): string {
  return step.code.slice(from, to).replace(/^\d*<\s*/, '')
}

function stops(command: CommandFact): boolean {
  for (let at: CommandFact | null = command; at !== null; at = at.carrier)
    if (at.prefix.some(({ value }) => /ON_ERROR_STOP/.test(value)) || at.args.some((arg) => /ON_ERROR_STOP/i.test(arg)))
      return true
  return /ON_ERROR_STOP/i.test(command.step.code)
}
