import type { ShellWord } from '../../../analysis/shell/word.ts'
import { awsOf, awsVerb, named, optionOf } from '../../facts/ask.ts'
import { holds } from '../../facts/conditions.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const frozenValue: Rule = {
  id: 'frozen-value',
  family: 'incomplete',
  severity: 'warning',
  summary: 'a revision, snapshot or time of the day the runbook was written stands in a command',
  when: holds('--task-definition', '--restore-t', '--db-', '--snapshot-name'),
  check({ commands }, __, tell) {
    for (const command of commands) {
      if (command.carrier !== null) continue
      const found = frozen(command)
      if (found !== null) tell(onCommand(command, found.message, found.hint, { part: found.word }))
    }
  },
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
