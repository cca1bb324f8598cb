import { earlier, hasFlag, kubectlOf, kubectlVerb, optionOf, titlesOf } from '../../facts/ask.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { type Finding, onCommand, type Rule } from '../../rule.ts'

export const overwritesConfiguration: Rule = {
  id: 'overwrites-configuration',
  family: 'dangerous',
  severity: 'warning',
  summary: 'the configuration that is in use is overwritten, and what was in it is gone',
  programs: new Set(['cp', 'crontab', 'kubectl patch']),
  check(runbook, commands, tell) {
    for (const command of commands) {
      const found =
        command.program === 'cp'
          ? templateOver(command)
          : command.program === 'crontab'
            ? tableReplaced(runbook, command)
            : fileReplaced(command)
      if (found !== null) tell(found)
    }
  },
}

const SETS_UP =
  /\b(?:set ?up|configure environment|copy (?:the )?example|setting up|prepar\w+|install\w*|initial|first|getting started|onboarding|deploy new|new|create)\b/i

/** `cp .env.example .env` */
function templateOver(command: CommandFact): Finding | null {
  if (hasFlag(command, '-n', '-i', '-b', '-r', '-R', '-a', '--no-clobber', '--interactive', '--backup')) return null
  const [source, target, ...more] = command.words.slice(1).filter((word) => !word.value.startsWith('-'))
  if (source === undefined || target === undefined || more.length > 0 || command.carrier !== null) return null
  if (!/[._-](example|sample|template|dist|default)(\.\w+)?$/i.test(source.value) || /\/$/.test(target.value))
    return null
  const first = command.words[0]
  return onCommand(
    command,
    `on a machine that is set up already, ${source.text} replaces ${target.text} and the real values in it are gone`,
    'cp -n leaves what is there',
    {
      fix: first ? { step: command.step, from: first.to, to: first.to, text: ' -n' } : null,
      // Where a machine is set up for the first time there is nothing yet.
      severity: SETS_UP.test(titlesOf(command)) ? 'info' : null,
    },
  )
}

/** `crontab -u shop FILE`: the file is the whole table from then on. */
function tableReplaced(runbook: RunbookFacts, command: CommandFact): Finding | null {
  const { args } = command
  const words = args.filter((arg, at) => !arg.startsWith('-') && args[at - 1] !== '-u')
  if (words.length !== 1 || hasFlag(command, '-l', '-e', '-r')) return null
  if (
    words[0] === '-' ||
    earlier(runbook, command).some((other) => other.program === 'crontab' && other.args.includes('-l'))
  )
    return null
  return onCommand(
    command,
    `${words[0]} becomes the whole table: every job of that user that is not in it is gone`,
    'crontab -l > before.cron first; or put the jobs in a file of their own in /etc/cron.d',
  )
}

const FILE_KEY = /"([\w-]+\.(?:conf|cnf|ya?ml|json|ini|toml|properties|cfg|xml|env|sh))"\s*:\s*"/

/** A file is one value of its ConfigMap: a patch with two lines leaves two lines of it. */
function fileReplaced(command: CommandFact): Finding | null {
  if (kubectlVerb(command) !== 'patch') return null
  if (!/^(?:configmaps?|cm)$/.test(kubectlOf(command)?.resources[0]?.type ?? '')) return null
  const patch = optionOf(command, '-p', '--patch')
  const file = FILE_KEY.exec(patch?.value ?? '')?.[1]
  if (patch === null || file === undefined) return null
  return onCommand(
    command,
    `to the patch ${file} is one value: what it does not repeat of the file, passwords and paths too, is gone at the next start`,
    'change the line in the file that is under version control and apply it; keep kubectl get configmap … -o yaml first',
    { part: patch },
  )
}
