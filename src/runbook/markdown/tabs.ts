/**
 * Content tabs as MkDocs writes them become what Markdown knows: a bold label over blocks. Lines stay lines; only the
 * indentation of what a tab holds goes.
 */
export function readTabs(lines: string[]): string[] {
  if (!lines.some((line) => line.includes('===') && TAB.test(line))) return lines
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

/**
 * Components as MDX has them: `<Step title="Restart">` becomes a bold label, the other tags blank lines. What stands
 * between them loses the indentation of its first line, or four blanks would make code of it.
 */
export function readComponents(lines: string[]): string[] {
  if (!lines.some((line) => line.includes('<') && COMPONENT.test(line))) return lines
  const plain: string[] = []
  let depth = 0
  let indent: number | null = null
  let fenced = false
  for (const line of lines) {
    const tag = fenced ? null : COMPONENT.exec(line)
    if (tag !== null) {
      const [, closes, title, alone] = tag
      if (closes === '/') depth = Math.max(0, depth - 1)
      else if (alone !== '/') depth += 1
      indent = null
      plain.push(title === undefined ? '' : `**${title}:**`)
      continue
    }
    const inner = line.trimStart()
    if (depth > 0 && inner !== '') indent ??= line.length - inner.length
    if (/^(?:`{3}|~{3})/.test(inner)) fenced = !fenced
    plain.push(depth === 0 ? line : line.slice(Math.min(indent ?? 0, line.length - inner.length)))
  }
  return plain
}

const COMPONENT =
  /^\s*<(\/?)[A-Z]\w*(?: [^<>\n]{0,200}?\btitle="([^"\n]{1,120})"[^<>\n]{0,200}?| [^<>\n]{0,300}?)?(\/?)>\s*$/
const TAB = /^( *)===[+!]? "([^"\n]{1,80})"\s*$/
