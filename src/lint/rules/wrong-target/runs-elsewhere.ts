import { named } from '../../facts/ask.ts'
import { hasComments } from '../../facts/conditions.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

/** A comment that says the next command belongs on another machine. */
const ELSEWHERE =
  /\b(?:inside|within|from|in|on|into|via)\s+(?:the\s+|a\s+|an\s+|each\s+|your\s+)?(?:\w+\s+){0,2}(?:container|pod|task|bastion|jump ?host|primary|replica|db server|database server)\b|\b(?:connect|ssh|log ?in|exec)\s+(?:in)?to\b.*\b(?:and run|then run|container|pod|task|bastion|server|host|node)\b/i

export const runsElsewhere: Rule = {
  id: 'runs-elsewhere',
  family: 'wrong target or context',
  severity: 'warning',
  summary: 'a comment says where a command belongs, and the command runs where you are',
  when: hasComments,
  check(runbook, __, tell) {
    for (const step of runbook.steps) {
      const command = step.commands.find((each) => each.carrier === null)
      if (command === undefined || step.step.kind !== 'shell') continue
      const said = commentsAbove(runbook, command).find((text) => ELSEWHERE.test(text))
      if (said === undefined || goesThere(command)) continue
      tell(
        onCommand(
          command,
          `"${said}" is only a comment: pasted, ${named(command)} runs on your own machine`,
          'write the way there into the command: kubectl exec …, aws ecs execute-command …, ssh HOST …',
          // That a session was opened above it is told there.
          { severity: isAfterSession(command) ? 'info' : null },
        ),
      )
    }
  },
}

function isAfterSession({ step, line }: CommandFact): boolean {
  const before = step.fence?.steps.flatMap(({ commands }) => commands) ?? []
  return before.some(
    (other) =>
      other.line < line && other.elsewhere && /^(?:sh|bash|zsh|ash)$/.test(other.program) && other.args.length === 0,
  )
}

function commentsAbove({ lines }: RunbookFacts, command: CommandFact): string[] {
  const said: string[] = []
  for (let line = command.line - 1; line > 0; line--) {
    const text = /^\s*#+\s*(.*)$/.exec(lines[line - 1] ?? '')?.[1]
    if (text === undefined || command.step.fence === null || line <= command.step.fence.line) break
    said.push(text.trim())
  }
  return said
}

/** It names another machine itself, or only asks an API. */
function goesThere(command: CommandFact): boolean {
  if (command.carried.some((other) => other.elsewhere)) return true
  if (
    /^(ssh|aws|kubectl|oc|docker|podman|docker-compose|gcloud|az|gh|curl|scp|rsync|echo|helm|sleep|mosh|fly|flyctl|heroku|lxc|vagrant|nomad|ansible|virsh|multipass|railway|cf|eb)$/.test(
      command.program,
    )
  )
    return true
  // What an interpreter is given is its text, whatever addresses stand in it.
  if (/^(python3?|node|ruby|perl|php)$/.test(command.program)) return false
  const host = command.args.some((arg) => /^(-h\S*|--host(=.*)?|-H)$/.test(arg) || /:\/\//.test(arg))
  // A client with a host reaches it only from there: through a bastion it does not.
  return host && !/bastion|jump/i.test(commentsOf(command))
}

function commentsOf(command: CommandFact): string {
  const { fence } = command.step
  if (fence === null) return ''
  const at = command.line - fence.line - 1
  return fence.lines.slice(Math.max(0, at - 3), Math.max(0, at)).join(' ')
}
