import type { AwsArgument } from './grammar.ts'

/** What one pass over the arguments found; `rest` is what this parser does not know, for the next one. */
export interface Parsed {
  values: Map<string, string[]>
  rest: string[]
  errors: string[]
}

const NEGATIVE_NUMBER = /^-\d+$|^-\d*\.\d+$/

/** What argparse takes a word for. `first`: it follows `--`, and belongs to no option before it. */
type Token = Argument | Option
interface Argument {
  kind: 'argument'
  first: boolean
}
interface Option {
  kind: 'option'
  /** Null for one that this parser does not know. */
  spec: AwsArgument | null
  explicit: string | null
}

const ARGUMENT: Argument = { kind: 'argument', first: false }
const FIRST: Argument = { kind: 'argument', first: true }
const FOREIGN: Option = { kind: 'option', spec: null, explicit: null }

/**
 * Python's `argparse.parse_known_args`, as far as the AWS CLI uses it: abbreviated long options, `--a=b`, positionals that
 * match in groups between options, `nargs`. Errors are argparse's own words, without the program's name.
 */
export function parseKnown(specs: readonly AwsArgument[], args: readonly string[]): Parsed {
  const sorted = sort(specs)
  const only = sorted.options.size === 0 && sorted.positionals.length === 1 ? sorted.positionals[0] : undefined
  if (only?.nargs === null && only.choices === null && isPlain(args)) return takeFirst(only, args)
  const positionals = sorted.positionals.slice()
  const parsed: Parsed = { values: new Map(), rest: [], errors: [] }
  const { words, tokens, dashes } = classify(args, sorted, parsed.errors)
  let at = 0
  // `--` goes on to the next parser, unless a positional beside it took it along.
  let dashesGoOn = dashes !== null
  const takePositionals = () => {
    let available = 0
    while (tokens[at + available]?.kind === 'argument') available++
    const taken = assignPositionals(positionals, words.slice(at, at + available), parsed.values)
    if (taken > 0 && dashes !== null && dashes >= at && dashes <= at + taken) dashesGoOn = false
    at += taken
  }
  const leave = () => {
    if (dashesGoOn && at === dashes) parsed.rest.push('--')
    if (at < words.length) parsed.rest.push(words[at] ?? '')
    at++
  }
  const lastOption = tokens.findLastIndex((token) => token.kind === 'option')
  while (at <= lastOption) {
    const token = tokens[at]
    if (token?.kind === 'option') {
      at = takeOption(token, at, words, tokens, parsed)
      continue
    }
    const before = at
    takePositionals()
    if (at > before) continue
    while (tokens[at]?.kind === 'argument') leave()
  }
  takePositionals()
  while (at <= words.length) leave()
  const isMissing = (spec: AwsArgument) => !parsed.values.has(spec.name)
  const missing = sorted.required.some(isMissing) ? sorted.required.filter(isMissing) : []
  if (missing.length > 0) parsed.errors.push(`the following arguments are required: ${missing.map(label).join(', ')}`)
  return parsed
}

/** It begins with an argument and has no `--`: nothing then stands before the first positional, or changes what follows. */
function isPlain(args: readonly string[]): boolean {
  return args.length > 0 && args[0]?.charCodeAt(0) !== DASH && !args.includes('--')
}

const DASH = 45

/** Where nothing but the name of an operation is known, which is so of nearly all services: the rest is for the next parser. */
function takeFirst(spec: AwsArgument, args: readonly string[]): Parsed {
  return { values: new Map([[spec.name, args.slice(0, 1)]]), rest: args.slice(1), errors: [] }
}

/** Those of the arguments that have values, in the order of `specs`: of a hundred a call gives five. */
export function givenOf(specs: readonly AwsArgument[], { values }: Parsed): AwsArgument[] {
  const { rank } = sort(specs)
  const ranks: number[] = []
  for (const name of values.keys()) ranks.push(rank.get(name) ?? 0)
  return ranks.sort((a, b) => a - b).map((at) => specs[at] as AwsArgument)
}

interface Sorted {
  positionals: readonly AwsArgument[]
  /** By name, with its dashes: what the name alone stands for. */
  options: ReadonlyMap<string, Option>
  /** Names of options, by the letter after the dashes: of a hundred, those that a word may be short for. */
  byLetter: ReadonlyMap<string, readonly string[]>
  /** What must be given, positionals too. */
  required: readonly AwsArgument[]
  /** By name without dashes: the place in the list. */
  rank: ReadonlyMap<string, number>
}

