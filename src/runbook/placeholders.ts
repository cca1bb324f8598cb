import { longPattern } from '../core/long-pattern.ts'
import { memory } from './remember.ts'
import { Context, shellContexts } from './shell-context.ts'

/**
 * A part of a command that a person is meant to replace before running it.
 * - `hole`: `<TASK_ARN>`, `{name}`, `{{name}}`, `[NAME]`, `xxx`, `your-cluster`, `POD_NAME`
 * - `variable`: `$VERSION`, `${VERSION}`: the shell reads it; not masked
 * - `elision`: `...`: something was left out, and nobody but the author knows what
 */
export interface Placeholder {
  kind: 'hole' | 'variable' | 'elision'
  /** UTF-16 offsets into the text. */
  from: number
  to: number
  /** As written. */
  text: string
  /** Name of the parameter: upper case, digits, underscores; never one the shell itself uses. */
  name: string
}

type Language = 'shell' | 'sql' | 'text'

/**
 * Finds what must be filled in, in the order of the text, not overlapping. Comments are not looked at.
 *
 * Redirections (`<in.txt >out`), here-documents, process substitution, comparisons, Go templates (`{{.Status}}`),
 * `awk '{print}'`, `%{http_code}` are none; neither are `$?`, `$1`, `$(…)`, nor anything the shell sets itself.
 */
export function findPlaceholders(text: string, options: { language?: Language } = {}): Placeholder[] {
  const language = options.language ?? 'shell'
  const known = recent.get(text)
  if (known?.language === language) return [...known.found]
  const found = find(text, language)
  if (recent.size >= 512) recent.clear()
  recent.set(text, { language, found })
  return [...found]
}

/** A step is asked about by the plan, the analysis and the rules, one after the other. */
const recent = memory<string, { language: Language; found: readonly Placeholder[] }>()

function find(text: string, language: Language): Placeholder[] {
  const found: Placeholder[] = []
  // Made when first needed: most texts have nothing that looks like one.
  let contexts: Uint8Array | null = null
  let taken: Uint8Array | null = null
  for (const pattern of language === 'shell' ? IN_SHELL : HOLES) {
    if (!pattern.has.some((part) => text.includes(part)) || pattern.looks?.test(text) === false) continue
    pattern.regex.lastIndex = 0
    for (let match = pattern.regex.exec(text); match !== null; match = pattern.regex.exec(text)) {
      const from = match.index
      const to = from + match[0].length
      if (taken?.[from] === 1 || taken?.[to - 1] === 1) continue
      contexts ??= language === 'shell' ? shellContexts(text) : plainContexts(text, language)
      const context = contexts[from] as Context
      if (context === Context.comment) continue
      const site: Site = { text, from, to, inner: match[1] ?? match[0], context }
      if (!pattern.accept(site)) continue
      taken ??= new Uint8Array(text.length)
      taken.fill(1, from, to)
      found.push({ kind: pattern.kind, from, to, text: match[0], name: pattern.name(site) })
    }
  }
  return found.length < 2 ? found : found.sort((a, b) => a.from - b.from)
}

/**
 * Replaces every hole and elision by underscores: `<TASK_ARN>` is a redirection to a shell, `__________` is a word.
 * Every other character, and so every offset, stays. Variables are listed but left in place.
 */
export function maskPlaceholders(
  text: string,
  options: { language?: Language } = {},
): { masked: string; placeholders: Placeholder[] } {
  const placeholders = findPlaceholders(text, options)
  if (placeholders.every(({ kind }) => kind === 'variable')) return { masked: text, placeholders }
  const parts: string[] = []
  let at = 0
  for (const { kind, from, to } of placeholders) {
    if (kind === 'variable') continue
    parts.push(text.slice(at, from), '_'.repeat(to - from))
    at = to
  }
  parts.push(text.slice(at))
  return { masked: parts.join(''), placeholders }
}

/** The inverse of masking, for a masked text or any slice of it that begins at `offset` of the source. */
export function unmaskPlaceholders(masked: string, placeholders: readonly Placeholder[], offset = 0): string {
  let text = masked
  for (const { kind, from, to, text: written } of placeholders) {
    if (kind === 'variable' || to <= offset || from >= offset + masked.length) continue
    const start = Math.max(from, offset)
    const end = Math.min(to, offset + masked.length)
    text = text.slice(0, start - offset) + written.slice(start - from, end - from) + text.slice(end - offset)
  }
  return text
}

