import { verbOf } from './ask.ts'
import type { CommandFact, RunbookFacts } from './facts.ts'

// Clients that several rules speak of.
export const AWS: ReadonlySet<string> = new Set(['aws'])
/** `oc` takes what kubectl takes, and more. */
export const KUBECTL: ReadonlySet<string> = new Set(['kubectl', 'oc'])
export const AWS_OR_KUBECTL: ReadonlySet<string> = new Set(['aws', 'kubectl', 'oc'])
export const REDIS: ReadonlySet<string> = new Set(['redis-cli', 'valkey-cli', 'keydb-cli'])

const NONE: readonly CommandFact[] = []

/**
 * The commands of some programs, in the order of the file. Most runbooks have none of most programs: that costs nothing.
 *
 * @param names - Of programs; or with what aws and kubectl are asked to do, as in `byName`.
 */
export function commandsOf({ commands, byName }: RunbookFacts, names: ReadonlySet<string>): readonly CommandFact[] {
  let only = NONE
  for (const name of names) {
    const some = byName.get(name)
    if (some === undefined) continue
    if (only.length > 0)
      return commands.filter((command) => names.has(command.program) || names.has(fullName(command) ?? ''))
    only = some
  }
  return only
}

/** By the program's name, and those of aws and kubectl also by what they are asked to do. */
export function indexByName(commands: readonly CommandFact[]): ReadonlyMap<string, readonly CommandFact[]> {
  const index = new Map<string, CommandFact[]>()
  const add = (name: string, command: CommandFact) => {
    const known = index.get(name)
    if (known === undefined) index.set(name, [command])
    else known.push(command)
  }
  for (const command of commands) {
    add(command.program, command)
    const name = fullName(command)
    if (name !== null) add(name, command)
  }
  return index
}

/** `aws ecs run-task`, `kubectl rollout undo` (of `oc` too); null for other programs. */
function fullName(command: CommandFact): string | null {
  const verb = verbOf(command)
  if (verb === '') return null
  return command.program === 'aws' ? `aws ${verb}` : `kubectl ${verb}`
}