/** Of each list of arguments, which are few: those of the operations in use. */
const sortedSpecs = new WeakMap<readonly AwsArgument[], Sorted>()

function sort(specs: readonly AwsArgument[]): Sorted {
  let sorted = sortedSpecs.get(specs)
  if (sorted === undefined) {
    const names = specs.filter((spec) => !spec.positional).map((spec) => `--${spec.name}`)
    sorted = {
      byLetter: Map.groupBy(names, (name) => name.charAt(2)),
      positionals: specs.filter((spec) => spec.positional),
      options: new Map(
        specs
          .filter((spec) => !spec.positional)
          .map((spec) => [`--${spec.name}`, { kind: 'option', spec, explicit: null }]),
      ),
      required: specs.filter((spec) => (spec.positional ? minimum(spec) > 0 : spec.required)),
      rank: new Map(specs.map((spec, at) => [spec.name, at])),
    }
    sortedSpecs.set(specs, sorted)
  }
  return sorted
}

function label(spec: AwsArgument): string {
  return spec.positional ? spec.name : `--${spec.name}`
}

/** Tells options from arguments, word by word, before anything is consumed, as argparse does; `dashes` is before which word `--` stood. */
function classify(args: readonly string[], known: Sorted, errors: string[]) {
  const tokens: Token[] = []
  const dashes = args.indexOf('--')
  const end = dashes < 0 ? args.length : dashes
  for (let at = 0; at < end; at++) tokens.push(classifyWord(args[at] as string, known, errors))
  if (dashes < 0) return { words: args, tokens, dashes: null }
  // What follows `--` belongs to no option before it.
  for (let at = end + 1; at < args.length; at++) tokens.push(at === end + 1 ? FIRST : ARGUMENT)
  return { words: args.toSpliced(dashes, 1), tokens, dashes }
}

function classifyWord(word: string, { options, byLetter }: Sorted, errors: string[]): Token {
  if (word.charCodeAt(0) !== DASH || word.length === 1) return ARGUMENT
  const exact = options.get(word)
  if (exact !== undefined) return exact
  const equals = word.indexOf('=')
  const name = equals < 0 ? word : word.slice(0, equals)
  const explicit = equals < 0 ? null : word.slice(equals + 1)
  const named = equals < 0 ? undefined : options.get(name)
  if (named !== undefined) return { kind: 'option', spec: named.spec, explicit }
  if (options.size > 0 && word.charCodeAt(1) === DASH) {
    const near = name.length > 2 ? byLetter.get(name.charAt(2)) : [...options.keys()]
    const first = near?.find((option) => option.startsWith(name))
    if (near !== undefined && first !== undefined) {
      const matches = near.filter((option) => option.startsWith(name))
      if (matches.length > 1) errors.push(`ambiguous option: ${word} could match ${matches.join(', ')}`)
      return { kind: 'option', spec: (options.get(first) as Option).spec, explicit }
    }
  } else if (NEGATIVE_NUMBER.test(word)) return ARGUMENT
  return word.includes(' ') ? ARGUMENT : FOREIGN
}

/** Consumes one option and its values; answers the index after them. */
function takeOption(
  token: Option,
  at: number,
  words: readonly string[],
  tokens: readonly Token[],
  parsed: Parsed,
): number {
  const { spec, explicit } = token
  if (spec === null) {
    parsed.rest.push(words[at] ?? '')
    return at + 1
  }
  if (explicit !== null) {
    if (spec.nargs === 0) parsed.errors.push(`argument --${spec.name}: ignored explicit argument '${explicit}'`)
    else if (minimum(spec) > 1) parsed.errors.push(`argument --${spec.name}: ${expected(spec)}`)
    store(spec, [explicit], parsed)
    return at + 1
  }
  const most = maximum(spec)
  let count = 0
  for (; count < most; count++) {
    const next = tokens[at + 1 + count]
    if (next?.kind !== 'argument' || next.first) break
  }
  if (count < minimum(spec)) parsed.errors.push(`argument --${spec.name}: ${expected(spec)}`)
  store(spec, words.slice(at + 1, at + 1 + count), parsed)
  return at + 1 + count
}

