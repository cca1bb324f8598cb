import type { ShellWord } from '../../../analysis/shell/word.ts'
import { awsOf, awsVerb, named, optionOf, titlesOf } from '../../facts/ask.ts'
import { inCode } from '../../facts/conditions.ts'
import type { AssignmentFact, CommandFact, StepFact } from '../../facts/facts.ts'
import { type Finding, onCommand, type Rule } from '../../rule.ts'

export const frozenValue: Rule = {
  id: 'frozen-value',
  family: 'incomplete',
  severity: 'warning',
  summary: 'a revision, snapshot or time of the day the runbook was written stands in a command',
  when: inCode('--task-definition', '--restore-t', '--db-', '--snapshot-name', '200', '201', '202', '203'),
  check({ lines, steps }, commands, tell) {
    // Who mends the first sees the others: they are listed, and count no more.
    const told = new Set<string>()
    for (const command of commands) {
      if (command.carrier !== null) continue
      const found = frozen(command) ?? frozenName(command)
      if (found === null || isExample(lines, command)) continue
      const again = told.has(found.word.value)
      told.add(found.word.value)
      const harmless = again || SHOWS.test(command.program) || SAMPLE.test(titlesOf(command))
      tell(onCommand(command, found.message, found.hint, { part: found.word, severity: harmless ? 'info' : null }))
    }
    for (const step of steps) for (const set of step.assignments) if (isOldDay(step, set)) tell(keptDay(step, set))
  },
}

/** What only shows a file, and says that there is none. */
const SHOWS = /^(?:ls|head|tail|cat|less|wc|file|stat|sha256sum|md5sum)$/
const SAMPLE = /\b(?:sample|for example|examples?)\b/i

