/** The known word that differs by one or two letters, or only by dashes; null if none does. Short words differ by one. */
export function nearest(word: string, known: readonly string[]): string | null {
  const plain = (text: string) => text.replaceAll(/[-_]/g, '').toLowerCase()
  const same = known.find((each) => plain(each) === plain(word))
  if (same !== undefined) return same
  const most = word.length < 3 ? 0 : word.length < 8 ? 1 : 2
  const [best] = known
    .filter((each) => each.length > 2 && Math.abs(each.length - word.length) <= most)
    .map((each) => ({ each, changes: changesBetween(word, each) }))
    .filter(({ changes }) => changes <= most)
    .sort((a, b) => a.changes - b.changes)
  return best?.each ?? null
}

/** Letters to change, take out, put in, or exchange with the next (Damerau): how people misspell. */
export function changesBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (rows[i - 1]?.[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? 0
}
