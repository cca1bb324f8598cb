import { isShellOwn, parameterName } from '../shell/parameter-name.ts'
import { Context } from '../shell/shell-context.ts'

/** Where a form stands in a text. */
export interface Site {
  text: string
  from: number
  to: number
  /** What stands between the marks. */
  inner: string
  context: Context
}

/** One way to write that something is to be filled in. */
export interface Form {
  /** A text without any of these has none: twenty times cheaper to ask than a pattern. */
  has: readonly string[]
  /** Nor has one without this: signs alone stand everywhere in shell. */
  looks?: RegExp
  kind: 'hole' | 'variable' | 'elision'
  /** Global, and never empty. */
  regex: RegExp
  accept(site: Site): boolean
  name(site: Site): string
}

const innerName = ({ inner }: Site) => parameterName(inner)

/** What holds in any language; the first to claim a character has it. */
export const FORMS: readonly Form[] = [
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
    has: ['your', 'YOUR', '-here', '_here', 'changeme', 'CHANGEME', 'REPLACE_ME'],
    regex:
      /\b(?:[a-z]{1,10}_)?(?:your|YOUR)[-_]?[A-Za-z][\w-]{1,60}|\b[\w-]{1,60}[-_]here\b|\b(?:changeme|CHANGEME|REPLACE_ME)\b/g,
    accept: isDummy,
    name: innerName,
  },
  // "shop:previous-tag": no release is called so.
  {
    kind: 'hole',
    has: ['-version', '-tag', '_version', '_tag'],
    looks: /(?:new|previous|prev|old|target|desired)[-_](?:version|tag)/,
    regex:
      /(?<=\w:|--(?:tag|version|image-tag)[ =]|\bcheckout )(?:new|previous|prev|old|target|desired)[-_](?:version|tag)(?![\w/.=:-])/g,
    accept: isDummy,
    name: ({ text, from, to }) => parameterName(text.slice(from, to)),
  },
]

const SHELL_ONLY: readonly Form[] = [
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
      /(?<![\w$.{%-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:ID|IDS|NAME|ARN|IP|HOST|HOSTNAME|ADDRESS|URL|TOKEN|REVISION|NUMBER|VERSION|TAG|SHA|PASSWORD|PASS|EMAIL|HERE|ENDPOINT|DATE|BUCKET|KEY)(?![\w=({-])/g,
    accept: isUpperSnake,
    name: innerName,
  },
]

/** What holds in shell. */
export const SHELL_FORMS: readonly Form[] = [...FORMS, ...SHELL_ONLY]

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
  // `secrets unset API_KEY` names it; `alias set shop URL ACCESS_KEY SECRET_KEY` wants it.
  if (text.startsWith('_KEY', to - 4) && (context !== Context.bare || NAMES_A_KEY.test(line))) return false
  // `echo "NEW_IP_ADDRESS" | gh secret set …`: what is handed on whole is a value.
  if (/\becho (?:-n )?["']?$/.test(line) && /^["']? *\|/.test(text.slice(to, to + 4))) return true
  // `secretKeyRef=DB_PASSWORD`, `--env API_TOKEN`: names, not values.
  return !NAMES_A_VARIABLE.test(line) && !/(?:--env|-e|--key|--from-literal)[= ]$/.test(line)
}

const NAMES_A_KEY = /\b(?:secrets?|config\w*|env|variables?|vault|field|data)\b|-type[= ]$/i

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
