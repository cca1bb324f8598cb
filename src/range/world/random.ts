/**
 * A number in [0, 1) that depends on the keys alone.
 *
 * There is no generator with a state: who asks first does not matter, so that the same seed and the same commands
 * tell the same story however time is sliced.
 */
export function random(...keys: readonly (string | number)[]): number {
  return hash32(keys.join('\u0000')) / 2 ** 32
}

/** `random`, between two bounds. */
export function between(low: number, high: number, ...keys: readonly (string | number)[]): number {
  return low + (high - low) * random(...keys)
}

/** One of a list, which must not be empty. */
export function pick<T>(list: readonly T[], ...keys: readonly (string | number)[]): T {
  const chosen = list[Math.floor(random(...keys) * list.length)]
  if (chosen === undefined) throw new Error('pick: the list is empty')
  return chosen
}

/** `length` characters of `alphabet`: names of pods, ids of tasks. */
export function randomText(alphabet: string, length: number, ...keys: readonly (string | number)[]): string {
  let text = ''
  for (let i = 0; i < length; i++) text += alphabet[Math.floor(random(...keys, i) * alphabet.length)]
  return text
}

export const HEX = '0123456789abcdef'
/** What Kubernetes makes names of: no vowels, so that no words appear. */
export const KUBERNETES_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** FNV-1a, then Murmur's finish so that near keys give far numbers. */
function hash32(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i)
    h = Math.imul(h, 0x01000193)
  }
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
