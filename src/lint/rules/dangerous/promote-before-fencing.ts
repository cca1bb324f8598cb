import { awsOf, awsVerb, earlier, named } from '../../facts/ask.ts'
import { holds } from '../../facts/conditions.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { commandsOf } from '../../facts/programs.ts'
import { sqlOf } from '../../facts/sql.ts'
import { type Finding, onCommand, type Rule, type Where } from '../../rule.ts'

const PROMOTES: ReadonlySet<string> = new Set(['aws', 'pg_ctl', 'pg_ctlcluster'])

export const promoteBeforeFencing: Rule = {
  id: 'promote-before-fencing',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a replica is promoted while the old primary may still take writes',
  when: holds('promote'),
  check(runbook, __, tell) {
    for (const command of commandsOf(runbook, PROMOTES)) {
      const promotes =
        /^rds (promote-read-replica|promote-read-replica-db-cluster)$/.test(awsVerb(command)) ||
        (command.program === 'pg_ctl' && command.args.includes('promote')) ||
        (command.program === 'pg_ctlcluster' && command.args.includes('promote'))
      if (!promotes) continue
      const fence = earlier(runbook, command).find((other) => fences(other))
      if (fence !== undefined && !fence.step.step.optional && fence.step.step.condition === null) continue
      tell(onCommand(command, message(named(command), fence), HINT))
    }
    for (const fact of sqlOf(runbook)) {
      if (!/\bpg_promote \(/.test(fact.words)) continue
      const command = fact.command
      if (command !== null && earlier(runbook, command).some((other) => fences(other))) continue
      tell(onPlace({ step: fact.step, from: fact.from, to: fact.to }, message('pg_promote()', undefined)))
    }
  },
}

const HINT = 'first take the old primary out of reach: scale its writers to 0, stop it, or close its security group'

function message(what: string, fence: CommandFact | undefined): string {
  const why =
    fence === undefined
      ? 'nothing before stops writes to the old one'
      : `stopping the writers (line ${fence.line}) is optional`
  return `${what} makes a second primary, and ${why}: writes land in both, and nobody can merge them`
}

function onPlace(at: Where, text: string): Finding {
  return { at, message: text, hint: HINT, severity: null, fix: null }
}

/** Takes writes away from the old primary. */
function fences(command: CommandFact): boolean {
  const verb = awsVerb(command)
  const call = awsOf(command)
  if (verb === 'ecs update-service') return call?.options['desired-count']?.[0] === '0'
  if (
    /^(rds (stop-db-instance|stop-db-cluster|modify-db-instance)|ec2 (stop-instances|revoke-security-group-ingress))$/.test(
      verb,
    )
  )
    return true
  if (command.program === 'kubectl') return command.args.includes('--replicas=0')
  return /^(systemctl|service)$/.test(command.program) && command.args.includes('stop')
}
