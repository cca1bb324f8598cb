import { hasFlag, kubectlOf, kubectlVerb, laterInFence, optionOf, shown, titlesOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const sweepingForce: Rule = {
  id: 'sweeping-force',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a safety is overridden for everything the command hits',
  programs: new Set(['kubectl', 'oc', 'git', 'terraform', 'kill', 'pkill', 'killall', 'docker', 'podman']),
  check(_, commands, tell) {
    for (const command of commands) {
      const found = overridden(command)
      if (found === null) continue
      // "Delete the routes", and `--all`: that is what it is for.
      const meant = kubectlVerb(command) === 'delete' && !hasFlag(command, '--force') && REMOVES.test(titlesOf(command))
      tell(onCommand(command, `${shown(command, 50)} ${found.what}`, found.hint, { severity: meant ? 'info' : null }))
    }
  },
}

const REMOVES = /\b(?:delet\w+|remov\w+|clean(?:ing)? ?up|tear(?:ing)? ?down)\b/i

/** Of a checkout on a server: what was changed there is there for a reason, and nowhere else. */
function thrownAway(command: CommandFact): { what: string; hint: string } | null {
  const { args, step } = command
  const hint = 'git status first; keep what is there: git stash push -m "before the deployment", or a branch'
  if (args[0] === 'reset' && args.includes('--hard'))
    return { what: 'throws away every change of the checkout that is not committed', hint }
  if (args[0] === 'clean' && hasFlag(command, '-f', '--force') && !hasFlag(command, '-n', '--dry-run'))
    return { what: 'deletes files that are in no commit: settings and keys among them', hint }
  if (
    args[0] === 'stash' &&
    /^(?:push|save|-.*)?$/.test(args[1] ?? '') &&
    !/\bstash (?:pop|apply)\b/.test(step.fence?.lines.join('\n') ?? step.code)
  )
    return {
      what: 'puts away what was changed on this machine, and nothing here brings it back',
      hint: 'git status first, and say what may be there; git stash pop afterwards',
    }
  return null
}

/** The namespace is deleted next: nothing in it is meant to stay. */
function goesWithAll(command: CommandFact): boolean {
  const namespace = optionOf(command, '-n', '--namespace')?.text
  return (
    namespace !== undefined &&
    laterInFence(command).some(
      (other) =>
        kubectlVerb(other) === 'delete' &&
        /^(?:namespaces?|ns)$/.test(kubectlOf(other)?.resources[0]?.type ?? '') &&
        other.words.some(({ text }) => text === namespace),
    )
  )
}

/** `docker stop $(docker ps -q)`: whatever else runs there. */
function everyContainer({ program, args, words }: CommandFact): { what: string; hint: string } | null {
  const verb = args[0] === 'container' ? args[1] : args[0]
  if (!/^(?:stop|kill|restart|rm)$/.test(verb ?? '')) return null
  const all = words.some(({ text }) =>
    /^["']?(?:\$\(|`)(?:docker|podman) (?:ps|container ls)(?: -\w+| --all| --quiet)*(?:\)|`)["']?$/.test(text),
  )
  return all
    ? {
        what: 'takes every container of the machine, those of other teams, the proxy and the database too',
        hint: `name them, or choose: ${program} ps -q --filter label=app=NAME`,
      }
    : null
}

/** "Stop all experiments": they are made to be stopped, and none of them holds data or serves anybody. */
function isExperiment(type: string | null, { step }: CommandFact): boolean {
  return /chaos|experiment/i.test(type ?? '') && /\ball\b/i.test(step.step.title)
}

function overridden(command: CommandFact): { what: string; hint: string } | null {
  const { program, args } = command
  if (kubectlVerb(command) === 'delete') {
    if (hasFlag(command, '--force') && args.some((arg) => /^--grace-period=0$/.test(arg)))
      return {
        what: 'removes it from the list while its container may go on running: two of them may write at once',
        hint: 'leave --force out and wait; force only what runs on a node that is surely gone',
      }
    const { flags = {}, resources = [] } = kubectlOf(command) ?? {}
    if (
      flags.all &&
      !goesWithAll(command) &&
      resources.some(({ type, name }) => name === null && !isExperiment(type, command))
    )
      return { what: 'deletes every one of them in the namespace', hint: 'name them, or use a label: -l app=NAME' }
  }
  if (kubectlVerb(command) === 'rollout restart' && !hasFlag(command, '-l', '--selector', '-f', '--filename')) {
    const [first, ...more] = kubectlOf(command)?.resources ?? []
    if (first !== undefined && first.name === null && more.length === 0)
      return {
        what: `restarts all ${first.type ?? 'workloads'} of the namespace at once, those that are well too`,
        hint: 'name the one to restart, or use a label: -l app=NAME',
      }
  }
  if (
    program === 'git' &&
    args[0] === 'push' &&
    hasFlag(command, '-f', '--force') &&
    !args.some((arg) => arg.startsWith('--force-with-lease'))
  )
    return {
      what: 'throws away what others have pushed since',
      hint: 'git push --force-with-lease refuses when there is something new',
    }
  if (program === 'git') return thrownAway(command)
  if (program === 'docker' || program === 'podman') return everyContainer(command)
  if (
    program === 'terraform' &&
    hasFlag(command, '-auto-approve', '--auto-approve') &&
    !args.some((arg) => /\.tfplan$|^plan/.test(arg))
  )
    return {
      what: 'applies whatever the plan turns out to be, unseen',
      hint: 'terraform plan -out=tfplan; read it; terraform apply tfplan',
    }
  if (
    /^(kill|pkill|killall)$/.test(program) &&
    args.some((arg) => /^-(9|KILL|SIGKILL)$/.test(arg)) &&
    args.some((arg) => /postgres|mysql|redis|mongo/i.test(arg))
  )
    return {
      what: 'kills a database in the middle of its writes: it comes back only after a recovery, if it does',
      hint: 'pg_ctl stop -m fast, or systemctl stop',
    }
  return null
}
