import {
  atLeast,
  type Call,
  destructive,
  type Finding,
  type Nested,
  read,
  unknown,
  worstOf,
  write,
} from '../finding.ts'
import { arrivingWord } from '../shell/word.ts'

/** `find`: looking is harmless; `-delete`, `-exec` and the `-fprint`s are not looking. */
export function resolveFind({ args }: Call, nested: Nested): Finding {
  const found: Finding[] = []
  for (let at = 0; at < args.length; at++) {
    const value = args[at]?.value ?? ''
    if (value === '-delete') found.push(destructive('deletes the files it finds'))
    else if (/^-(fprint|fprintf|fprint0|fls)$/.test(value))
      found.push(write(`writes the file ${args[at + 1]?.text ?? ''}`))
    else if (/^-(exec|execdir|ok|okdir)$/.test(value)) {
      const end = args.findIndex((word, i) => i > at && (word.value === ';' || word.value === '+'))
      if (end < 0) {
        found.push(unknown('its command has no end'))
        break
      }
      // What is found takes the place of `{}`.
      const words = args
        .slice(at + 1, end)
        .map((word) =>
          word.value === '{}' ? arrivingWord(word) : word.value.includes('{}') ? { ...word, fixed: false } : word,
        )
      const inner = nested.words(words)
      found.push({ ...inner, reasons: inner.reasons.map((reason) => `${words[0]?.text ?? ''}: ${reason}`) })
      at = end
    } else if (args[at] && !args[at]?.fixed && args[at]?.spread && args[at]?.lead === '' && args[at]?.opaque)
      found.push(unknown('its tests show only when it runs'))
  }
  const worst = worstOf(found, 'looks for files')
  return found.length === 0
    ? read('looks for files')
    : atLeast({ ...worst, code: found.flatMap(({ code }) => code) }, read('runs on every file found'))
}
