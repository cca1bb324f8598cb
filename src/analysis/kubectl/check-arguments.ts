import { COMMAND_RULES } from './command-rules.ts'
import { FLAG_RULES, REQUIRED_FLAGS } from './flag-rules.ts'
import type { KubectlCall } from './kubectl-call.ts'
import { RESOURCE_RULES } from './resource-rules.ts'
import type { Asked } from './rule.ts'
import { VALUE_RULES } from './value-rules.ts'

/** In kubectl's own order. */
const RULES = [...REQUIRED_FLAGS, ...COMMAND_RULES, ...VALUE_RULES, ...FLAG_RULES, ...RESOURCE_RULES]
/** The same without what is asked only of flags that were given. */
const RULES_OF_WORDS = [...REQUIRED_FLAGS, ...COMMAND_RULES, ...VALUE_RULES, ...RESOURCE_RULES]

/** What kubectl refuses before it asks the server, for the commands runbooks use: appends what it would print first. */
export function checkArguments(call: KubectlCall): void {
  const name = call.path.join(' ')
  const flag = (long: string) => call.flags[long]?.at(-1)
  const file = Boolean(call.flags.filename ?? call.flags.kustomize)
  const words = call.positionals
  const see = `\nSee 'kubectl ${name} -h' for help and examples`
  const asked: Asked = { call, name, words, flag, file, none: words.length === 0 && !file, see }
  for (const rule of Object.keys(call.flags).length === 0 ? RULES_OF_WORDS : RULES) {
    const error = rule(asked)
    if (error) {
      call.errors.push(error)
      return
    }
  }
}
