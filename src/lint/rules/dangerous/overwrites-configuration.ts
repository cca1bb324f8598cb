import { hasFlag } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const overwritesConfiguration: Rule = {
  id: 'overwrites-configuration',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a template is copied over the configuration that is in use',
  programs: new Set(['cp']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (command.program !== 'cp' || hasFlag(command, '-n', '-i', '-b', '--no-clobber', '--interactive', '--backup'))
        continue
      const [source, target, ...more] = command.words.slice(1).filter((word) => !word.value.startsWith('-'))
      if (source === undefined || target === undefined || more.length > 0 || command.carrier !== null) continue
      if (!/[._-](example|sample|template|dist|default)(\.\w+)?$/i.test(source.value) || /\/$/.test(target.value))
        continue
      const first = command.words[0]
      tell(
        onCommand(
          command,
          `on a machine that is set up already, ${source.text} replaces ${target.text} and the real values in it are gone`,
          'cp -n leaves what is there',
          { fix: first ? { step: command.step, from: first.to, to: first.to, text: ' -n' } : null },
        ),
      )
    }
  },
}
