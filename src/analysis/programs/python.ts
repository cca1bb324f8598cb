import { longPattern } from '../../core/long-pattern.ts'
import { type Call, type Finding, type Nested, read, unknown, write } from '../finding.ts'
import type { ShellWord } from '../shell/word.ts'
import { handOver } from './background-task.ts'

/** Modules of the standard library that do nothing by being imported, of which only the calls below are taken for harmless. */
const MODULES =
  /^(json|sys|datetime|time|math|base64|hashlib|secrets|uuid|re|string|collections|statistics|decimal|urllib\.parse|platform)$/
/** What may be called, by its whole name. */
const CALLS = longPattern()`
  ^(print|len|str|int|float|bool|sorted|reversed|list|dict|set|tuple|sum|min|max|abs|round|any|all|range|zip
    |enumerate|repr|hex|bin|ord|chr|json\.(loads|load|dumps)|sys\.stdin\.(read|readline|readlines)|sys\.exit
    |(datetime\.)?datetime\.(now|utcnow|today|fromtimestamp|fromisoformat|strptime|utcfromtimestamp)
    |(datetime\.)?timedelta|(datetime\.)?date\.today|time\.(time|strftime|gmtime|localtime|ctime)|math\.\w+
    |base64\.\w+|hashlib\.(md5|sha1|sha224|sha256|sha384|sha512)
    |secrets\.(token_hex|token_urlsafe|token_bytes|randbelow)|uuid\.(uuid1|uuid4)
    |re\.(search|match|findall|sub|split)|urllib\.parse\.(quote|unquote|quote_plus|urlencode|urlparse)
    |platform\.\w+|statistics\.\w+|collections\.Counter)$`
/** Methods of what such calls answer: texts, numbers, lists, dictionaries, times. */
const METHODS = longPattern()`
  ^(get|items|keys|values|split|rsplit|splitlines|strip|lstrip|rstrip|join|lower|upper|title|replace|startswith
    |endswith|encode|decode|hex|hexdigest|digest|isoformat|strftime|timestamp|total_seconds|date|count|index
    |find|group|groups|most_common|read)$`
/** What of a module may be named without calling it: whatever else could be called by what it is handed to. */
const VALUES = longPattern()`
  ^(sys\.(stdin|argv|version|version_info|platform)|math\.(pi|e|inf)
    |string\.(ascii_letters|ascii_lowercase|ascii_uppercase|digits|hexdigits|punctuation)
    |(datetime\.)?timezone\.utc)$`
const KEYWORDS = /^(import|from|as|for|in|if|else|and|or|not|is|None|True|False)$/

/** `python -c`, as far as a small reader can prove that a text only computes and prints; `-m json.tool` between pipes. */
export function resolvePython({ program, args, input }: Call, nested: Nested): Finding {
  const at = args.findIndex((word) => !/^-[BEsSuIO]+$/.test(word.value) || !word.fixed)
  const [option, text, ...rest] = at < 0 ? [] : args.slice(at)
  if (option === undefined) return unknown(`opens an interactive ${program}, or runs what comes in`)
  if (option.fixed && /^(--version|-V|-VV|--help|-h)$/.test(option.value) && text === undefined)
    return read('prints its version or help')
  if (option.value === '-c' && text) return resolveText(program, text)
  if (option.value === '-m' && text?.fixed && text.value === 'json.tool') {
    // One more word is the file to read; a second one is written to.
    const words = rest.filter((word) => !isPlainFlag(word))
    if (words.length <= 1 && words.every((word) => !word.spread && /^[^-]/.test(word.lead)))
      return read('lays JSON out')
  }
  if (option.value === '-m' && text?.fixed && text.value === 'pip') return nested.words([text, ...rest], input)
  if (option.value === '-m' && text?.fixed && /^(venv|virtualenv|compileall|py_compile|ensurepip)$/.test(text.value))
    return write('writes files')
  return unknown(
    `what this call of ${program} does is not known`,
    option.value === '-c' && text ? { code: [text] } : {},
  )
}

function isPlainFlag({ fixed, value }: ShellWord): boolean {
  return fixed && /^--(sort-keys|no-ensure-ascii|json-lines|indent|tab|no-indent|compact)$/.test(value)
}

function resolveText(program: string, text: ShellWord): Finding {
  const more = { code: [text] }
  if (!text.fixed) return unknown(`runs a text that shows only when it runs`, more)
  const task = taskHandedOver(text.value)
  if (task !== null) return handOver(task, more)
  const why = whyNotHarmless(text.value)
  return why === null ? read('computes and prints', more) : unknown(`${program} -c: ${why}`, more)
}

