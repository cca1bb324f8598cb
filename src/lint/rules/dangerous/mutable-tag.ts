import type { ShellWord } from '../../../analysis/shell/word.ts'
import { kubectlVerb, named } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const mutableTag: Rule = {
  id: 'mutable-tag',
  family: 'dangerous',
  severity: 'warning',
  summary: 'an image is pushed or deployed under a tag that means something else tomorrow',
  programs: new Set(['docker', 'podman', 'kubectl set image']),
  check(_, commands, tell) {
    for (const command of commands) {
      const word = imageOf(command)
      const tag = /:(latest|stable|prod|production|main|master|current)$/.exec(word?.value ?? '')?.[1]
      // The reader's own copy: nobody else runs it.
      if (word === null || tag === undefined || /<[\w-]*(?:user|your)[\w-]*>|\$\{?USER\b/i.test(word.text)) continue
      const pushes = command.args[0] === 'push'
      tell(
        onCommand(
          command,
          pushes
            ? `":${tag}" moves to this build at once: every container that names ":${tag}" runs it from its next start on, and going back to an older revision that names it pulls the same image`
            : `${named(command)} deploys whatever ":${tag}" is at that moment: two pods may run different code, and undoing it pulls the same image`,
          'tag with what was built, and deploy that: …:$(git rev-parse --short HEAD)',
          { part: word },
        ),
      )
    }
  },
}

function imageOf(command: CommandFact): ShellWord | null {
  if (/^(docker|podman)$/.test(command.program) && command.args[0] === 'push') return command.words.at(-1) ?? null
  if (kubectlVerb(command) === 'set image') return command.words.find((word) => /=.+:\w+$/.test(word.value)) ?? null
  return null
}
