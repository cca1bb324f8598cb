import { AppError } from '../core/errors.ts'

/** How far someone has read an incident: the last entry of its timeline and the last piece of its output. */
export interface Cursor {
  timeline: number
  output: number
}

export const START: Cursor = { timeline: 0, output: 0 }

/** `17.204`. */
export function writeCursor(cursor: Cursor): string {
  return `${cursor.timeline}.${cursor.output}`
}

/** @throws AppError `bad-cursor` */
export function readCursor(text: string): Cursor {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(text)
  if (match === null) {
    throw new AppError('bad-cursor', `'${text.slice(0, 40)}' is not a cursor`, 'take the one of the incident, or none')
  }
  return { timeline: Number(match[1]), output: Number(match[2]) }
}
