import { sign } from '../../facts/signs.ts'
import { onLine, type Rule } from '../../rule.ts'

const LINKS = sign('](#')
const NAMES = sign('see section ', 'see scenario ')
const SECTION = /\bsee (?:section|scenario) ([0-9]+[a-z]?(?:\.\d+)*|[A-Z])\b/i

export const missingSection: Rule = {
  id: 'missing-section',
  family: 'incomplete',
  severity: 'warning',
  summary: 'a link or "see section" leads to a heading that is not there',
  when: ({ signs }) => signs.inFile(LINKS) || signs.inFile(NAMES),
  check({ lines, text, signs, headings, isCode }, __, tell) {
    const slugs = signs.inFile(LINKS) ? slugsOf(headings().map(({ text }) => text)) : NO_SLUGS
    let anchors: ReadonlySet<string> | null = null
    let listed = 0
    for (const line of signs.lines(LINKS)) {
      if (isCode(line) || slugs.size === 0) continue
      const written = lines[line - 1] ?? ''
      for (const { 1: anchor = '', index: at } of written.matchAll(/\]\(#([^)\s]+)\)/g)) {
        const wanted = decode(anchor)
        if (slugs.has(wanted)) continue
        anchors ??= anchorsIn(text)
        if (anchors.has(wanted) || anchors.has(anchor)) continue
        const close = closest(slugs, wanted)
        // Of a table of contents, or to what is there under another number: the reader finds it all the same.
        const inContents = LISTED.test(written)
        tell(
          onLine(
            line,
            `the link #${anchor} leads nowhere: no heading of this file has that name`,
            close === null ? 'give it the name of a heading, as it is today' : `did you mean #${close}?`,
            {
              severity: close !== null || (inContents ? listed > 0 : !SENDS.test(written)) ? 'info' : null,
              columns: { from: at + 3, to: at + 4 + anchor.length },
            },
          ),
        )
        if (inContents) listed++
      }
    }
    for (const line of signs.lines(NAMES)) {
      const named = isCode(line) ? undefined : SECTION.exec(lines[line - 1] ?? '')?.[1]
      if (
        named !== undefined &&
        !headings().some((heading) =>
          new RegExp(
            `(^|\\b(?:scenario|section|runbook|step)\\s+)${named.replace('.', '\\.')}(?=[.:)\\s]|$)`,
            'i',
          ).test(heading.text),
        )
      )
        tell(onLine(line, `there is no section ${named} in this file to see`, 'name the heading it means, and link it'))
    }
  },
}

const NO_SLUGS: ReadonlySet<string> = new Set()

/** A line that holds nothing but the link. */
const LISTED = /^\s*(?:[-*]|\d+\.)\s*\[[^\]]*\]\(#[^)\s]+\)\s*$/

/** Who follows the steps has to go there; a word that only explains itself by a link does no harm. */
const SENDS = /^\s*\d+[.)]|\b(?:see|follow|refer|perform|run|go to|steps?|described|procedures?|instructions)\b/i

/** The heading that is meant, where only its number, or how its signs are written, has changed: `#1-overview` for `#overview`. */
function closest(slugs: ReadonlySet<string>, wanted: string): string | null {
  const bare = bareName(wanted)
  if (bare.length < 4) return null
  for (const slug of slugs) if (bareName(slug) === bare) return slug
  return null
}

function bareName(slug: string): string {
  return slug
    .replace(/^(?:\d+-)+/, '')
    .split('-')
    .filter((word) => word !== '' && word !== 'and' && word !== 'the')
    .sort()
    .join('-')
}

/** Names that HTML in the text gives: `<a name="restore">`. */
function anchorsIn(text: string): Set<string> {
  return new Set([...text.matchAll(/\b(?:id|name)="([^"\r\n]+)"/g)].map((found) => found[1] ?? ''))
}

/** `## Restore {#restore}`: a heading that says its name itself. */
const OWN_NAME = /\{#([\w-]+)\}\s*$/

function slugOf(text: string): string {
  // Most headings are of letters, digits and signs that all go: no need for the classes of Unicode.
  if (/^[\w\s:.,;!?/()&'"-]*$/.test(text))
    return text
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .trim()
      .replaceAll(' ', '-')
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(OWN_NAME, '')
    .toLowerCase()
    .replace(/<[^>]*>/g, '')
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}

/** As GitHub makes them. */
function slugsOf(texts: readonly string[]): Set<string> {
  const slugs = new Set<string>()
  const counts = new Map<string, number>()
  for (const text of texts) {
    const own = text.includes('{#') ? OWN_NAME.exec(text)?.[1] : undefined
    if (own !== undefined) slugs.add(own)
    const slug = slugOf(text)
    const count = counts.get(slug) ?? 0
    counts.set(slug, count + 1)
    slugs.add(count === 0 ? slug : `${slug}-${count}`)
    // Other renderers join what GitHub leaves doubled.
    if (/^-|--|-$/.test(slug)) slugs.add(slug.replace(/-+/g, '-').replace(/^-|-$/g, ''))
  }
  return slugs
}

function decode(anchor: string): string {
  try {
    return decodeURIComponent(anchor).toLowerCase()
  } catch {
    return anchor.toLowerCase()
  }
}
