import { analyseShell } from '../analysis/analyse-shell.ts'
import type { Command } from '../plan/plan.ts'

/** One program that a command runs, directly or through others: `sudo kubectl …`, `watch 'aws …'`. */
export interface ProgramCall {
  /** Without its path. */
  program: string
  /** The words after the program; what only the shell can know stands as written. */
  args: string[]
}

const SOUGHT = new Set(['aws', 'kubectl', 'oc', 'psql'])
/** Programs that hand one of their words, or all of them, to a shell. */
const WRAPPERS = new Set([
  'sh',
  'bash',
  'zsh',
  'ash',
  'watch',
  'ssh',
  'su',
  'timeout',
  'eval',
  'kubectl',
  'oc',
  'docker',
  'aws',
  'xargs',
  'sudo',
  'env',
])
const DEEPEST = 4

/** The programs in a command that ask for permissions of their own, the outermost first. */
export function callsIn(command: Pick<Command, 'program' | 'argv'>, depth = 0): ProgramCall[] {
  const words = command.argv
  const calls: ProgramCall[] = []
  for (const [at, word] of words.entries()) {
    const program = word.slice(word.lastIndexOf('/') + 1)
    // `grep kubectl` looks for the word: it counts at the front, or behind a program that runs others.
    if (SOUGHT.has(program) && (at === 0 || WRAPPERS.has(baseName(words[0] ?? ''))))
      calls.push({ program, args: words.slice(at + 1) })
    else if (
      depth < DEEPEST &&
      at > 0 &&
      WRAPPERS.has(baseName(words[0] ?? '')) &&
      /\b(?:aws|kubectl|oc|psql)\s/.test(word)
    )
      for (const inner of analyseShell(word, { firstLine: 1 }).commands) calls.push(...callsIn(inner, depth + 1))
  }
  return calls
}

function baseName(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1)
}
