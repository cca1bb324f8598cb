import { headingAbove } from '../../facts/headings.ts'
import { sign } from '../../facts/signs.ts'
import { onLine, type Rule } from '../../rule.ts'

const EMPTY =
  /\[(?:name|phone|email|your name|contact|number|phone number|tbd|todo)\]|\+?\d?-?X{3}-X{3}-X{4}|\b(?:TBD|FILL ?ME|fill in)\b|(?:\(?\b555\)?[-. ]\d{3}[-. ]?\d{4}|\b\(?\d{3}\)?[-. ]555[-. ]\d{4}|\b(?:1[-. ])?555[-. ]\d{4})\b|\b(\d)\1{3,4}[-. ]?\1{4}\b|\b123[-. ]456[-. ]7890\b|\b(?:000|111)[-. ](?:000|111)[-. ]\d{4}\b|\+1[- ]?(?:xxx|\.\.\.)|\b[\w.+-]+@(?:example|yourcompany|your-company|yourdomain|company)\.(?:com|org|net|io)\b|\b(?:John|Jane) (?:Doe|Smith)\b/i
/** Of each of these what it cannot do without. */
const MAY_BE_EMPTY = sign(
  ...'name phone email contact number tbd todo'.split(' ').map((field) => `[${field}]`),
  ...['[your name]', '[phone number]', 'xxx-xxx', 'tbd', 'fill me', 'fillme', 'fill in'],
  ...[...'0123456789'].map((digit) => digit.repeat(4)),
  ...[...'-. )'].map((end) => `555${end}`),
  ...[...'-. '].flatMap((between) => [`123${between}456`, `000${between}000`, `111${between}111`]),
  ...['+1xxx', '+1 xxx', '+1-xxx', '+1.', '+1 .', '+1-.'],
  ...'example company yourcompany your-company yourdomain'.split(' ').map((host) => `@${host}.`),
  ...['john doe', 'john smith', 'jane doe', 'jane smith'],
)
const ABOUT =
  /on-?call|admin|lead|manager|engineer|support|contact|phone|pager|escalat|officer|team|owner|dba|vendor|name/i

/** Lines to the next one of the same list or table: who fills in the first sees it. */
const NEXT = 5

export const contactNotFilled: Rule = {
  id: 'contact-not-filled',
  family: 'incomplete',
  severity: 'warning',
  summary: 'a contact is still the template’s',
  when: ({ signs }) => signs.inFile(MAY_BE_EMPTY),
  check({ lines, signs, headings, isCode }, __, tell) {
    let told = -9
    for (const line of signs.lines(MAY_BE_EMPTY)) {
      if (isCode(line)) continue
      const text = lines[line - 1] ?? ''
      const found = EMPTY.exec(text)?.[0]
      if (found === undefined || !ABOUT.test(text) || /^\s*>/.test(text)) continue
      // A variable's default is no person's.
      if (/\b(due|date)\b|owner:/i.test(text) || /\b[A-Z]{2,}_[A-Z_]{2,}\b/.test(text)) continue
      const title = headingAbove(headings(), line)?.text ?? ''
      // A form to be filled in when the time comes.
      if (
        /template|example|sample|post-?mortem|report|format|form\b|message|minutes of|meeting|sign-?off|review/i.test(
          title,
        )
      )
        continue
      // A link's text in brackets is no empty field.
      if (found.startsWith('[') && text.includes(`${found}(`)) continue
      const who = whose(text, found)
      tell(
        onLine(
          line,
          `${who === '' ? 'this contact' : `"${who}"`} has "${found}" where a name or number should be: there is nobody to call`,
          'name a rota or a person, and a number that rings at night',
          { severity: line - told <= NEXT ? 'info' : null },
        ),
      )
      told = line
    }
  },
}

/** The first cell, or what stands before the colon, where that is short enough for a name; empty otherwise. */
function whose(text: string, found: string): string {
  const [first = ''] = text.split(/\||:(?=\s|\*)|\[/).filter((part) => /\p{L}/u.test(part))
  const who = first.replace(/^[\s>*_#-]+|[\s*_]+$/g, '')
  return who.length > 40 || who.includes(found) ? '' : who
}
