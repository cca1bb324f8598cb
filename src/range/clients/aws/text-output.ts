import type { Json } from './json.ts'
import { isScalar, pythonText } from './json.ts'

/** `--output text`, as the AWS CLI writes it: tab-separated, keys in alphabetical order, nested things on lines of their own. */
export function textOutput(item: Json): string {
  const lines: string[] = []
  write(lines, item, null, null)
  return lines.map((line) => `${line}\n`).join('')
}

type Dictionary = { [key: string]: Json }

function write(lines: string[], item: Json, identifier: string | null, scalarKeys: string[] | null): void {
  if (Array.isArray(item)) writeList(lines, item, identifier)
  else if (isScalar(item)) lines.push(pythonText(item))
  else writeDictionary(lines, item, identifier, scalarKeys)
}

function writeList(lines: string[], list: Json[], identifier: string | null): void {
  if (list.length === 0) return
  const dictionaries = list.filter((e): e is Dictionary => !isScalar(e) && !Array.isArray(e))
  if (dictionaries.length > 0) {
    const keys = [
      ...new Set(dictionaries.flatMap((d) => Object.keys(d).filter((key) => isScalar(d[key] ?? null)))),
    ].sort()
    for (const element of list) write(lines, element, identifier, keys)
  } else if (list.some(Array.isArray)) {
    const scalars = list.filter(isScalar)
    if (scalars.length > 0) writeScalars(lines, scalars, identifier)
    for (const inner of list.filter(Array.isArray)) write(lines, inner, identifier, null)
  } else writeScalars(lines, list, identifier)
}

function writeScalars(lines: string[], scalars: Json[], identifier: string | null): void {
  if (identifier === null) lines.push(scalars.map(pythonText).join('\t'))
  else for (const scalar of scalars) lines.push(`${identifier.toUpperCase()}\t${pythonText(scalar)}`)
}

function writeDictionary(
  lines: string[],
  item: Dictionary,
  identifier: string | null,
  scalarKeys: string[] | null,
): void {
  const keys = Object.keys(item).sort()
  const shown = scalarKeys ?? keys.filter((key) => isScalar(item[key] ?? null))
  const scalars = shown.map((key) => (key in item ? pythonText(item[key] ?? null) : ''))
  if (scalars.length > 0)
    lines.push([...(identifier === null ? [] : [identifier.toUpperCase()]), ...scalars].join('\t'))
  for (const key of keys) if (!shown.includes(key)) write(lines, item[key] ?? null, key, null)
}
