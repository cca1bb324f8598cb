import { laterInFence, named, shown } from '../../facts/ask.ts'
import { destroys } from '../../facts/conditions.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const deletesAfterUncheckedCopy: Rule = {
  id: 'deletes-after-unchecked-copy',
  family: 'dangerous',
  severity: 'warning',
  summary: 'something is deleted in the same block as the copy it needs, even if the copy failed',
  programs: new Set(['cp', 'rsync', 'scp', 'kubectl', 'oc', 'docker', 'podman', 'aws']),
  when: destroys,
  check(_, commands, tell) {
    for (const command of commands) {
      if (command.carrier !== null || command.failureStops || command.place !== 'plain' || !copies(command)) continue
      const deletes = laterInFence(command).find(
        (other) => other.effect === 'destructive' && removes(other) && !removesCopy(other, command),
      )
      if (deletes === undefined) continue
      tell(
        onCommand(
          deletes,
          `${shown(deletes, 40)} runs even if ${named(command)} on line ${command.line} failed: ${copiesIn(command) ? 'then what is there is gone, and what should take its place never came' : 'then neither is left'}`,
          'begin the block with set -e, or join the two with &&, and look at the copy first',
        ),
      )
    }
  },
}

function copies({ program, args }: CommandFact): boolean {
  if (/^(cp|rsync|scp)$/.test(program)) return true
  if (/^(kubectl|oc|docker|podman)$/.test(program)) return args.find((arg) => !arg.startsWith('-')) === 'cp'
  return program === 'aws' && args[0] === 's3' && /^(cp|sync)$/.test(args[1] ?? '')
}

/** Into a container: what is copied stays where it was. */
function copiesIn({ program, words }: CommandFact): boolean {
  return /^(?:kubectl|oc|docker|podman)$/.test(program) && (words.at(-1)?.text.includes(':') ?? false)
}

/** Itself, or in the container it names. */
function removes(command: CommandFact): boolean {
  return [command, ...command.carried].some(
    ({ program, args }) =>
      (program === 'rm' && args.some((arg) => /^-\w*r/i.test(arg))) ||
      (program === 'aws' && args[0] === 's3' && /^r[mb]$/.test(args[1] ?? '')),
  )
}

/** A copy in a folder that is there for the while: its source stays. */
function removesCopy(deletes: CommandFact, copy: CommandFact): boolean {
  const target = copy.words.findLast(({ value }) => !value.startsWith('-'))?.text ?? ''
  const removed = deletes.words.slice(1).filter(({ value }) => !value.startsWith('-'))
  return (
    deletes.program === 'rm' &&
    removed.length > 0 &&
    removed.every(({ text }) => `${target}/`.startsWith(`${text.replace(/\/+$/, '')}/`))
  )
}
