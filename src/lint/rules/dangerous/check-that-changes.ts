import { kubectlVerb, named } from '../../facts/ask.ts'
import { hasSql, mayChange } from '../../facts/conditions.ts'
import type { CommandFact, StepFact } from '../../facts/facts.ts'
import { sqlOf } from '../../facts/sql.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { interrupts } from './interrupts.ts'

export const checkThatChanges: Rule = {
  id: 'check-that-changes',
  family: 'dangerous',
  severity: 'warning',
  summary: 'the words say look, and the command changes what is looked at',
  when: (runbook) => mayChange(runbook) || hasSql(runbook),
  check(runbook, _, tell) {
    for (const { step, commands } of runbook.steps) {
      // A read touches nothing: most steps need not be asked for their words.
      if (step.kind !== 'shell' || commands.every(({ effect }) => effect === 'read') || !saysLook(step.title)) continue
      const found = commands.find((command) => command.place === 'plain' && touches(command) !== null)
      if (found !== undefined) tell(finding(found, touches(found) ?? ''))
    }
    for (const { step, words, from, to } of sqlOf(runbook)) {
      const what = /^(vacuum|reindex|truncate|drop|delete from|update)\b/.exec(words)?.[1]
      if (what === undefined || !saysLook(step.step.title) || isSaidAnew(step, from)) continue
      tell({
        at: { step, from, to },
        message: `"${step.step.title}" promises a look, and ${what.toUpperCase()} changes the database`,
        hint: HINT,
        severity: null,
        fix: null,
      })
    }
  },
}

/** How far above a statement a comment speaks of it. */
const FARTHEST = 1000

/** A comment between the step's first command and this one speaks of what comes now: the title is of what came before. */
function isSaidAnew({ code }: StepFact, from: number): boolean {
  const above = code
    .slice(Math.max(0, from - FARTHEST), from)
    .split('\n')
    .map((line) => line.trim())
  const first = above.findIndex((line) => line !== '' && !line.startsWith('#'))
  return first >= 0 && above.slice(first).some((line) => line.startsWith('#'))
}

const HINT = 'say in the words what it does, or ask for the state with a command that only reads'

function finding(command: CommandFact, what: string): ReturnType<typeof onCommand> {
  // What runs already stays as it is.
  const severity = /^(?:starts|enables) the|^starts containers/.test(what) ? 'info' : null
  return onCommand(command, `"${command.step.step.title}" promises a look, and ${named(command)} ${what}`, HINT, {
    severity,
  })
}

/** "Check the pods", not "Check and fix DNS", "Test failover", "Verify after the restart". */
function saysLook(title: string): boolean {
  return LOOKS.test(title) && !CHANGES.test(title.replace(NUMBER, ''))
}

const NUMBER = /^(?:\d+[.)]|(?:step|option) \w+[:.])\s*/i
const LOOKS =
  /^(?:(?:\d+[.)]|(?:step|option) \w+[:.])\s*)?(?:(?:first|quickly|manually) )?(?:check|verify|inspect|view|show|list|examine|diagnose|see|look at|find out|confirm|identify|test (?:the )?(?:connect\w+|health|status))\b/i
const CHANGES =
  /\b(?:and|then|or|after|by|clear\w*|fix\w*|start\w*|re-?start\w*|stop\w*|deploy\w*|scal\w+|fail-?over|roll\w*|restor\w+|recover\w*|creat\w+|delet\w+|remov\w+|reset\w*|clean\w*|prun\w+|kill\w*|appl\w+|updat\w+|rotat\w+|enabl\w+|disabl\w+|promot\w+|switch\w*|drain\w*|reload\w*|upgrad\w+|migrat\w+|terminat\w+|purg\w+|flush\w*|unlock\w*|releas\w+|rebuild\w*|reconnect\w*|backups?|self-?heal\w*|vacuum\w*|reindex\w*)\b|\/\s*\w+ing\b/i

/** What a command does that is no look in anybody's words; null for the rest, also for what leaves only a trace of the look. */
function touches(command: CommandFact): string | null {
  const down = interrupts(command)
  if (down !== null) return down
  const { program, args, elsewhere } = command
  const verb = kubectlVerb(command)
  if (
    /^(?:apply|delete|scale|patch|set \w+|rollout undo|drain|cordon|replace)$/.test(verb) &&
    command.effect !== 'read'
  )
    return command.effect === 'destructive' ? 'takes something away' : 'changes the cluster'
  const compose = /^docker(?:-compose)?$/.test(program) && args.includes('up') && !elsewhere
  if (compose) return 'starts containers, anew where their settings changed'
  if (program === 'systemctl' && /^(?:start|enable|disable|reload)$/.test(args[0] ?? ''))
    return `${args[0]}s the service`
  return null
}
