/**
 * Content tabs as MkDocs writes them become what Markdown knows: a bold label over blocks. Lines stay lines; only the
 * indentation of what a tab holds goes.
 */
export function readTabs(lines: readonly string[]): string[] {
  if (!lines.some((line) => TAB.test(line))) return [...lines]
  const plain: string[] = []
  let indent = -1
  for (const line of lines) {
    const tab = TAB.exec(line)
    if (tab !== null) {
      indent = (tab[1] as string).length
      plain.push(`${tab[1]}**${tab[2]}:**`)
    } else if (indent >= 0 && (line.trim() === '' || line.startsWith(' '.repeat(indent + 4)))) {
      plain.push(line.trim() === '' ? line : `${' '.repeat(indent)}${line.slice(indent + 4)}`)
    } else {
      indent = -1
      plain.push(line)
    }
  }
  return plain
}

const TAB = /^( *)===[+!]? "([^"\n]{1,80})"\s*$/