interface Site {
  text: string
  from: number
  to: number
  /** What stands between the marks. */
  inner: string
  context: Context
}

interface Pattern {
  /** A text without any of these has none: twenty times cheaper to ask than a pattern. */
  has: readonly string[]
  /** Nor has one without this: signs alone stand everywhere in shell. */
  looks?: RegExp
  kind: Placeholder['kind']
  /** Global, and never empty. */
  regex: RegExp
  accept(site: Site): boolean
  name(site: Site): string
}

const innerName = ({ inner }: Site) => parameterName(inner)

/** Patterns that hold in any language; the first to claim a character has it. */
const HOLES: readonly Pattern[] = [
  {
    kind: 'hole',
    has: ['<'],
    looks: /<[^\s<=(&>-]/,
    regex: /<([\p{L}_][^<>\n\\$`=;&@]{0,59})>/gu,
    accept: isAngle,
    name: innerName,
  },
  { kind: 'hole', has: ['<e.g.'], regex: /<(e\.g\. [^<>\n]{1,240})>/g, accept: () => true, name: exampleName },
  {
    kind: 'hole',
    has: ['{{'],
    regex: /\{\{ ?([\p{L}_][\p{L}\w-]{0,59}) ?\}\}/gu,
    accept: isDoubleBrace,
    name: innerName,
  },
  {
    kind: 'hole',
    has: ['{'],
    looks: /\{[^\s"'{}]/,
    regex: /\{([\p{L}_][\p{L}\w-]{0,59})\}/gu,
    accept: isBrace,
    name: innerName,
  },
  // Where Markdown is MDX, braces have to be escaped, in code too: `\{host\}`.
  {
    kind: 'hole',
    has: ['\\{'],
    regex: /\\\{([\p{L}_][\p{L}\w-]{0,59})\\\}/gu,
    accept: isEscapedBrace,
    name: innerName,
  },
  {
    kind: 'hole',
    has: ['['],
    looks: /\[[A-Z]/,
    regex: /\[([A-Z][A-Z0-9_ -]{1,59})\]/g,
    accept: isBracket,
    name: innerName,
  },
  {
    kind: 'hole',
    has: [' [', '=['],
    looks: /[ =]\[[a-z]{2}/,
    regex: /(?<=[ =])\[([a-z]{2,}(?:[-_][a-z]{2,}){0,4})\](?=\s|$)/g,
    accept: ({ context, inner }) => context === Context.bare && !SYNOPSIS.test(inner),
    name: innerName,
  },
  {
    kind: 'hole',
    has: ['xxx', 'XXX'],
    regex: /(?<![\w-])(?:\w{1,40}-){0,8}(?:X{3,}|x{3,})(?:-\w{1,40}){0,4}(?![\w-])/g,
    accept: isCross,
    name: wordName,
  },
  {
    kind: 'elision',
    has: ['...', '…'],
    regex:
      /(?<![\w$./-])(?:[A-Z][A-Z0-9]{3,}|[a-z]{2,8}[-_](?:\w{1,20}[-_]){0,3}|[a-z]{2,10}:\/\/|arn:[\w:-]{0,80}:)(?:\.{3,}|…)/g,
    accept: isCutShort,
    name: () => 'ELISION',
  },
  { kind: 'elision', has: ['...', '…'], regex: /\.{3,}|…/g, accept: isElision, name: () => 'ELISION' },
  // "hooks.slack.com/services/YOUR/WEBHOOK/URL"
  {
    kind: 'hole',
    has: ['YOUR/'],
    regex: /(?<![\w$])YOUR(?:\/[A-Z]{2,20}){1,4}(?![\w/])/g,
    accept: isDummy,
    name: ({ text, from, to }) => parameterName(text.slice(from, to)),
  },
  {
    kind: 'hole',
    has: ['your', 'YOUR', '-here', 'changeme', 'CHANGEME', 'REPLACE_ME'],
    regex: /\b(?:your|YOUR)[-_]?[A-Za-z][\w-]{1,60}|\b[\w-]{1,60}-here\b|\b(?:changeme|CHANGEME|REPLACE_ME)\b/g,
    accept: isDummy,
    name: innerName,
  },
]

const SHELL_ONLY: readonly Pattern[] = [
  // `shop-YYYYMMDD_HHMMSS.dump`: in quotes it may be a format, of `to_char` or of a program.
  {
    kind: 'hole',
    has: ['YYYY'],
    regex: /(?<![A-Za-z%+])YYYY[-_.]?MM[-_.]?DD(?:[-_T]?HH[-_:]?MM(?:[-_:]?SS)?)?Z?(?![A-Za-z%])/g,
    accept: isDate,
    name: ({ inner }) => (inner.includes('HH') ? 'TIMESTAMP' : 'DATE'),
  },
  // "http://HOST:PORT/health", "ssh admin@SERVER"
  {
    kind: 'hole',
    has: ['HOST', 'SERVER', 'IP', 'DOMAIN'],
    regex: /(?<=:\/\/|\w@)(?:HOST|HOSTNAME|SERVER|IP|DOMAIN)(?::PORT)?(?![\w.({=-])/g,
    accept: ({ context }) => context === Context.bare || context === Context.double,
    name: ({ text, from, to }) => parameterName(text.slice(from, to)),
  },
  // To the shell a variable with a default; to its author a name to fill in.
  {
    kind: 'hole',
    has: ['${'],
    looks: /\$\{[a-z]/,
    regex: /\$\{((?:your-[a-z0-9]+|[a-z][a-z0-9]*-[a-z][a-z0-9]*)(?:-[a-z0-9]+)+|your-[a-z0-9]+)\}/g,
    accept: ({ context }) => context !== Context.single && context !== Context.rawHeredoc,
    name: innerName,
  },
  {
    kind: 'variable',
    has: ['$'],
    regex: /\$(?:([A-Za-z_]\w*)|\{[A-Za-z_]\w*[^{}\n]{0,60}\})/g,
    accept: isVariable,
    name: variableName,
  },
  {
    kind: 'hole',
    has: ['_'],
    looks: /[A-Z0-9]_[A-Z]/,
    regex:
      /(?<![\w$.{%-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:ID|IDS|NAME|ARN|IP|HOST|HOSTNAME|ADDRESS|URL|TOKEN|REVISION|NUMBER|VERSION|TAG|SHA|PASSWORD|PASS|EMAIL|HERE|ENDPOINT|DATE|BUCKET)(?![\w=({-])/g,
    accept: isUpperSnake,
    name: innerName,
  },
]

const IN_SHELL: readonly Pattern[] = [...HOLES, ...SHELL_ONLY]

/** Words that programs print between angle brackets. */
const PRINTED = /^(?:none|nil|null|unknown|pending|invalid|unset|stdin|stdout|eof|br|hr)$/i

function isAngle({ text, from, to, inner }: Site): boolean {
  const before = text[from - 1] ?? ' '
  const after = text[to] ?? ' '
  if ('<\\?'.includes(before) || after === '>' || /\s$/.test(inner) || PRINTED.test(inner)) return false
  // `<in.txt 2>log`, `<in.txt>out.txt`: a file, an optional descriptor, a file.
  if (/\s\d$/.test(inner) || (/^[\w./-]+\.\w{1,4}$/.test(inner) && /[\w./]/.test(after))) return false
  // `a<b AND c>d` compares.
  if (/[\w)]/.test(before) && /\s/.test(inner)) return false
  if (/\s(?:and|or|then)\s/i.test(inner) && /\s/.test(before))
    return !/\w/.test(after) && !/^\s*[\w(]/.test(text.slice(to, to + 2))
  // Mark-up: what has a closing tag.
  const tag = /^[\w:-]+/.exec(inner)?.[0] ?? ''
  return tag === '' || !text.slice(to, to + 2000).includes(`</${tag}>`)
}

function isDoubleBrace({ text, from }: Site): boolean {
  // `'{{json .}}'`, `{{end}}`: a template of docker, kubectl or Helm.
  return (
    text[from - 1] !== '{' &&
    !/^\{\{-? ?(?:end|else|json|range|if|with|template|include|printf)\b/.test(text.slice(from, from + 14))
  )
}

function isBrace({ text, from, to, inner, context }: Site): boolean {
  const before = text[from - 1] ?? ' '
  if ('$%@^{#\\'.includes(before) || text[to] === '}') return false
  // In single quotes braces are the language of awk, jq and JMESPath.
  if (context === Context.single || context === Context.rawHeredoc) return /^[A-Z][A-Z0-9_]{2,}$/.test(inner)
  if (/^(?:print|next|exit)$/.test(inner)) return false
  // `xargs -I {pod}`: the program replaces it itself.
  const near = text.slice(Math.max(0, from - 200), from)
  return (
    !near.endsWith('-I') &&
    !near.endsWith('-I ') &&
    !near.includes(`-I ${text.slice(from, to)}`) &&
    !near.includes(`-I${text.slice(from, to)}`)
  )
}

/** To grep and sed the same marks are an interval: of numbers. */
function isEscapedBrace({ text, from }: Site): boolean {
  return text[from - 1] !== '$' && !/\b(?:sed|grep|awk)\b/.test(lineBefore(text, from))
}

function isBracket({ text, from, to, inner, context }: Site): boolean {
  if (
    context === Context.single ||
    /^(?:ERROR|WARN|WARNING|INFO|DEBUG|FATAL|OK|A-Z|X)$/.test(inner) ||
    /-Z|\s$/.test(inner)
  )
    return false
  return /[\s=/:"'@]/.test(text[from - 1] ?? ' ') && /[\s/:"'@.,)]/.test(text[to] ?? ' ')
}

/** `tool [options]` shows how a tool is called: nothing there is to be filled in. */
const SYNOPSIS = /^(?:options?|flags?|args?|arguments|optional|command)$/

/** `sg-xxx`, `db.xxx.rds.amazonaws.com`, `+1-XXX-XXX-XXXX`: the part between dots and slashes. */
function isCross({ text, from, to }: Site): boolean {
  return text[from - 1] !== '$' && text[from - 1] !== '{' && text[to] !== '=' && text[to] !== '('
}

function isElision({ text, from, to, context }: Site): boolean {
  const before = text[from - 1] ?? ' '
  const after = text[to] ?? ' '
  if (before === '/' && (text[from - 2] ?? ' ') === '.') return false
  const closes = /[\s)}\]"']/.test(after)
  if (!closes) return false
  if (context === Context.bare ? /[\s({[/"']/.test(before) : !/\s/.test(after) && /["'({[/]/.test(before)) return true
  // `API_KEY=...`
  const line = lineBefore(text, from)
  return (context === Context.bare ? /(?:^|\s)[\w-]+=$/ : /\w=$/).test(line) && !SAYS.test(line)
}

/** `AKIA...`, `sk-...`, `arn:aws:...`: a value's beginning. `echo Waiting for DATA...` is a sentence. */
function isCutShort({ text, from, to, context }: Site): boolean {
  const before = text[from - 1] ?? ' '
  if (!/[\s)}\]"']/.test(text[to] ?? ' ')) return false
  if (context === Context.bare ? !/[\s=]/.test(before) : !/[=:"']/.test(before)) return false
  return !SAYS.test(lineBefore(text, from))
}

const SAYS = /\b(?:echo|printf|say|log\w*|print)\b[^|;&]*$/i

function lineBefore(text: string, at: number): string {
  const near = text.slice(Math.max(0, at - 120), at)
  return near.slice(near.lastIndexOf('\n') + 1)
}

function isDummy({ text, from, to }: Site): boolean {
  return text[from - 1] !== '$' && text[from - 1] !== '{' && !/^\w*=|^\(/.test(text.slice(to, to + 2))
}

function isVariable({ text, from, to, context }: Site): boolean {
  if (context === Context.single || context === Context.rawHeredoc) return false
  if (text[from - 1] === '\\' || text[from - 1] === '$') return false
  const written = text.slice(from, to)
  // `${VERSION:-latest}` brings its own value; `${#list}` and `${list[@]}` are of the shell's own making.
  if (/^\$\{\w+(?::?[-=+]|\[)/.test(written)) return false
  return !isShellOwn(variableName({ text, from, to, inner: written, context }))
}

const NAMES_A_VARIABLE =
  /(?:^|[\s;&|(])(?:export|unset|declare|local|readonly|printenv|read|grep|egrep|rg|echo|printf|awk|sed)\b[^|;&\n]*$/

function isDate({ text, from, context }: Site): boolean {
  const line = lineBefore(text, from)
  return context === Context.bare && !SAYS.test(line) && !/format[= ]$/i.test(line)
}

function isUpperSnake({ text, from, to, context }: Site): boolean {
  if (context !== Context.bare && context !== Context.double) return false
  const near = text.slice(Math.max(0, from - 200), from)
  const line = near.slice(near.lastIndexOf('\n') + 1)
  if (line.trim() === '' && (text[to] ?? '\n') === '\n') return false
  // `echo "NEW_IP_ADDRESS" | gh secret set …`: what is handed on whole is a value.
  if (/\becho (?:-n )?["']?$/.test(line) && /^["']? *\|/.test(text.slice(to, to + 4))) return true
  // `secretKeyRef=DB_PASSWORD`, `--env API_TOKEN`: names, not values.
  return !NAMES_A_VARIABLE.test(line) && !/(?:--env|-e|--key|--from-literal)[= ]$/.test(line)
}

function variableName({ text, from, to }: Site): string {
  return /\w+/.exec(text.slice(from, to))?.[0] ?? ''
}

/** `version=<e.g. 1.2.3>` is named by what it is given to. */
function exampleName({ text, from }: Site): string {
  const before = text.slice(Math.max(0, from - 80), from)
  const given = /(?:--)?([A-Za-z_][\w-]*)[ =]["']?$/.exec(before)?.[1]
  return given === undefined ? 'VALUE' : parameterName(given)
}

/** `xxx` says nothing by itself: the option before it does, or the rest of its word. */
function wordName({ text, from, to }: Site): string {
  const before = text.slice(Math.max(0, from - 80), from)
  const option = /--([\w-]+)[ =]["']?$/.exec(before)?.[1]
  if (option !== undefined && /[\s"']/.test(text[to] ?? ' ')) return parameterName(option)
  const word = text.slice(from, to)
  if (!/^x+$/i.test(word)) return parameterName(word)
  const lead =
    /[\w.:/-]{0,80}$/
      .exec(before)?.[0]
      .split(/[:/=]/)
      .filter((part) => part !== '')
      .pop() ?? ''
  return parameterName(lead === '' ? word : `${lead.replace(/[.-]+$/, '')}_XXX`)
}

const SHELL_OWN = longPattern()`
  ^(?:HOME|PATH|PWD|OLDPWD|USER|LOGNAME|SHELL|HOSTNAME|UID|EUID|PPID|RANDOM|SECONDS|LINENO|IFS|TERM|LANG|LC_\w+
    |TMPDIR|TMP|TEMP|BASH\w*|ENV|PS\d|OSTYPE|HOSTTYPE|MACHTYPE|PIPESTATUS|REPLY|OPTARG|OPTIND|EPOCHSECONDS
    |EPOCHREALTIME|COLUMNS|LINES|SHLVL|FUNCNAME|DIRSTACK|GROUPS|LD_\w+|CDPATH|GLOBIGNORE|HISTFILE|PROMPT_COMMAND
    |SHELLOPTS|NODE_OPTIONS|PYTHON\w*|PERL5\w*|RUBYOPT|GIT_\w+_COMMAND)$`

/** Variables that the shell sets or that decide how programs start: never a runbook's parameter. */
export function isShellOwn(name: string): boolean {
  return SHELL_OWN.test(name)
}

/** `task id` → `TASK_ID`, `previousRevision` → `PREVIOUS_REVISION`, `path` → `PATH_VALUE`. */
export function parameterName(written: string): string {
  const name = written
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/^(?:YOUR_?|THE_|MY_|INSERT_|ENTER_)(?=.)/, '')
    .slice(0, 48)
    .replace(/_+$/, '')
  if (name === '') return 'VALUE'
  if (/^\d/.test(name)) return `VALUE_${name}`
  return isShellOwn(name) ? `${name}_VALUE` : name
}

/** In SQL only `--` comments matter; in other text nothing does. */
function plainContexts(text: string, language: Language): Uint8Array {
  const contexts = new Uint8Array(text.length)
  if (language !== 'sql') return contexts
  for (const match of text.matchAll(/--[^\n]*|'[^']*'/g)) {
    if (match[0].startsWith('--')) contexts.fill(Context.comment, match.index, match.index + match[0].length)
  }
  return contexts
}
