import { earlier, named, titlesOf } from '../../facts/ask.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { sqlOf } from '../../facts/sql.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { savesData } from './saves-data.ts'

export const restoresOverLive: Rule = {
  id: 'restores-over-live',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a backup is restored over the data that is there, of which nothing keeps a copy',
  when: ({ commands }) => commands.some(({ program }) => RESTORES.test(program)),
  check(runbook, __, tell) {
    for (const command of runbook.commands) {
      if (!isRestore(command) || isElsewhere(command)) continue
      const before = earlier(runbook, command)
      if (before.some((other) => savesData(other) || makesNew(other, command)) || saysSaved(runbook, command)) continue
      if (isMadeInSql(runbook, command)) continue
      tell(
        onCommand(
          command,
          isScript(command)
            ? `unless ${named(command)} keeps one itself, there is no copy of what it puts the backup on top of: if the backup is bad or too old, both are lost`
            : `${named(command)} puts the backup on top of what is there, of which there is no copy: if the backup is bad or too old, both are lost`,
          'dump what is there first, however broken; restore beside it, count, and switch over',
          // A program of their own may keep one.
          { severity: isScript(command) ? 'info' : null },
        ),
      )
    }
  },
}

/** What may be one by its name. */
const RESTORES = /restore|^(?:psql|mysql|mariadb)$/
/** Of data: images and settings are restored by deploying them. */
const SCRIPT = /^(?:[\w-]*[-_])?restore(?![-_](?:image|config|service|deploy))(?:[-_][\w-]*)?(?:\.(?:sh|py|js|rb))?$/
/** A program of somebody's own: what it does before it restores, nobody can see. */
function isScript({ program }: CommandFact): boolean {
  return SCRIPT.test(program) && !/^(?:pg_|mongo)restore$/.test(program)
}

/** What only looks, or is tried out. */
const LOOKS =
  /^(?:--?(?:list|l|help|h|verify|verify-only|check|validate|dry-run|dryrun|n|test|schema-only)|list|verify|validate|status|test|--dry-run=\w+)$/

function isRestore(command: CommandFact): boolean {
  const { program, args, words } = command
  if (command.effect === 'read' || args.some((arg) => LOOKS.test(arg))) return false
  if (/^(?:pg_restore|mongorestore)$/.test(program))
    // Without a database it prints a script; an archive of files it refuses.
    return (
      program === 'mongorestore' ||
      (!args.some((arg) => /\.(?:tar\.gz|tgz)$/.test(arg)) && args.some((arg) => /^(?:-d|--dbname)/.test(arg)))
    )
  if (/^(?:psql|mysql|mariadb)$/.test(program)) return readsBackup(command)
  // `./restore-shop.sh FILE`: a program of their own, by a path.
  return SCRIPT.test(program) && (words[0]?.value.includes('/') ?? false)
}

const BACKUP = /backup|dump|snapshot|\.sql\b|\.bak\b|\.gz\b/i

function readsBackup(command: CommandFact): boolean {
  if (command.args.some((arg) => /^(?:-c|-e|--command|--execute)/.test(arg))) return false
  for (let at: CommandFact | null = command; at !== null; at = at.carrier) {
    if (at.redirects.some(({ operator, target }) => operator === '<' && /backup|dump|snapshot/i.test(target)))
      return true
    const first = at.pipeline.indexOf(at) > 0 ? at.pipeline[0] : undefined
    if (first !== undefined)
      return (
        /^(?:gunzip|zcat|cat|gzip|aws|gsutil|gpg|zstd|xz|bzcat|openssl)$/.test(first.program) &&
        (first.args.some((arg) => BACKUP.test(arg)) || first.redirects.some(({ target }) => BACKUP.test(target)))
      )
  }
  return false
}

/** Beside the live data, or where there is none: to try a backup, in a new place, after everything was lost. */
function isElsewhere(command: CommandFact): boolean {
  const text = command.step.code.slice(command.from, command.to)
  return (
    /(?:^|[\s_./=-])(?:test|tmp|temp|verify|verification|validation|drill|scratch|staging|dev|local|restored?|new|recovery)(?:[_./-]|\s|$)/i.test(
      text.replace(command.words[0]?.text ?? '', '').replace(/\/tmp\/\S+/g, ''),
    ) ||
    /\b(?:test|drill|verif\w+|validat\w+|rehears\w+|staging|develop\w*|local|new (?:environment|server|instance|database|cluster)|complete|total|from scratch|migrat\w+)\b/i.test(
      titlesOf(command),
    )
  )
}

/** `createdb shop_2`, `CREATE DATABASE shop`, `dropdb shop`: what is restored into is empty, and the drop is told by itself. */
function makesNew(other: CommandFact, command: CommandFact): boolean {
  if (other.line > command.line) return false
  return (
    /^(?:createdb|dropdb)$/.test(other.program) ||
    /\b(?:create|drop) database\b/i.test(other.step.code.slice(other.from, other.to)) ||
    /^(?:initdb|terraform)$/.test(other.program)
  )
}

/** `CREATE DATABASE shop;` in a block of SQL above. */
function isMadeInSql(runbook: RunbookFacts, command: CommandFact): boolean {
  return sqlOf(runbook).some(
    ({ step, words }) =>
      step.procedure === command.step.procedure &&
      step.step.line < command.line &&
      /^(?:create|drop) database\b/.test(words),
  )
}

/** Lines before a command that may speak of it. */
const FARTHEST = 200

function saysSaved(runbook: RunbookFacts, command: CommandFact): boolean {
  const { line } = command.step.procedure
  return runbook.lines
    .slice(Math.max(line - 1, command.line - FARTHEST), command.line - 1)
    .some((text) =>
      /\b(?:back ?up|save|snapshot|copy|dump|preserve)\b[^.]{0,40}\b(?:current|existing|broken|corrupt\w*|live|present|old|before)\b|pre-restore|safety (?:backup|copy|snapshot)/i.test(
        text,
      ),
    )
}
