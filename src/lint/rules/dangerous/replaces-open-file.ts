import { earlier, named } from '../../facts/ask.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const replacesOpenFile: Rule = {
  id: 'replaces-open-file',
  family: 'dangerous',
  severity: 'warning',
  summary: 'the file of a data store is replaced while the server has it open',
  programs: new Set(['cp', 'mv', 'kubectl', 'oc', 'docker', 'podman', 'scp', 'rsync']),
  check(runbook, commands, tell) {
    for (const command of commands) {
      const target = targetOf(command)
      if (target === null || earlier(runbook, command).some(stops) || tellsToStop(runbook, command)) continue
      tell(
        onCommand(
          command,
          `nothing before this stops the server that has ${target} open: it goes on with the old file, or writes its own over the new one when it ends`,
          'stop the server first and see that it is down; then copy, check the owner, and start it',
        ),
      )
    }
  },
}

/** Where a server keeps its data, by the names its makers give the file. */
const DATA_FILE =
  /(?:^|[:/])(?:data|var|srv|mnt|app|opt|db)\/(?:[\w.-]+\/)*[\w.-]+\.(?:rdb|aof|sqlite3?|db)$|(?:^|[:/])(?:dump\.rdb|appendonly\.aof)$/

function targetOf(command: CommandFact): string | null {
  const { program, args } = command
  if (/^(?:kubectl|oc|docker|podman)$/.test(program) && !args.slice(0, 3).includes('cp')) return null
  const files = args.filter((arg) => !arg.startsWith('-'))
  const target = files.at(-1) ?? ''
  if (files.length < 2 || !DATA_FILE.test(target) || /back-?up|\.bak|before|copy|snapshot/i.test(target)) return null
  return target.slice(target.lastIndexOf(':') + 1)
}

function stops({ program, args, words }: CommandFact): boolean {
  const all = args.join(' ')
  return (
    (/^(?:systemctl|service|docker|docker-compose|podman|supervisorctl|pm2)$/.test(program) &&
      /\b(?:stop|down|kill)\b/.test(all)) ||
    /\breplicas=0\b|\bshutdown\b/i.test(all) ||
    /^(?:pkill|kill|killall|pg_ctl)$/.test(program) ||
    (words[0]?.value ?? '').includes('stop')
  )
}

/** Lines before a command that may speak of it. */
const FARTHEST = 200

function tellsToStop(runbook: RunbookFacts, command: CommandFact): boolean {
  return runbook.lines
    .slice(Math.max(command.step.procedure.line - 1, command.line - FARTHEST), command.line - 1)
    .some((text) => /\b(?:stop|shut ?down|scale .*\b(?:0|zero))\b/i.test(text) && !text.includes(named(command)))
}
