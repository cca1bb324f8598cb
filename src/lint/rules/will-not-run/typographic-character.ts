import { inCode } from '../../facts/conditions.ts'
import type { Rule } from '../../rule.ts'

/** What word processors make of `--`, `"` and `'`. */
const SIGNS = /(?<![\w\u2010-\u2015])[–—](?=[a-z])|[“”‘’](?=\S)|(?<=\S)[“”‘’]|\u00a0/gu

const MAY_HOLD = /[–—“”‘’\u00a0]/

export const typographicCharacter: Rule = {
  id: 'typographic-character',
  family: 'will not run',
  severity: 'error',
  summary: 'a dash or quotation mark of a word processor stands in a command',
  when: inCode(...'–—“”‘’\u00a0'),
  check({ steps }, __, tell) {
    for (const step of steps) {
      if (step.step.kind !== 'shell' || !MAY_HOLD.test(step.code)) continue
      for (const match of step.code.matchAll(SIGNS)) {
        const sign = match[0]
        const at = match.index
        const command = step.commands.find(({ from, to, carrier }) => carrier === null && at >= from && at < to)
        // Within quotes it is text that somebody reads.
        if (command === undefined || isQuoted(step.code, command.from, at) || /^(echo|printf)$/.test(command.program))
          continue
        const plain = sign === '—' || sign === '–' ? '--' : sign === '\u00a0' ? ' ' : /[“”]/.test(sign) ? '"' : "'"
        tell({
          at: { step, from: at, to: at + sign.length },
          message: `"${sign}" is not "${plain}" to ${command.program}: it becomes part of a word, and the option or quote is lost`,
          hint: `write ${plain === ' ' ? 'a plain blank' : plain}`,
          severity: null,
          fix: { step, from: at, to: at + sign.length, text: plain },
        })
      }
    }
  },
}

function isQuoted(code: string, from: number, at: number): boolean {
  const before = code.slice(from, at)
  return (before.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1 || (before.match(/'/g)?.length ?? 0) % 2 === 1
}
