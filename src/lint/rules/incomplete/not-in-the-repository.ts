import type { ShellWord } from '../../../analysis/shell/word.ts'
import type { Checkout } from '../../facts/checkout.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const notInTheRepository: Rule = {
  id: 'not-in-the-repository',
  family: 'incomplete',
  severity: 'warning',
  summary: 'a script or make target is run that the repository of the runbook does not have',
  when: ({ checkout }) => checkout !== null,
  check({ checkout, commands }, __, tell) {
    if (checkout === null) return
    const scripts = commands.flatMap((command) => {
      const word = scriptOf(command)
      return word === null ? [] : [{ command, word, path: plain(word.value) }]
    })
    const goals = commands.flatMap((command) => {
      const word = targetOf(command)
      return word === null ? [] : [{ command, word, known: checkout.targets()?.has(word.value) ?? null }]
    })
    // Where nothing that it runs is here, the runbook speaks of another repository.
    const ours = scripts.some(({ path }) => isThere(checkout, path)) || goals.some(({ known }) => known === true)
    for (const { command, word, path } of scripts) {
      if (isThere(checkout, path)) continue
      const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
      if (!ours && !(folder.includes('/') && isThere(checkout, folder))) continue
      tell(
        onCommand(
          command,
          `${word.value} is not in this repository: the shell finds no such file`,
          'name the script as it is called now, or write down what it does',
          { part: word },
        ),
      )
    }
    for (const { command, word, known } of goals) {
      if (!ours || known !== false || checkout.has(word.value)) continue
      tell(
        onCommand(
          command,
          `the Makefile has no target "${word.value}": make stops with "No rule to make target"`,
          'name a target that it has, or write down what this one did',
          { part: word },
        ),
      )
    }
  },
}

const RUNNERS = /^(?:bash|sh|zsh|source|\.|python3?|node|ruby|perl)$/

/** A script by a path that begins where one stands; null for what lies elsewhere, is made here, or is somewhere one went. */
function scriptOf(command: CommandFact): ShellWord | null {
  if (command.elsewhere || hasLeft(command)) return null
  const [program, ...more] = command.words
  const word = RUNNERS.test(command.program) ? more[0] : program
  if (word === undefined || !word.fixed || !/^(?:\.\/)?[\w][\w.-]*(?:\/[\w.-]+)*$/.test(word.value)) return null
  // `venv/bin/activate` and what is built come with no checkout.
  if (/(?:^|\/)(?:\.?venv|env|node_modules|vendor|bin|build|dist|target|out)\//.test(word.value)) return null
  if (word === program) return /\.(?:sh|py|js|rb|pl)$/.test(word.value) && word.value.includes('/') ? word : null
  return /\.(?:sh|py|js|rb|pl|bash)$/.test(word.value) ? word : null
}

function targetOf(command: CommandFact): ShellWord | null {
  if (command.program !== 'make' || command.elsewhere || hasLeft(command)) return null
  const words = command.words.slice(1)
  if (words.some(({ value }) => /^-[Cf]|^--(?:directory|file|makefile)/.test(value))) return null
  return words.find(({ value, fixed }) => fixed && /^[a-z][\w.-]*$/i.test(value)) ?? null
}

/** After `cd`, `ssh` or `git clone` in the same procedure one stands somewhere else. */
function hasLeft({ step, from }: CommandFact): boolean {
  const steps = [...(step.fence?.steps ?? [step])]
  return steps.some((each) =>
    each.commands.some(
      (other) =>
        /^(?:cd|pushd|ssh|su|chroot)$/.test(other.program) &&
        other.carrier === null &&
        (each.step.line < step.step.line || (each === step && other.from < from)),
    ),
  )
}

function plain(value: string): string {
  return value.replace(/^\.\//, '')
}

/** At the root, beside the runbook, or in a folder between. */
function isThere(checkout: Checkout, path: string): boolean {
  const parts = checkout.folder === '' ? [] : checkout.folder.split('/')
  for (let depth = 0; depth <= parts.length; depth++)
    if (checkout.has([...parts.slice(0, depth), path].join('/'))) return true
  return false
}
