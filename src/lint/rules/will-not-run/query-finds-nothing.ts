import { queryFunctionProblem } from '../../../analysis/aws/query-functions.ts'
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
      if (call === null || call.errors.length > 0 || call.query === null) continue
      // It stops at that, whatever its fields are: aws-refuses says so.
      if (queryFunctionProblem(call.query) !== null) continue
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
          isText(call.globals.query?.[0] ?? '', problem.name)
            ? `double quotes name a field; a text stands in single quotes or backticks: \`${problem.name}\``
            : `see the answer's fields with: ${named(command)} --output json, or in its help`,
          { part: command.carrier === null ? part : command },
        ),
      )
    }
  },
}

/** `a=="b"`: compared with a field, where a text was meant. */
function isText(query: string, name: string): boolean {
  return [`=="${name}"`, `== "${name}"`, `, "${name}"`, `,"${name}"`].some((each) => query.includes(each))
}
