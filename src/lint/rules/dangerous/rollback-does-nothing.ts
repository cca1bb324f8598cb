import { awsOf, awsVerb, earlier, hasFlag, optionOf } from '../../facts/ask.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const rollbackDoesNothing: Rule = {
  id: 'rollback-does-nothing',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a rollback starts the same version again',
  programs: new Set(['docker', 'docker-compose', 'aws']),
  when: ({ steps }) => steps.some(({ procedure, step }) => procedure.kind === 'rollback' || step.phase === 'rollback'),
  check(runbook, commands, tell) {
    for (const command of commands) {
      if (!isRollback(command)) continue
      if (
        /^docker(-compose)?$/.test(command.program) &&
        command.args.includes('up') &&
        !startsStore(command) &&
        !selectsVersion(runbook, command)
      )
        tell(
          onCommand(
            command,
            'nothing before this chooses an older image: compose starts the same broken version again',
            'choose one first: git checkout TAG -- docker-compose.yml, or TAG=… docker compose up -d',
          ),
        )
      const call = awsOf(command)
      if (
        awsVerb(command) === 'ecs update-service' &&
        hasFlag(command, '--force-new-deployment') &&
        !call?.options['task-definition']
      )
        tell(
          onCommand(
            command,
            'without --task-definition ECS starts the same revision again: nothing is rolled back',
            'name the revision to go back to: --task-definition FAMILY:NUMBER',
          ),
        )
    }
  },
}

function isRollback(command: CommandFact): boolean {
  const { procedure, step } = command.step
  return procedure.kind === 'rollback' || (step.phase === 'rollback' && /roll ?back|previous/i.test(step.title))
}

function selectsVersion(runbook: RunbookFacts, command: CommandFact): boolean {
  if (command.prefix.length > 0 || command.args.some((arg) => /^--(?:env-file|pull)/.test(arg))) return true
  // The file that every start names says nothing of a version.
  const file = optionOf(command, '-f', '--file')
  if (file !== null && (!file.fixed || /roll|prev|old|last|stable|backup|v?\d+\.\d/i.test(file.value))) return true
  const before = earlier(runbook, command).filter((other) => !isOtherWay(other, command))
  return before.some(choosesVersion) || command.step.assignments.length > 0
}

function choosesVersion(command: CommandFact): boolean {
  const [verb = ''] = command.args
  return (
    (command.program === 'git' && /^(checkout|switch|reset|revert|pull)$/.test(verb)) ||
    /^(export|sed|yq|envsubst|cp|mv|vi|vim|nano|emacs)$/.test(command.program) ||
    (command.program === 'docker' && /^(pull|tag|load|image)$/.test(verb)) ||
    restoresData(command)
  )
}

/** What option A chose, option B starts without. */
function isOtherWay({ step: { step: other } }: CommandFact, { step: { step } }: CommandFact): boolean {
  return step.choice !== null && other.choice === step.choice && other.section !== step.section
}

/** `docker compose up -d db`: a store is brought up, whatever its version. */
function startsStore({ args }: CommandFact): boolean {
  const services = args.slice(args.indexOf('up') + 1).filter((arg) => !arg.startsWith('-'))
  return (
    services.length > 0 && services.every((name) => /^(?:db|database|postgres\w*|mysql|redis|mongo\w*)$/.test(name))
  )
}

/** What goes back is the data. */
function restoresData(command: CommandFact): boolean {
  const fed = [command, command.carrier].some((each) => each?.redirects.some(({ operator }) => operator === '<'))
  return /^(pg_restore|mongorestore)$/.test(command.program) || (/^(psql|mysql|mariadb)$/.test(command.program) && fed)
}
