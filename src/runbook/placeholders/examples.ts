import { longPattern } from '../../core/long-pattern.ts'
import { parameterName } from '../shell/parameter-name.ts'

/** A value that looks real and is only there to show where one goes. */
export interface ExampleValue {
  from: number
  to: number
  text: string
  name: string
}

/** Of any of these one is an example; looked for first, since most code has none. */
const MAY_HOLD =
  /path\/to|example|123|your|\bmy|20\d\d-?\d\d|(?:missing|latest|some|sample|dummy)[_-]|_name['"]|[a-z]-name\b|-xyz|-[0-9a-f]{8,10}-|@(?:host|server)|(?:backup|dump|snapshot)\.\w|new[-_]?pass|:pass(?:word)?@|undo\b[^\n]*--to-revision/i

/** What documentation makes up, word by word, and what a text must hold for it. The first pattern to claim a character has it. */
const EXAMPLES: readonly (readonly [RegExp, RegExp])[] = [
  // Names that RFC 2606 keeps for examples, and mail addresses there.
  [/example\./, /(?:[\w.+-]{1,64}@)?(?:[\w-]{1,63}\.){0,6}\bexample\.(?:com|org|net)\b/g],
  // "api.yourcompany.io"
  [
    /(?:your|my)-?(?:domain|company|org|site|app|host)\./i,
    /(?:[\w-]{1,63}\.){0,6}\b(?:your|my)-?(?:domain|company|org|site|app|host)(?:\.[a-z]{2,10}){1,2}\b/gi,
  ],
  // "/path/to/backup.dump"
  [/path\/to\//, /(?<![\w./-])\/?path\/to\/[\w./-]*\w/g],
  // Counted up: account 123456789012, zone Z1234567ABC.
  [/123456/, /(?<![\w-])[\w-]{0,40}123456[\w-]{0,40}(?![\w-])/g],
  // "photos/123.jpg", "orders/1234"
  [/\/123/, /(?<![\w./-])(?:[\w-]{1,40}\/){1,8}123(?:45?)?(?:\.\w{1,5})?(?![\w/-])/g],
  // A moment, and names that carry a day: "2024-01-31T10:00:00Z", "dump-20240131.sql".
  [
    /20\d\d-\d\d-\d\d[T ]\d/,
    /(?<![\w.:/-])20\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?/g,
  ],
  [
    /[-_]20\d\d-?[01]\d-?[0-3]\d/,
    /(?<![\w.:-])[A-Za-z][\w:.]{0,40}(?:-[\w.]{1,40}){0,8}?[-_]20\d\d-?[01]\d-?[0-3]\d(?:[-_.][\w.-]{1,40})?(?![\w-])/g,
  ],
  // "my-cluster", "mydatabase", "missing_table", "user:example"
  [
    /my/i,
    longPattern('gi')`
      (?<![\w$.-])my[-_]?(?:cluster|bucket|app|application|service|namespace|pod|db|database|instance|project
        |deployment|server|host|secret|image|repo|container|user|stack|function|queue|table|volume|node|key)\b
      (?![\w.(=-])`,
  ],
  [
    /(?:missing|latest|some|sample|dummy)[-_]/,
    longPattern('g')`
      (?<![\w$.-])(?:missing|latest|some|sample|dummy)[-_]
      (?:table|backup|dump|snapshot|file|column|user|database|db|value|name)\b(?:\.\w{1,5})?(?![\w(/=-])`,
  ],
  // "get_history('table_name')"
  [
    /_name['"]/,
    /(?<=['"])(?:table|schema|column|database|db|index|user|role|queue|topic|bucket|cluster|file|job|task)_name(?=['"])/g,
  ],
  // "/aws/lambda/function-name": the last part of a word, or all of it.
  [
    /-name\b/,
    longPattern('g')`
      (?<![\w$.<{[-])(?:function|bucket|cluster|service|pod|queue|topic|instance|database|stack|container|image|project|role|user)-name
      (?![\w>}\]=(:.-])`,
  ],
  // A pod that was there when this was written: the cluster gives the next one another name.
  [
    /-[0-9a-f]{8,10}-/,
    /(?<![\w./-])[a-z][a-z0-9]{0,30}(?:-[a-z0-9]{1,30}){0,6}-(?=[a-f]*\d)[0-9a-f]{8,10}-[a-z0-9]{5}(?![\w-])/g,
  ],
  [/-xyz/, /(?<![\w./-])[a-z][a-z0-9]{0,30}(?:-[a-z0-9]{1,30}){0,6}-xyz(?:\d{1,3})?(?![\w-])/g],
  // "gzip -t backup.sql.gz": what is read; what is written may be called so.
  [
    /(?:backup|dump|snapshot)\.\w/,
    /(?<=[\s/])(?<!(?:>|-f|-o) ?)(?:backup|dump|snapshot)\.(?:sql|dump|tar|tgz|gz|zip|bak|db|aof)(?:\.(?:gz|gpg|bz2|zst|xz|enc))*(?![\w.-])/g,
  ],
  // "ssh user@host"
  [/@(?:host|server)/, /(?<![\w.-])(?:user|username|admin|root|ubuntu|ec2-user)@(?:host(?:name)?|server)(?![\w.-])/g],
  // "postgresql://shop:password@host:5432/shop"
  [/:pass(?:word)?@/, /(?<![\w.-])[\w.-]{1,40}:pass(?:word)?@[\w.-]{1,80}/g],
  // "admin-password=newpassword": a value; "--new-password" is an option, and "new_password=" a name.
  [/new[-_]?pass/i, /(?<=[\s=:'"])(?<!\$\{?)new[-_]?pass(?:word|phrase)(?=['"\s;]|$)/gi],
  // "rollout undo deployment/shop --to-revision=2": which one it is, the history tells.
  [/--to-revision/, /(?<=\bundo\b[^\n|;&]{1,200}\s)--to-revision[= ]\d{1,4}\b/g],
  [/:example/, /(?<![\w./-])[A-Za-z]\w{0,30}:example\b(?![\w.-])/g],
]

/**
 * Finds values that are examples, in the order of the text. Unlike a placeholder nothing tells for sure that they are none
 * of the reader's own, so they stay in place when a step runs; they are shown, so that a person looks twice.
 */
export function findExamples(text: string): ExampleValue[] {
  if (!MAY_HOLD.test(text)) return []
  const found: ExampleValue[] = []
  for (const [has, pattern] of EXAMPLES) {
    if (!has.test(text)) continue
    for (const match of text.matchAll(pattern)) {
      const from = match.index
      const to = from + match[0].length
      if (found.some((other) => from < other.to && to > other.from)) continue
      found.push({ from, to, text: match[0], name: parameterName(match[0]) })
    }
  }
  return found.sort((a, b) => a.from - b.from)
}
