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
    if (only.length > 0) return commands.filter((command) => isOneOf(command, names))
    only = some
  }
  return only
}

/** Whether a command is of one of these, by its program or by what it is asked to do. */
export function isOneOf(command: CommandFact, names: ReadonlySet<string>): boolean {
  return names.has(command.program) || (command.fullName !== null && names.has(command.fullName))
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
    const verb = verbOf(command)
    if (verb === '') continue
    command.fullName = command.program === 'aws' ? `aws ${verb}` : `kubectl ${verb}`
    add(command.fullName, command)
  }
  return index
}
