import type { CommandFact, RunbookFacts } from './facts.ts'

// Clients that several rules speak of.
export const AWS: ReadonlySet<string> = new Set(['aws'])
/** `oc` takes what kubectl takes, and more. */
export const KUBECTL: ReadonlySet<string> = new Set(['kubectl', 'oc'])
export const AWS_OR_KUBECTL: ReadonlySet<string> = new Set(['aws', 'kubectl', 'oc'])
export const REDIS: ReadonlySet<string> = new Set(['redis-cli', 'valkey-cli', 'keydb-cli'])

const NONE: readonly CommandFact[] = []

/** The commands of some programs, in the order of the file. Most runbooks have none of most programs: that costs nothing. */
export function commandsOf(
  { commands, byProgram }: RunbookFacts,
  programs: ReadonlySet<string>,
): readonly CommandFact[] {
  let only = NONE
  for (const program of programs) {
    const some = byProgram.get(program)
    if (some === undefined) continue
    if (only.length > 0) return commands.filter((command) => programs.has(command.program))
    only = some
  }
  return only
}
