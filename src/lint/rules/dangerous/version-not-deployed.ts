import { awsOf, awsVerb, sameProcedure } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const versionNotDeployed: Rule = {
  id: 'version-not-deployed',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a new image is pushed, and the task definition is registered from a file that does not name it',
  programs: new Set(['aws ecs register-task-definition']),
  check(runbook, commands, tell) {
    for (const command of commands) {
      if (awsVerb(command) !== 'ecs register-task-definition') continue
      const file = /^file:\/\/(.+)$/.exec(awsOf(command)?.options['cli-input-json']?.[0] ?? '')?.[1]
      if (file === undefined) continue
      const around = sameProcedure(runbook, command)
      const push = around.find(
        (other) =>
          /^(docker|podman)$/.test(other.program) &&
          other.args[0] === 'push' &&
          other.line < command.line &&
          other.args.some((arg) => /:\$/.test(arg)),
      )
      if (push === undefined) continue
      const name = file.slice(file.lastIndexOf('/') + 1)
      const edited = around.some(
        (other) =>
          other.line < command.line &&
          (/^(sed|jq|envsubst|yq|perl|cat)$/.test(other.program) ||
            other.redirects.some(({ target }) => target.endsWith(name))),
      )
      if (edited) continue
      tell(
        onCommand(
          command,
          `nothing puts the image of line ${push.line} into ${file}: the new revision runs whatever image stands in that file`,
          `put it there first: jq --arg image "…" '.containerDefinitions[0].image = $image' ${file} > new.json`,
        ),
      )
    }
  },
}
