import { parseTool, type ToolProblem } from '../../../analysis/cli/parse-tool.ts'
import { toolNames, toolTable } from '../../../analysis/cli/tables.ts'
import type { ShellWord } from '../../../analysis/shell/word.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { isWritten } from './aws-refuses.ts'

export const toolRefuses: Rule = {
  id: 'tool-refuses',
  family: 'will not run',
  severity: 'error',
  summary:
    'a command of docker, git, gh, terraform, gcloud, az, celery or alembic is misspelt or has options it refuses',
  programs: new Set([...toolNames(), 'pg_restore']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (command.carrier?.program === 'xargs' || !isWritten(command)) continue
      const archive =
        command.program === 'pg_restore' ? command.words.find(({ value }) => FILES.test(value)) : undefined
      if (archive !== undefined)
        tell(
          onCommand(
            command,
            `pg_restore refuses ${archive.text} and does nothing: a base backup or packed files are no archive of pg_dump`,
            'stop the server and unpack a base backup as its data directory; a dump is made with pg_dump -Fc',
            { part: archive },
          ),
        )
      const gone = command.program === 'docker' ? whatDockerLacks(command) : null
      if (gone !== null) tell(onCommand(command, gone.message, gone.hint, { part: gone.part }))
      const call = parseTool(
        command.program,
        command.words.slice(1).map((word) => (word.fixed ? word.value : `${word.text}<>`)),
      )
      const problem = call?.problems.find((each) => isSure(each, command))
      if (problem === undefined) continue
      const part = command.words.find((word, at) => at > 0 && word.value === problem.word)
      tell(
        onCommand(
          command,
          `${command.program} refuses this and does nothing: ${problem.message.replace(/\.$/, '')}`,
          hintFor(problem, command.program),
          part ? { part } : {},
        ),
      )
    }
  },
}

/** What its table cannot tell: a plugin that it came with once, and an argument that only a shell would expand. */
function whatDockerLacks({ args, words }: CommandFact): { message: string; hint: string; part: ShellWord } | null {
  const [verb = ''] = args
  const part = (value: string) => words.find((word) => word.value === value) as ShellWord
  if (verb === 'scan' && args.length > 1)
    return {
      message: "docker scan is no longer part of Docker: 'scan' is not a docker command",
      hint: 'docker scout cves IMAGE, or trivy image IMAGE',
      part: part(verb),
    }
  const pattern = verb === 'cp' ? args.find((arg) => /^[\w.-]+:.*[*?]/.test(arg)) : undefined
  if (pattern === undefined) return null
  return {
    message: `docker cp takes ${pattern} as it stands, and there is no file with such a name in the container`,
    hint: 'copy the folder, or find the name first: docker exec CONTAINER sh -c "ls …"',
    part: part(pattern),
  }
}

/** "input file does not appear to be a valid archive" */
const FILES = /\.(?:tar\.gz|tgz)$/

/**
 * The tables are of one version, and help does not list what is deprecated: what is not in them may be there all the same, or be a
 * plugin or an alias. Sure are misspellings of what there is, options in a place where they are none, and those that no command
 * of docker's has, whose table is of this year's version.
 */
function isSure({ kind, near, word }: ToolProblem, { program, args }: CommandFact): boolean {
  if (near !== null || kind === 'place') return true
  // Without anything after it, it is named, not called: "run `docker stop`".
  if (kind === 'count') return args.length > 1 && (program === 'docker' || program === 'alembic')
  if (program !== 'docker' || kind === 'command') return false
  return (
    !word.startsWith('--') || !(HIDDEN.test(word) || toolTable('docker')?.hasOption(word.slice(2).split('=')[0] ?? ''))
  )
}

/** Options of docker that its help leaves out and it still takes. */
const HIDDEN =
  /^--(time|net|net-alias|kernel-memory|email|link-local-ip|oom-kill-disable|compress|squash|stream|platform)(=|$)/

function hintFor({ kind, near, word }: ToolProblem, program: string): string {
  if (near !== null) return `did you mean ${near}?`
  return kind === 'place'
    ? `put ${word} before the command: ${program} ${word} …`
    : `${program} --help shows what it takes`
}