/** `DUMP=/backups/shop-2031-02-03.sql.gz`, read by a later line; what is filled in there is a name to the shell. */
function isOldDay(step: StepFact, { name, value }: AssignmentFact): boolean {
  const plain = value.replace(/^["']|["']$/g, '')
  if (!DAY.test(plain) || !isName(plain) || /^(?:VERSION|TAG|RELEASE)$|_(?:VERSION|TAG|RELEASE)$/.test(name))
    return false
  return step.procedure.steps.some((other) => other.line >= step.step.line && restores(other.text, name))
}

/** Whether what is in the variable is put back, not made. */
function restores(text: string, name: string): boolean {
  return text
    .split('\n')
    .some((line) => (line.includes(`$${name}`) || line.includes(`\${${name}}`)) && PUTS_BACK.test(line))
}

const PUTS_BACK = /<\s*["']?\$|\b(?:gunzip|zcat|pg_restore|psql|mysql|restore|unzip|gzip -d|tar -?\w*x)/

function keptDay(step: StepFact, { name, value, from, to }: AssignmentFact): Finding {
  return {
    at: { step, from, to },
    message: `${name} is ${value}, a name of the day this was written: pasted as it stands, that day is what comes back, if it is still there`,
    hint: `list what there is, and let the shell ask: read -r ${name}`,
    severity: null,
    fix: null,
  }
}

/** Lines above an example that may hold the synopsis of its command. */
const FARTHEST = 40

/** "**Example:**" of a reference that gives the synopsis first, under "**Usage:**": no step of anything. */
function isExample(lines: readonly string[], { step }: CommandFact): boolean {
  const end = (step.fence?.line ?? 0) - 1
  const above = lines.slice(Math.max(0, end - FARTHEST), Math.max(0, end))
  const label = above.findLast((line) => line.trim() !== '') ?? ''
  return (
    /^\W*examples?\W*$/i.test(label) &&
    above
      .slice(above.findLastIndex((line) => /^#+ (?!.*example)/i.test(line)) + 1)
      .some((line) => /^\W*usage\W*$/i.test(line))
  )
}

function frozen(command: CommandFact): { word: ShellWord; message: string; hint: string } | null {
  if (
    !command.args.some((arg) => /^--(?:task-definition|restore-t|db-(?:cluster-)?snapshot-id|snapshot-name)/.test(arg))
  )
    return null
  const verb = awsVerb(command)
  const what = named(command)
  const task = awsOf(command) === null ? null : optionOf(command, '--task-definition')
  if (verb === 'ecs update-service' && task?.fixed && /^[\w-]+:\d+$/.test(task.value))
    return {
      word: task,
      message: `${what} goes to revision ${task.value.split(':')[1]}, whatever runs today: the right one on the day this was written`,
      hint: 'take the revision from the list of the step before, in a variable',
    }
  const time = optionOf(command, '--restore-time', '--restore-to-time')
  if (time?.fixed && /^\d{4}-\d\d-\d\d/.test(time.value))
    return {
      word: time,
      message: `${what} asks for the state of ${time.value}: refused once the backups do not reach back so far, and until then everything written since is missing`,
      hint: 'ask for the time, in a variable that stops the shell when it is not set',
    }
  const snapshot = optionOf(command, '--db-snapshot-identifier', '--db-cluster-snapshot-identifier', '--snapshot-name')
  if (/restore/.test(verb) && snapshot?.fixed && /20\d\d-?\d\d-?\d\d/.test(snapshot.value))
    return {
      word: snapshot,
      message: `${what} takes the snapshot ${snapshot.value}: the retention has deleted it by now, or it is years old`,
      hint: 'ask for the name, from the list above, in a variable',
    }
  return null
}

const DAY = /(?<!\d)(20[0-3]\d)-?([01]\d)-?([0-3]\d)(?!\d{3})/
/** Options that say when to look or which state to ask for; `--start` of somebody's own program may mean anything. */
const MOMENT = /^(?:--(?:since|until)|-S|-U)$/
const CLOUD_MOMENT = /^--(?:start|end|from|to|start-time|end-time|freshness)$/

/** `2031-02-03 04:05:06`, alone. */
const INSTANT = /^20[0-3]\d-[01]\d-[0-3]\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/

/** A file, an archive or an object that carries the day it was made, and is read; or the moment that is asked about. */
function frozenName(command: CommandFact): { word: ShellWord; message: string; hint: string } | null {
  if (/^(?:echo|printf|date|git|touch|mkdir|cal|export|alembic|flyway)$/.test(command.program)) return null
  const what = named(command)
  for (const [at, word] of command.words.entries()) {
    if (at === 0 || !DAY.test(word.value) || !word.fixed || word.value.length > 200) continue
    const day = DAY.exec(word.value)?.[0] ?? ''
    const option = /^(--[\w-]+)=/.exec(word.value)?.[1] ?? command.words[at - 1]?.value ?? ''
    if (/^--(?:pitr|target-time|recovery-time|point-in-time)$/.test(option)) return goesBack(what, word)
    if (MOMENT.test(option) || (/^(?:aws|gcloud|az)$/.test(command.program) && CLOUD_MOMENT.test(option)))
      return {
        word,
        message: `${what} asks about ${day}, the day this was written: not about tonight`,
        hint: 'say how far back: "1 hour ago", or a variable that stops the shell when it is not set',
      }
    if (INSTANT.test(word.value) && /\b(?:restor\w*|recover\w*|pitr|point-in-time)\b/i.test(command.args.join(' ')))
      return goesBack(what, word)
    if (isName(word.value) && !isMade(command, word) && !isMadeBefore(command, word))
      return {
        word,
        message: `${what} takes ${word.value}, a name of the day this was written: the retention has deleted it by now, or it is years old`,
        hint: 'list what there is in the step before, and take the name in a variable that stops the shell when it is not set',
      }
  }
  return null
}

function goesBack(what: string, word: ShellWord): { word: ShellWord; message: string; hint: string } {
  const moment = word.value.replace(/^--[\w-]+=/, '')
  return {
    word,
    message: `${what} goes back to ${moment}, a moment before this was written: it is refused, or everything since is missing`,
    hint: 'ask for the time, in a variable that stops the shell when it is not set',
  }
}

/** `shop_20310203.sql.gz`, `s3://backups/shop-2031-02-03/`: no JSON, no statement, no version of a policy. */
function isName(value: string): boolean {
  return (
    /^[\w.:/@+-]+$/.test(value) &&
    /[A-Za-z]{2}[\w.]*[-_/]20[0-3]\d/.test(value) &&
    // A migration is called by its day for good.
    !/^https?:|^--?\w|version|migration/i.test(value)
  )
}

/** What a command writes carries the day it is run on, should the author change it. */
function isMade({ program, args }: CommandFact, word: ShellWord): boolean {
  if (/^(?:pg_dump|pg_dumpall|pg_basebackup|mysqldump|mongodump)$/.test(program)) return true
  if (program === 'tar') return /^-?\w*c/.test(args[0] ?? '')
  if (/^(?:cp|mv|rsync|scp)$/.test(program)) return args.at(-1) === word.value
  return args.some((arg) => /^(?:create|create-.*|new|init|add|tag|save)$/.test(arg))
}

/** What an earlier step of the procedure has written under that name. */
function isMadeBefore({ step, line }: CommandFact, word: ShellWord): boolean {
  const name = word.value.split('/').at(-1) ?? word.value
  return step.procedure.steps.some(
    (other) =>
      other.line < line && other.text.includes(name) && other.commands.some(({ effect }) => effect === 'write'),
  )
}
