import { onLine, type Rule } from '../../rule.ts'

const MAY_NAME = /see (?:section|scenario) /i
const SECTION = /\bsee (?:section|scenario) ([0-9]+[a-z]?(?:\.\d+)*|[A-Z])\b/i

export const missingSection: Rule = {
  id: 'missing-section',
  family: 'incomplete',
  severity: 'warning',
  summary: 'a link or "see section" leads to a heading that is not there',
  *check({ lines, text: whole, headings, isCode }) {
    const names = MAY_NAME.test(whole)
    // Most runbooks refer to nothing: then there is nothing to prepare.
    if (!names && !whole.includes('](#')) return
    const slugs = slugsOf(headings().map(({ text }) => text))
    const anchors = new Set(
      lines.flatMap((text) =>
        text.includes('="') ? [...text.matchAll(/\b(?:id|name)="([^"]+)"/g)].map((found) => found[1] ?? '') : [],
      ),
    )
    for (const [index, text] of lines.entries()) {
      if ((!names && !text.includes('](#')) || isCode(index + 1)) continue
      for (const [, anchor = ''] of text.matchAll(/\]\(#([^)\s]+)\)/g)) {
        const wanted = decode(anchor)
        if (slugs.has(wanted) || anchors.has(wanted) || anchors.has(anchor) || slugs.size === 0) continue
        yield onLine(
          index + 1,
          `the link #${anchor} leads nowhere: no heading of this file has that name`,
          'give it the name of a heading, as it is today',
        )
      }
      const named = SECTION.exec(text)?.[1]
      if (
        named !== undefined &&
        !headings().some((heading) =>
          new RegExp(
            `(^|\\b(?:scenario|section|runbook|step)\\s+)${named.replace('.', '\\.')}(?=[.:)\\s]|$)`,
            'i',
          ).test(heading.text),
        )
      )
        yield onLine(
          index + 1,
          `there is no section ${named} in this file to see`,
          'name the heading it means, and link it',
        )
    }
  },
}

/** As GitHub makes them. */
function slugsOf(texts: readonly string[]): Set<string> {
  const slugs = new Set<string>()
  const counts = new Map<string, number>()
  for (const text of texts) {
    const plain = text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/\{#([\w-]+)\}\s*$/, '')
    const own = /\{#([\w-]+)\}\s*$/.exec(text)?.[1]
    if (own !== undefined) slugs.add(own)
    const slug = plain
      .toLowerCase()
      .replace(/<[^>]*>/g, '')
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .trim()
      .replaceAll(' ', '-')
    const count = counts.get(slug) ?? 0
    counts.set(slug, count + 1)
    slugs.add(count === 0 ? slug : `${slug}-${count}`)
    // Other renderers join what GitHub leaves doubled.
    slugs.add(slug.replace(/-+/g, '-').replace(/^-|-$/g, ''))
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
