import { onCommand, type Rule } from '../../rule.ts'

export const registryLoginMissing: Rule = {
  id: 'registry-login-missing',
  family: 'will not run',
  severity: 'warning',
  summary: 'an image is pushed to ECR and nothing logs in there',
  programs: new Set(['docker', 'podman']),
  check({ text }, commands, tell) {
    for (const command of commands) {
      if (command.args[0] !== 'push' || !/^(docker|podman)$/.test(command.program)) continue
      const image = command.words.find((word) => /\.dkr\.ecr\./.test(word.value) || /\.dkr\.ecr\./.test(word.text))
      if (image === undefined) continue
      if (/get-login|docker-credential|docker login|podman login|crane auth/.test(text)) return
      tell(
        onCommand(
          command,
          'ECR forgets a login after 12 hours and nothing here logs in: "no basic auth credentials", and the image is not there to deploy',
          'before it: aws ecr get-login-password | docker login --username AWS --password-stdin REGISTRY',
          { part: image },
        ),
      )
    }
  },
}
