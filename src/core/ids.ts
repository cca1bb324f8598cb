import { createHash, randomUUID } from 'node:crypto'

/** Makes ids. Handed in, so that tests and the range are repeatable. */
export type NewId = () => string

export const randomId: NewId = randomUUID

/** SHA-256 of a text's UTF-8 bytes, in hex: 64 characters. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