function store(spec: AwsArgument, values: string[], parsed: Parsed): void {
  const wrong =
    spec.kind === 'n'
      ? values.find((value) => !/[$`<]/.test(value) && !/^\s*[+-]?\p{Nd}(_?\p{Nd})*\s*$/u.test(value))
      : undefined
  if (wrong !== undefined) parsed.errors.push(`argument ${label(spec)}: invalid int value: '${wrong}'`)
  const bad = spec.choices && values.find((value) => !spec.choices?.includes(value))
  if (bad !== undefined && bad !== null && !/[$`]/.test(bad))
    parsed.errors.push(`argument ${label(spec)}: ${invalidChoice(bad, spec.choices ?? [])}`)
  // An option with `nargs` 1 is one that adds up (`s3 sync --exclude … --include …`); of all others the last one counts.
  const before = spec.nargs === 1 ? parsed.values.get(spec.name) : undefined
  parsed.values.set(spec.name, before === undefined ? values : [...before, ...values])
}

/** Gives as many positionals as will fit their share of a group of arguments; answers how many it took. */
function assignPositionals(open: AwsArgument[], group: readonly string[], values: Map<string, string[]>): number {
  let fits = 0
  let least = 0
  for (const spec of open) {
    if (least + minimum(spec) > group.length) break
    least += minimum(spec)
    fits++
  }
  let spare = group.length - least
  let taken = 0
  for (const spec of open.splice(0, fits)) {
    const extra = Math.min(maximum(spec) - minimum(spec), spare)
    spare -= extra
    const count = minimum(spec) + extra
    if (count > 0) values.set(spec.name, group.slice(taken, taken + count))
    taken += count
  }
  return taken
}

function minimum({ nargs }: AwsArgument): number {
  if (nargs === null || nargs === '+') return 1
  return typeof nargs === 'number' ? nargs : 0
}

function maximum({ nargs }: AwsArgument): number {
  if (nargs === null || nargs === '?') return 1
  return typeof nargs === 'number' ? nargs : Number.POSITIVE_INFINITY
}

function expected(spec: AwsArgument): string {
  if (spec.nargs === null) return 'expected one argument'
  if (spec.nargs === '+') return 'expected at least one argument'
  return `expected ${spec.nargs} argument${spec.nargs === 1 ? '' : 's'}`
}

/** The AWS CLI's own layout of argparse's "invalid choice": two columns, then the nearest ones. */
export function invalidChoice(value: string, choices: readonly string[]): string {
  const rows: string[] = []
  for (let at = 0; at < choices.length; at += 2)
    rows.push(
      choices
        .slice(at, at + 2)
        .map((choice) => choice.padEnd(40))
        .join(' | '),
    )
  const close = closeMatches(value, choices)
  const extra =
    close.length === 0 ? [] : [`\n\nInvalid choice: '${value}', maybe you meant:\n`, ...close.map((c) => `  * ${c}`)]
  return ['Invalid choice, valid choices are:\n', ...rows, ...extra].join('\n')
}

/** Up to three choices like the value, best first: Python's `difflib.get_close_matches` with cutoff 0.8. */
function closeMatches(value: string, choices: readonly string[]): string[] {
  return choices
    .map((choice) => ({ choice, ratio: similarity(choice, value) }))
    .filter(({ ratio }) => ratio >= 0.8)
    .sort((a, b) => b.ratio - a.ratio || (a.choice < b.choice ? 1 : -1))
    .slice(0, 3)
    .map(({ choice }) => choice)
}

/** Ratcliff and Obershelp: twice the common length over the whole; 1 for equal texts. */
function similarity(a: string, b: string): number {
  if (2 * Math.min(a.length, b.length) < 0.8 * (a.length + b.length)) return 0
  return a.length + b.length === 0 ? 1 : (2 * commonLength(a, b)) / (a.length + b.length)
}

function commonLength(a: string, b: string): number {
  let best = { length: 0, inA: 0, inB: 0 }
  let row: number[] = []
  for (let i = 0; i < a.length; i++) {
    const next: number[] = []
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue
      const length = (row[j - 1] ?? 0) + 1
      next[j] = length
      if (length > best.length) best = { length, inA: i - length + 1, inB: j - length + 1 }
    }
    row = next
  }
  if (best.length === 0) return 0
  const { length, inA, inB } = best
  return (
    length + commonLength(a.slice(0, inA), b.slice(0, inB)) + commonLength(a.slice(inA + length), b.slice(inB + length))
  )
}
