import type { Heading } from '../../facts/facts.ts'
import { sign } from '../../facts/signs.ts'
import type { Rule } from '../../rule.ts'

/** Data or places of production; not a build for production, which staging runs too. */
const MEANS_PRODUCTION =
  /\bproduction (?:values?|data|database|db|credentials?|secrets?|keys?|settings?|config\w*|endpoints?)\b|(?:\s-n|--namespace|--context|--cluster|--env(?:ironment)?|--profile|--project)[ =]\S*\bprod(?:uction)?\b/i

const PRODUCTION = sign('prod')
const OTHERS = /\b(development|dev|staging)\b/i
const MAY_BE_OTHERS = sign('dev', 'staging')

export const otherEnvironment: Rule = {
  id: 'other-environment',
  family: 'wrong target or context',
  severity: 'warning',
  summary: 'a section for development or staging works with production',
  when: ({ signs }) => signs.inFile(PRODUCTION) && signs.inFile(MAY_BE_OTHERS),
  check({ headings, fences }, __, tell) {
    if (!headings().some(({ text }) => OTHERS.test(text))) return
    const above = headingsAbove(headings())
    for (const fence of fences) {
      const chain = above(fence.line)
      if (!fence.lines.some((text) => MEANS_PRODUCTION.test(text))) continue
      const title = chain.join(' / ')
      if (!OTHERS.test(title) || /\bprod(uction)?\b/i.test(title)) continue
      if (/promot|copy|clone|refresh|sync|from prod|compare/i.test(title)) continue
      for (const [index, text] of fence.lines.entries()) {
        if (!MEANS_PRODUCTION.test(text) || /\b(staging|not|never|non-?prod)\b/i.test(text)) continue
        const heading = chain.find((each) => OTHERS.test(each)) ?? title
        const line = fence.line + 1 + index
        tell({
          at: { line, endLine: line },
          message: `this names production in the section "${heading}": whoever follows it lets a test system work on real data`,
          hint: 'name the values of the environment the section is for',
          severity: null,
          fix: null,
        })
      }
    }
  },
}

/** Answers which headings a line stands under, the nearest first; asked from top to bottom, so that each heading is passed once. */
function headingsAbove(headings: readonly Heading[]): (line: number) => string[] {
  const open: Heading[] = []
  let next = 0
  return (line) => {
    for (let heading = headings[next]; heading !== undefined && heading.line <= line; heading = headings[++next]) {
      while ((open.at(-1)?.level ?? 0) >= heading.level) open.pop()
      open.push(heading)
    }
    return open.map(({ text }) => text).reverse()
  }
}
