import { LineCounter, parseDocument } from 'yaml'
import type * as z from 'zod'

/** A field of a YAML file, from the top: `['faults', 0, 'name']`. */
export type FieldPath = readonly (string | number)[]

export interface YamlFile<T> {
  value: T
  /** Line of the field, or of the nearest thing around it that is there; counts from 1. */
  lineOf(path: FieldPath): number
}

/** What is wrong, and where. */
export interface YamlProblem {
  line: number
  /** Empty when the file is no YAML at all. */
  path: FieldPath
  message: string
}

/**
 * Reads data that people write.
 *
 * @param refuse - Makes the error that is thrown, of the first thing that is wrong.
 */
export function readYaml<T>(text: string, schema: z.ZodType<T>, refuse: (problem: YamlProblem) => Error): YamlFile<T> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const broken = document.errors[0]
  if (broken !== undefined) {
    throw refuse({ line: lines.linePos(broken.pos[0]).line, path: [], message: broken.message })
  }
  const lineOf = (path: FieldPath): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true)
      const range = (node as { range?: [number, number, number] } | undefined)?.range
      if (range !== undefined) return lines.linePos(range[0]).line
    }
    return 1
  }
  const parsed = schema.safeParse(document.toJS())
  if (parsed.success) return { value: parsed.data, lineOf }
  const [issue] = parsed.error.issues
  const path = issue?.path.map((part) => (typeof part === 'symbol' ? String(part) : part)) ?? []
  throw refuse({ line: lineOf(path), path, message: issue?.message ?? 'is not what it should be' })
}
