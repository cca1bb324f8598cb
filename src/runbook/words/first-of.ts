/**
 * Tries patterns one after the other, as one pattern: headings and labels are asked for a dozen kinds, and most are of
 * none. Built when first asked, since no process asks for all.
 *
 * @param kinds - Each with a pattern that has no groups that capture and no flags; all begin with `^`.
 * @returns the kind of the first that holds.
 */
export function firstOf<Kind>(kinds: readonly (readonly [Kind, RegExp])[]): (text: string) => Kind | null {
  let any: RegExp | null = null
  return (text) => {
    any ??= new RegExp(kinds.map(([, pattern]) => `(${pattern.source})`).join('|'))
    const match = any.exec(text)
    if (match === null) return null
    return kinds[match.findIndex((part, at) => at > 0 && part !== undefined) - 1]?.[0] ?? null
  }
}
