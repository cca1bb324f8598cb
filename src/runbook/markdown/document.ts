import { parseYaml } from '../../core/lazy-yaml.ts'
import type { Document } from './block.ts'
import { parseBlocks } from './parse-blocks.ts'
import { readComponents, readTabs } from './tabs.ts'

/** Parses a whole file. Never throws: whatever is not understood is a paragraph. */
export function parseDocument(source: string): Document {
  const lines = (source.startsWith('\uFEFF') ? source.slice(1) : source).split('\n')
  if (source.includes('\r')) for (const [at, line] of lines.entries()) lines[at] = line.replace(/\r$/, '')
  const { data, length } = readFrontMatter(lines)
  const tabbed = source.includes('===') ? readTabs(lines) : lines
  const plain = source.includes('<') ? readComponents(tabbed) : tabbed
  const readable = plain.map((line, index) => {
    if (index < length) return ''
    // The parser does not take a table whose delimiter row ends in blanks.
    return isBlankAt(line, line.length - 1) && isDelimiterRow(line) ? line.trimEnd() : line
  })
  return { lines, frontMatter: data, blocks: parseBlocks(readable) }
}

function isBlankAt(line: string, at: number): boolean {
  const code = line.charCodeAt(at)
  return code <= 32 || code > 126
}

function isDelimiterRow(line: string): boolean {
  return line.includes('|') && line.includes('-') && /^[\s|:-]+$/.test(line)
}

function readFrontMatter(lines: string[]): { data: Record<string, unknown>; length: number } {
  if (lines[0]?.trimEnd() !== '---') return { data: {}, length: 0 }
  const end = lines.findIndex((line, index) => index > 0 && /^(?:---|\.\.\.)\s*$/.test(line))
  if (end < 0 || end > 200) return { data: {}, length: 0 }
  try {
    const data = parseYaml(lines.slice(1, end).join('\n'), { maxAliasCount: 20, logLevel: 'silent' })
    if (data === null) return { data: {}, length: end + 1 }
    if (typeof data !== 'object' || Array.isArray(data)) return { data: {}, length: 0 }
    return { data: data as Record<string, unknown>, length: end + 1 }
  } catch {
    // Two rules with text between them, or YAML of some generator: not shown, not fatal.
    return {
      data: {},
      length: lines.slice(1, end).every((line) => /^[\w-]+\s*:|^\s|^$|^#|^-/.test(line)) ? end + 1 : 0,
    }
  }
}
