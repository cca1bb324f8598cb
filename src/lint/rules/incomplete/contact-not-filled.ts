import { onLine, type Rule } from '../../rule.ts'

const EMPTY =
  /\[(?:name|phone|email|your name|contact|number|phone number|tbd|todo)\]|\+?\d?-?X{3}-X{3}-X{4}|\b(?:TBD|FILL ?ME|fill in)\b|(?:\(?\b555\)?[-. ]\d{3}[-. ]?\d{4}|\b\(?\d{3}\)?[-. ]555[-. ]\d{4}|\b(?:1[-. ])?555[-. ]\d{4})\b|\b(\d)\1{3,4}[-. ]?\1{4}\b|\b123[-. ]456[-. ]7890\b|\b(?:000|111)[-. ](?:000|111)[-. ]\d{4}\b|\+1[- ]?(?:xxx|\.\.\.)|\b[\w.+-]+@(?:example|yourcompany|your-company|yourdomain|company)\.(?:com|org|net|io)\b|\b(?:John|Jane) (?:Doe|Smith)\b/i
/** The same in parts, each of which begins with what is rare: three looks at a file are cheaper than one at all of it. */
const MAY_BE_EMPTY = [
  /\[(?:name|phone|email|your name|contact|number|phone number|tbd|todo)\]/i,
  /X{3}-X{3}-X{4}/i,
  /\b(?:TBD|FILL ?ME|fill in)\b/i,
  /(\d)\1{3}[-. ]?\1{4}/,
  /\b555[-. )]|123[-. ]456|000[-. ]000|111[-. ]111|\+1[- ]?(?:xxx|\.)/i,
  /@(?:example|your-?company|yourdomain|company)\./i,
  /\bJ(?:ohn|ane) (?:Doe|Smith)\b/i,
]
const ABOUT =
  /on-?call|admin|lead|manager|engineer|support|contact|phone|pager|escalat|officer|team|owner|dba|vendor|name/i

export const contactNotFilled: Rule = {
  id: 'contact-not-filled',
  family: 'incomplete',
  severity: 'warning',
  summary: 'a contact is still the template’s',
  when: ({ text }) => MAY_BE_EMPTY.some((pattern) => pattern.test(text)),
  check({ lines, text: whole, headings, isCode }, __, tell) {
    const patterns = MAY_BE_EMPTY.filter((pattern) => pattern.test(whole))
    for (const [index, text] of lines.entries()) {
      if (!patterns.some((pattern) => pattern.test(text)) || isCode(index + 1)) continue
      const found = EMPTY.exec(text)?.[0]
      if (found === undefined || !ABOUT.test(text) || /^\s*>/.test(text)) continue
      // A variable's default is no person's.
      if (/\b(due|date)\b|owner:/i.test(text) || /\b[A-Z]{2,}_[A-Z_]{2,}\b/.test(text)) continue
      const title = headings().findLast((heading) => heading.line <= index + 1)?.text ?? ''
      // A form to be filled in when the time comes.
      if (
        /template|example|sample|post-?mortem|report|format|form\b|message|minutes of|meeting|sign-?off|review/i.test(
          title,
        )
      )
        continue
      // A link's text in brackets is no empty field.
      if (found.startsWith('[') && text.includes(`${found}(`)) continue
      const who =
        text
          .replace(/[*_|#-]+/g, ' ')
          .trim()
          .split(/[:[]/)[0]
          ?.trim() ?? ''
      tell(
        onLine(
          index + 1,
          `${who === '' ? 'this contact' : `"${who}"`} has "${found}" where a name or number should be: there is nobody to call`,
          'name a rota or a person, and a number that rings at night',
        ),
      )
    }
  },
}
