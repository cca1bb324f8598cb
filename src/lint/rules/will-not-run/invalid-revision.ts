import { awsVerb, optionOf } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

const TAKES_REVISION =
  /^ecs (update-service|run-task|start-task|create-service|describe-task-definition|deregister-task-definition)$/

export const invalidRevision: Rule = {
  id: 'invalid-revision',
  family: 'will not run',
  severity: 'error',
  summary: 'a task definition is named with a revision that is no number, such as :latest',
  programs: new Set(
    [
      'update-service',
      'run-task',
      'start-task',
      'create-service',
      'describe-task-definition',
      'deregister-task-definition',
    ].map((verb) => `aws ecs ${verb}`),
  ),
  check(_, commands, tell) {
    for (const command of commands) {
      if (!TAKES_REVISION.test(awsVerb(command))) continue
      const word = optionOf(command, '--task-definition')
      const found = /^((?:arn:.*\/)?[\w-]+):([A-Za-z]\w*)$/.exec(word?.value ?? '')
      if (word === null || found === null || !word.fixed) continue
      const [, family = '', revision = ''] = found
      const latest = /^latest$/i.test(revision)
      const ending = `:${revision}`
      const fixable = latest && command.carrier === null && command.step.code.slice(0, word.to).endsWith(ending)
      tell(
        onCommand(
          command,
          `ECS has no revision "${revision}" of ${family}: it answers ClientException, and nothing is deployed`,
          latest
            ? `write ${family}: without a revision it is the newest active one`
            : `write a number, as in ${family}:42`,
          {
            part: word,
            fix: fixable ? { step: command.step, from: word.to - ending.length, to: word.to, text: '' } : null,
          },
        ),
      )
    }
  },
}
