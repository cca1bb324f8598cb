import { awsOf, awsVerb, optionOf } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const missingNetworkConfiguration: Rule = {
  id: 'missing-network-configuration',
  family: 'will not run',
  severity: 'error',
  summary: 'a Fargate task is started without --network-configuration',
  programs: new Set(['aws ecs run-task']),
  check(_, commands, tell) {
    const calls = commands.filter((command) => awsVerb(command) === 'ecs run-task')
    // The same task definition with a network configuration elsewhere: its network mode is awsvpc, which needs one.
    const needing = new Map(
      calls.flatMap((command) => {
        const options = awsOf(command)?.options ?? {}
        return options['network-configuration'] ? [[options['task-definition']?.[0] ?? '', command.line]] : []
      }),
    )
    for (const command of calls) {
      const options = awsOf(command)?.options ?? {}
      if (options['network-configuration'] || options['cli-input-json'] || options['cli-input-yaml']) continue
      const task = options['task-definition']?.[0] ?? ''
      const fargate = options['launch-type']?.[0] === 'FARGATE'
      const sibling = needing.get(task)
      if (!fargate && sibling === undefined) continue
      const name = optionOf(command, '--task-definition')?.text ?? 'the task'
      const why = fargate ? 'Fargate needs subnets' : `line ${sibling} gives the same task its subnets`
      tell(
        onCommand(
          command,
          `ECS refuses to start ${name} (${why}): InvalidParameterException, and the task never runs`,
          "add --network-configuration 'awsvpcConfiguration={subnets=[…],securityGroups=[…]}'",
        ),
      )
    }
  },
}
