import { ONE_OF_ITS_COMMANDS } from '../../../analysis/kubectl/parse-kubectl.ts'
import { kubectlOf, kubectlVerb } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { isWritten } from './aws-refuses.ts'

/** What people write most often that was taken away, or never was. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['--delete-local-data', 'it is called --delete-emptydir-data now'],
  ['--show-all', 'leave it out: get shows pods that have ended, too'],
  ['--short', 'leave it out: short is how it answers now'],
  ['--all-namespaces', 'it takes one namespace: -n NAME'],
  ['--field-selector', 'choose with kubectl get … --field-selector … -o name, and hand the names over'],
])

function hintFor(verb: string, error: string): string {
  const flag = /unknown flag: (--[\w-]+)/.exec(error)?.[1] ?? ''
  return (
    INSTEAD.get(flag) ??
    (verb === '' ? 'kubectl help shows what it takes' : `kubectl ${verb} --help shows what it takes`)
  )
}

export const kubectlRefuses: Rule = {
  id: 'kubectl-refuses',
  family: 'will not run',
  severity: 'error',
  summary: 'a kubectl command has flags or arguments that kubectl refuses',
  programs: new Set(['kubectl']),
  check(_, commands, tell) {
    for (const command of commands) {
      // `oc` has commands and flags of its own.
      if (command.program !== 'kubectl') continue
      const [error] = kubectlOf(command)?.errors ?? []
      if (error === undefined || !isWritten(command) || command.carrier?.program === 'xargs') continue
      // A group of commands without one of them is named, not called.
      if (error.includes(ONE_OF_ITS_COMMANDS)) continue
      // In a sentence, the verb alone says with what, not what is typed.
      if (command.step.fence === null && command.args.length <= (kubectlOf(command)?.path.length ?? 0)) continue
      // A plugin is a program of its own: which ones there are shows only on the machine.
      const [, word = '', near = ''] =
        /^error: unknown command "([^"]+)"[\s\S]*Did you mean this\?\s+(\S+)/.exec(error) ?? []
      if (/^error: unknown command/.test(error) && (word.length < 4 || Math.abs(word.length - near.length) > 1))
        continue
      const [line = ''] = error.replace(/^error: /, '').split('\n')
      const hint = /Did you mean this\?\s+(\S+)/.exec(error)?.[1]
      tell(
        onCommand(
          command,
          `kubectl refuses this and does nothing: ${line.replace(/\.$/, '')}`,
          hint === undefined ? hintFor(kubectlVerb(command), line) : `did you mean ${hint}?`,
        ),
      )
    }
  },
}
