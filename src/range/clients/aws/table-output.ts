import type { Json } from './json.ts'
import { isScalar, pythonText } from './json.ts'

/** `--output table`, as the AWS CLI draws it where the terminal is 80 columns wide. Empty for what it leaves out. */
export function tableOutput(title: string, item: Json): string {
  const sections: Section[] = []
  if (!build(sections, title, item, 0)) return ''
  let width = widest(sections)
  if (width > 80) {
    for (const section of sections) turn(section)
    width = widest(sections)
  }
  return [`${'-'.repeat(width)}`, ...sections.flatMap((section) => draw(section, width))]
    .map((line) => `${line}\n`)
    .join('')
}

interface Section {
  title: string
  headers: string[]
  rows: string[][]
  indent: number
}

type Dictionary = { [key: string]: Json }

function build(sections: Section[], title: string | null, current: Json, indent: number): boolean {
  if (current === null || current === '' || current === 0 || current === false) return false
  if (typeof current === 'object' && Object.keys(current).length === 0) return false
  if (title !== null) sections.push({ title, headers: [], rows: [], indent })
  const section = sections.at(-1)
  if (section === undefined) return false
  if (Array.isArray(current)) {
    if (!isScalar(current[0] ?? null) && !Array.isArray(current[0]))
      buildList(sections, current as Dictionary[], title ?? '', indent)
    else
      for (const element of current) {
        if (isScalar(element)) section.rows.push([pythonText(element)])
        else if (Array.isArray(element) && element.every(isScalar)) section.rows.push(element.map(pythonText))
        else build(sections, null, element, 0)
      }
  } else if (!isScalar(current)) buildDictionary(sections, section, current, indent)
  return true
}

function buildDictionary(sections: Section[], section: Section, current: Dictionary, indent: number): void {
  const { headers, more } = keysOf([current])
  const [only] = headers
  if (headers.length === 1 && only !== undefined) section.rows.push([only, pythonText(current[only] ?? null)])
  else if (headers.length > 0) {
    section.headers = headers
    section.rows.push(headers.map((key) => pythonText(current[key] ?? null)))
  }
  for (const key of more) build(sections, key, current[key] ?? null, indent + 1)
}

function buildList(sections: Section[], list: Dictionary[], title: string, indent: number): void {
  const { headers, more } = keysOf(list)
  for (const [i, element] of list.entries()) {
    if (i > 0 && more.length > 0) sections.push({ title, headers: [], rows: [], indent })
    const section = sections.at(-1)
    if (section === undefined) return
    section.headers = headers
    section.rows.push(headers.map((key) => (key in element ? pythonText(element[key] ?? null) : '')))
    for (const key of more) if (key in element) build(sections, key, element[key] ?? null, indent + 1)
  }
}

function keysOf(list: Dictionary[]): { headers: string[]; more: string[] } {
  const headers = new Set<string>()
  const more = new Set<string>()
  for (const item of list) for (const [key, value] of Object.entries(item)) (isScalar(value) ? headers : more).add(key)
  return { headers: [...headers].sort(), more: [...more].sort() }
}

/** A section of one row is turned: its headers become a column. */
function turn(section: Section): void {
  const [row] = section.rows
  if (section.rows.length !== 1 || section.headers.length === 0 || row === undefined) return
  section.rows = section.headers.map((header, i) => [header, row[i] ?? ''])
  section.headers = []
}

function columns(section: Section): number[] {
  const widths: number[] = []
  for (const row of [section.headers, ...section.rows])
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  return widths
}

function widest(sections: Section[]): number {
  return Math.max(
    ...sections.map((s) => {
      const cells = columns(s).reduce((sum, w) => sum + w + 4, 0) + 2 + 2 * s.indent
      return Math.max(s.title.length + 2 + 2 * s.indent, cells)
    }),
  )
}

/** Columns stretched to the table's width, the odd characters given or taken one by one. */
function stretched(section: Section, width: number): number[] {
  const wanted = columns(section).map((w) => w + 4)
  if (wanted.length === 0) return []
  const factor = width / wanted.reduce((a, b) => a + b, 0)
  const scaled = wanted.map((w) => roundHalfEven(factor * w))
  let off = scaled.reduce((a, b) => a + b, 0) - width
  while (off !== 0) {
    const order = [...scaled.keys()]
    for (const i of off < 0 ? order.reverse() : order) {
      const by = off > 0 ? -1 : 1
      scaled[i] = (scaled[i] ?? 0) + by
      off += by
      if (off === 0) break
    }
  }
  return scaled
}

/** Python's rounding. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

function draw(section: Section, tableWidth: number): string[] {
  const width = tableWidth - section.indent * 2
  const edge = '|'.repeat(section.indent)
  const lines: string[] = []
  if (section.title !== '') {
    lines.push(center(section.title, width, '|'))
    if (section.headers.length === 0 && section.rows.length === 0) lines.push(`+${'-'.repeat(width - 2)}+`)
  }
  const widths = stretched(section, width)
  const rule = widths.map((w, i) => (i === 0 ? `+${'-'.repeat(w - 2)}+` : `${'-'.repeat(w - 1)}+`)).join('')
  if (section.headers.length > 0) {
    lines.push(rule, section.headers.map((header, i) => center(header, widths[i] ?? 0, i === 0 ? '|' : '')).join(''))
  }
  if (section.rows.length > 0 && widths.length > 0) {
    lines.push(
      rule,
      ...section.rows.map((row) => row.map((cell, i) => left(cell, widths[i] ?? 0, i === 0 ? '|' : '')).join('')),
      rule,
    )
  }
  return lines.map((line) => edge + line + edge)
}

function center(text: string, length: number, edge: string): string {
  const before = Math.max(0, Math.floor(length / 2) - Math.floor(text.length / 2) - 1)
  return `${edge}${' '.repeat(before)}${text}${' '.repeat(Math.max(0, length - 1 - edge.length - before - text.length))}|`
}

function left(text: string, length: number, edge: string): string {
  const padding = length - (text.length + edge.length + 2 + 1) >= 0 ? 2 : 0
  return `${edge}${' '.repeat(padding)}${text}${' '.repeat(Math.max(0, length - edge.length - padding - text.length - 1))}|`
}
