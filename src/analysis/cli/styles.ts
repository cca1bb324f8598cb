import type { ToolCommand } from './tables.ts'

/** How a tool reads its arguments, and what it says of those it refuses. */
export interface ToolStyle {
  /** Dashes before a long name. */
  dashes: 1 | 2
  /** Whether the beginning of a long name will do. */
  abbreviates: boolean
  /** Whether `--no-x` goes with `--x`. */
  negates: boolean
  /** Whether a command without any options in the table has none; else nothing is known of them. */
  closed: boolean
  /** Whether the tool's own options may stand after the command too. */
  anywhere: boolean
  noCommand: (word: string, path: readonly string[]) => string
  noOption: (word: string, name: string) => string
  noLetter: (letter: string, word: string) => string
  noValue: (word: string) => string
  wrongCount: (command: ToolCommand, words: readonly string[], written: string) => string
}

const PFLAG: Omit<ToolStyle, 'noCommand' | 'wrongCount'> = {
  dashes: 2,
  abbreviates: false,
  negates: false,
  closed: true,
  anywhere: false,
  noOption: (_, name) => `unknown flag: ${name}`,
  noLetter: (letter, word) => `unknown shorthand flag: '${letter}' in ${word}`,
  noValue: (word) =>
    word.startsWith('--') ? `flag needs an argument: ${word}` : `flag needs an argument: '${word.slice(1)}' in ${word}`,
}

/** Python's argparse, which gcloud and az build upon. */
const ARGPARSE: Omit<ToolStyle, 'noCommand'> = {
  dashes: 2,
  abbreviates: true,
  negates: false,
  closed: false,
  anywhere: true,
  noOption: (word) => `unrecognized arguments: ${word}`,
  noLetter: (_, word) => `unrecognized arguments: ${word}`,
  noValue: (word) => `argument ${word}: expected one argument`,
  wrongCount: ({ count }, words) =>
    words.length < (count?.least ?? 0)
      ? 'the following arguments are required'
      : `unrecognized arguments: ${words.slice(count?.most ?? 0).join(' ')}`,
}

const times = (count: number) => `${count} argument${count === 1 ? '' : 's'}`

export const STYLES: Readonly<Record<string, ToolStyle>> = {
  docker: {
    ...PFLAG,
    closed: false,
    noCommand: (word, path) => `docker: unknown command: docker ${[...path, word].join(' ')}`,
    wrongCount: ({ count }, _, written) => {
      const { least, most } = count ?? { least: 0, most: null }
      if (least === most) return `'${written}' requires ${least === 0 ? 'no arguments' : times(least)}`
      return most === null
        ? `'${written}' requires at least ${times(least)}`
        : `'${written}' requires at least ${least} and at most ${times(most)}`
    },
  },
  gh: {
    ...PFLAG,
    noCommand: (word, path) => `unknown command "${word}" for "${['gh', ...path].join(' ')}"`,
    wrongCount: () => 'wrong number of arguments',
  },
  git: {
    dashes: 2,
    abbreviates: true,
    negates: true,
    closed: false,
    anywhere: false,
    noCommand: (word, path) =>
      path.length === 0
        ? `git: '${word}' is not a git command. See 'git --help'.`
        : `error: unknown subcommand: \`${word}'`,
    noOption: (_, name) => `error: unknown option \`${name.slice(2)}'`,
    noLetter: (letter) => `error: unknown switch \`${letter}'`,
    noValue: (word) =>
      word.startsWith('--')
        ? `error: option \`${word.slice(2)}' requires a value`
        : `error: switch \`${word.slice(1)}' requires a value`,
    wrongCount: () => 'wrong number of arguments',
  },
  alembic: {
    ...ARGPARSE,
    closed: true,
    anywhere: false,
    noCommand: (word) => `alembic: error: argument {…}: invalid choice: '${word}'`,
  },
  celery: {
    dashes: 2,
    abbreviates: false,
    negates: false,
    closed: false,
    anywhere: false,
    noCommand: (word) => `Error: No such command '${word}'.`,
    noOption: (_, name) => `Error: No such option: ${name}`,
    noLetter: (letter) => `Error: No such option: -${letter}`,
    noValue: (word) => `Error: Option '${word}' requires an argument.`,
    wrongCount: ({ count }, words) =>
      words.length < (count?.least ?? 0)
        ? 'Error: Missing argument.'
        : `Error: Got unexpected extra argument (${words.slice(count?.most ?? 0).join(' ')})`,
  },
  terraform: {
    dashes: 1,
    abbreviates: false,
    negates: false,
    closed: false,
    anywhere: false,
    noCommand: (word) => `Terraform has no command named "${word}".`,
    noOption: (_, name) => `Failed to parse command-line flags: flag provided but not defined: ${name}`,
    noLetter: (letter) => `flag provided but not defined: -${letter}`,
    noValue: (word) => `flag needs an argument: ${word}`,
    wrongCount: () => 'wrong number of arguments',
  },
  gcloud: {
    ...ARGPARSE,
    negates: true,
    noCommand: (word, path) => `(gcloud${path.map((each) => `.${each}`).join('')}) Invalid choice: '${word}'.`,
  },
  az: {
    ...ARGPARSE,
    noCommand: (word, path) =>
      path.length === 0
        ? `'${word}' is misspelled or not recognized by the system.`
        : `'${word}' is misspelled or not recognized by the system in 'az ${path.join(' ')}'.`,
  },
}