/** `from app.tasks import backup; backup.delay()`: imports, and one task of Celery's that is called; null for anything else. */
function taskHandedOver(text: string): string | null {
  const statements = text.split(/[;\n]/).flatMap((line) => line.trim() || [])
  const call = statements.pop() ?? ''
  if (statements.length === 0 || !statements.every((line) => /^from [\w.]+ import \w+$/.test(line))) return null
  const [, name, root] = /^((\w+)(?:\.\w+)*)\.(?:delay|apply_async|apply)\([\w\s,='"[\]{}:.-]*\)$/.exec(call) ?? []
  return name !== undefined && statements.some((line) => line.endsWith(` import ${root}`)) ? name : null
}

const STRING =
  /(?<![A-Za-z0-9_])[rbuRBU]{0,2}(?:"{3}[\s\S]*?"{3}|'{3}[\s\S]*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/g

/** What in the text is not known to be harmless; null if all of it is. */
function whyNotHarmless(text: string): string | null {
  const plain = text.replaceAll(STRING, ' "" ')
  if (/["'\\`#]/.test(plain.replaceAll('""', ''))) return 'not all of it is understood'
  // Python reads letters of other alphabets as plain ones.
  if (/[^\t\n\r -~]/.test(plain)) return 'it holds letters that are not plain'
  // A formatted text holds code: `f"…"`.
  if (/\b(?!(?:in|not|and|or|if|else|is)\b)[A-Za-z_]\w*\s*""/.test(plain)) return 'a text within it could be code'
  if (/[)\]"]\s*\(|__/.test(plain)) return 'it calls what it has worked out'
  const allowed = new Set<string>()
  for (const statement of plain.split(/[;\n]/)) {
    const line = statement.trim()
    if (line === '') continue
    const imported = readImport(line)
    if (imported === 'other') return `it imports ${line.replace(/^(import|from)\s+/, '').split(/\s/)[0]}`
    for (const name of imported ?? []) allowed.add(name)
    const why = imported === null ? whyNotExpression(line, allowed) : null
    if (why !== null) return why
  }
  return null
}

/** The names an import brings; null for no import, `other` for one that is not known to be harmless. */
function readImport(line: string): string[] | 'other' | null {
  const plain = /^import\s+(.+)$/.exec(line)
  if (plain) {
    const names = (plain[1] ?? '').split(',').map((name) => name.trim())
    return names.every((name) => MODULES.test(name)) ? names : 'other'
  }
  const from = /^from\s+([\w.]+)\s+import\s+([\w, ]+)$/.exec(line)
  if (from)
    return from[1] === 'datetime' && /^(datetime|timedelta|date|timezone|, ?)+$/.test(from[2] ?? '')
      ? (from[2] ?? '').split(/, ?/)
      : 'other'
  return /^(import|from)\b/.test(line) ? 'other' : null
}

function whyNotExpression(line: string, imported: ReadonlySet<string>): string | null {
  // One plain name may be set: `d = json.load(sys.stdin)`. It must not hide a name that is called.
  const set = /^([a-z]\w*)\s*=(?!=)\s*(.*)$/.exec(line)
  const expression = set ? (set[2] ?? '') : line
  if (set && CALLS.test(set[1] ?? '')) return `it gives ${set[1]} another meaning`
  if (
    /(?<![=!<>])=(?!=)/.test(
      expression.replaceAll(
        /\b(indent|sort_keys|sep|end|key|reverse|default|tz|weeks|days|hours|minutes|seconds|milliseconds)\s*=/g,
        '',
      ),
    )
  )
    return 'it sets something'
  if (
    /:=|\b(lambda|def|class|del|exec|eval|open|with|while|yield|await|async|raise|try|global|nonlocal|assert|return|pass|getattr|setattr|delattr|globals|locals|vars|compile|breakpoint|input|map|filter)\b/.test(
      expression,
    )
  )
    return 'it does more than compute'
  for (const [whole, dotted = '', call] of expression.matchAll(NAMES)) {
    const name = dotted.replaceAll(/\s/g, '')
    if (KEYWORDS.test(name)) continue
    const root = name.split('.')[0] ?? ''
    const ofModule =
      imported.has(root) || [...imported].some((module) => name.startsWith(`${module}.`)) || MODULES.test(root)
    const last = name.slice(name.lastIndexOf('.') + 1)
    const fine = call
      ? (CALLS.test(name) && (!name.includes('.') || ofModule)) ||
        (!ofModule && name.includes('.') && METHODS.test(last))
      : !ofModule || VALUES.test(name)
    if (!fine) return `it uses ${whole.trim()}`
  }
  return null
}

const NAMES = /((?:\.\s*)?[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)\s*(\()?/g
