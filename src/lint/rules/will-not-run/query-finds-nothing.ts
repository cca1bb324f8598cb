import { awsQueryProblems } from '../../../analysis/aws/query-problems.ts'
import { awsOf, named, optionOf } from '../../facts/ask.ts'
import { AWS } from '../../facts/programs.ts'
import { sign } from '../../facts/signs.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const queryFindsNothing: Rule = {
  id: 'query-finds-nothing',
  family: 'will not run',
  severity: 'error',
  summary: 'a --query asks for a field that the answer does not have',
  programs: AWS,
  sign: sign('--q'),
  check(_, commands, tell) {
    for (const command of commands) {
      const call = awsOf(command)
      if (call === null || call.errors.length > 0) continue
      // `x==null` compares with a field that is not there, which is what was meant.
      const problem = awsQueryProblems(call).find(({ name }) => name !== 'null')
      if (problem === undefined) continue
      const word = optionOf(command, '--query')
      const at = word === null ? -1 : command.step.code.indexOf(problem.name, word.from)
      const part =
        word !== null && at >= 0 && at < word.to ? { from: at, to: at + problem.name.length } : (word ?? command)
      tell(
        onCommand(
          command,
          `the answer of ${named(command)} has no "${problem.name}": it prints null and exits with 0, which reads as "nothing wrong"`,
          `see the answer's fields with: ${named(command)} --output json, or in its help`,
          { part: command.carrier === null ? part : command },
        ),
      )
    }
  },
}
