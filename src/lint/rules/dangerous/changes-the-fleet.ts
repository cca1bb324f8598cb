import type { ShellWord } from '../../../analysis/shell/word.ts'
import { awsVerb, earlier, kubectlOf, kubectlVerb, later } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const changesTheFleet: Rule = {
  id: 'changes-the-fleet',
  family: 'dangerous',
  severity: 'info',
  summary: 'kubectl set env restarts every pod, and nothing sets the old value again',
  programs: new Set(['kubectl set env']),
  check(runbook, commands, tell) {
    for (const command of commands) {
      if (kubectlVerb(command) !== 'set env') continue
      const pairs = command.words.filter(({ value }) => /^[A-Za-z_]\w*=/.test(value))
      const [first] = pairs
      if (first === undefined || kubectlOf(command)?.flags['dry-run']) continue
      const name = first.value.slice(0, first.value.indexOf('='))
      // Set twice: one of the two is the way back.
      const restored = [...later(runbook, command), ...earlier(runbook, command)].some(
        (other) =>
          kubectlVerb(other) === 'set env' &&
          other.args.some((arg) => arg === `${name}-` || arg.startsWith(`${name}=`)),
      )
      if (restored || pairs.some((pair) => namesPromoted(earlier(runbook, command), pair))) continue
      const target =
        command.words.find((word) => word.value.includes('/') && !word.value.includes('='))?.text ?? 'the workload'
      const queues = /QUEUES?$/.test(name)
        ? `; workers of ${target} then leave every queue alone that ${first.text} does not name`
        : ''
      tell(
        onCommand(
          command,
          `every pod of ${target} is restarted for ${first.text}${queues}; no step puts the old value back, and a later kubectl set image or rollout restart keeps the new one`,
          `note the value it has (kubectl set env ${target} --list), and write the step that restores it`,
          { part: first, severity: isForNow(name, first.text, command) ? 'warning' : null },
        ),
      )
    }
  },
}

/**
 * A mode that nobody wants to keep, and forgets: maintenance, a fallback, queues left out. A size or a limit may be the fix, and
 * is meant to stay.
 */
function isForNow(name: string, text: string, command: CommandFact): boolean {
  return (
    /MAINTENANCE|READ_?ONLY|FALLBACK|DEBUG|DISABLE|BYPASS|SKIP|QUEUES?$/.test(name) ||
    /^LOG_?LEVEL=["']?(?:debug|trace)/i.test(text) ||
    /\b(?:temporar\w+|for now|until)\b/i.test(command.step.step.title)
  )
}

/** The address of what was promoted before: it has to stay, and the old one back would be the accident. */
function namesPromoted(before: readonly CommandFact[], pair: ShellWord): boolean {
  const value = pair.text.slice(pair.text.indexOf('=') + 1)
  return before.some(
    (other) =>
      /^rds (?:promote-read-replica|failover-|switchover-)/.test(awsVerb(other)) &&
      other.words.some(
        ({ text }, at) => at > 2 && !text.startsWith('-') && isNamed(text, value) && !/REGION/.test(text),
      ),
  )
}

/** `$REPLICA` and `${REPLICA}` are one. */
function isNamed(text: string, value: string): boolean {
  const plain = (word: string) => word.replace(/[${}"]/g, '')
  return plain(text).length > 3 && plain(value).split('.').includes(plain(text))
}
