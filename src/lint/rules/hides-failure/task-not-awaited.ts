import { awsVerb, later, named, optionOf } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const taskNotAwaited: Rule = {
  id: 'task-not-awaited',
  family: 'hides failure',
  severity: 'warning',
  summary: 'a one-off task is started and nothing waits for it or looks how it ended',
  programs: new Set(['aws ecs run-task']),
  check(runbook, commands, tell) {
    for (const command of commands) {
      if (awsVerb(command) !== 'ecs run-task') continue
      const after = later(runbook, command)
      if (after.some((other) => /^ecs (wait tasks-stopped|describe-tasks)$/.test(awsVerb(other)))) continue
      const inner = command.carried.at(-1)
      const what = inner === undefined ? (optionOf(command, '--task-definition')?.text ?? 'the task') : named(inner)
      const next = after.find(
        (other) =>
          other.carrier === null &&
          (other.effect === 'write' || other.effect === 'destructive') &&
          awsVerb(other) !== 'ecs run-task',
      )
      const then =
        next === undefined
          ? 'this succeeds even if the task fails, and what the task prints stands only in its log'
          : `${named(next)} on line ${next.line} runs while it is still at work, or has failed`
      tell(
        onCommand(
          command,
          `run-task returns as soon as ${what} is queued: ${then}`,
          'keep the ARN (--query tasks[0].taskArn), aws ecs wait tasks-stopped, then look at containers[0].exitCode',
        ),
      )
    }
  },
}
