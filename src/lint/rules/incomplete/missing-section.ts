import { onLine, type Rule } from '../../rule.ts'

const MAY_NAME = /see (?:section|scenario) /i
const SECTION = /\bsee (?:section|scenario) ([0-9]+[a-z]?(?:\.\d+)*|[A-Z])\b/i

export const missingSection: Rule = {
  id: 'missing-section',
  family: 'incomplete',
  severity: 'warning',
  summary: 'a link or "see section" leads to a heading that is not there',
  when: ({ text }) => text.includes('](#') || MAY_NAME.test(text),
  check({ lines, text: whole, headings, isCode }, __, tell) {
    const names = MAY_NAME.test(whole)
    const slugs = slugsOf(headings().map(({ text }) => text))
    let anchors: ReadonlySet<string> | null = null
    for (const [index, text] of lines.entries()) {
      const links = text.includes('](#')
      if ((!names && !links) || isCode(index + 1)) continue
      if (links)
        for (const [, anchor = ''] of text.matchAll(/\]\(#([^)\s]+)\)/g)) {
          const wanted = decode(anchor)
          if (slugs.has(wanted) || slugs.size === 0) continue
          anchors ??= anchorsIn(whole)
          if (anchors.has(wanted) || anchors.has(anchor)) continue
          tell(
            onLine(
              index + 1,
              `the link #${anchor} leads nowhere: no heading of this file has that name`,
              'give it the name of a heading, as it is today',
            ),
          )
        }
      const named = names ? SECTION.exec(text)?.[1] : undefined
      if (
        named !== undefined &&
        !headings().some((heading) =>
          new RegExp(
            `(^|\\b(?:scenario|section|runbook|step)\\s+)${named.replace('.', '\\.')}(?=[.:)\\s]|$)`,
            'i',
          ).test(heading.text),
        )
      )
        tell(
          onLine(
            index + 1,
            `there is no section ${named} in this file to see`,
            'name the heading it means, and link it',
          ),
        )
    }
  },
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
