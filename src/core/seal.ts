import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { AppError } from './errors.ts'

/** Keeps what must not lie in the database in clear: AES-256-GCM under a key that is not in the database. */
export interface Sealer {
  /** Tells this key from another, and nothing about it. */
  keyId: string
  /** @param place - What it belongs to (a run, a name): what is sealed for one place does not open in another. */
  seal(value: string, place: string): string
  /** What is not sealed is given back as it is. @throws {AppError} `cannot-unseal` when the key is another. */
  open(value: string, place: string): string
  sealBytes(bytes: Uint8Array, place: string): Buffer
  /** @throws {AppError} `cannot-unseal` */
  openBytes(sealed: Uint8Array, place: string): Buffer
}

export const KEY_BYTES = 32
const PREFIX = 'sealed:v1:'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export const isSealed = (value: string): boolean => value.startsWith(PREFIX)

/** @param key - 32 bytes. */
export function createSealer(key: Uint8Array): Sealer {
  if (key.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes, not ${key.length}`)
  const sealBytes = (bytes: Uint8Array, place: string) => {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
    const body = Buffer.concat([cipher.update(bytes), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), body])
  }
  const openBytes = (sealed: Uint8Array, place: string) => {
    const all = Buffer.from(sealed)
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, all.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(place))
      decipher.setAuthTag(all.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      return Buffer.concat([decipher.update(all.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
    } catch (cause) {
      const hint = 'every node needs the same key: set STANDBY_KEY, or copy the file `key` of the data folder'
      throw new AppError('cannot-unseal', 'a secret of this run cannot be read with the key of this node', hint, {
        status: 409,
        cause,
      })
    }
  }
  return {
    keyId: createHmac('sha256', key).update('standby key').digest('hex').slice(0, 16),
    seal: (value, place) => PREFIX + sealBytes(Buffer.from(value), place).toString('base64'),
    open: (value, place) =>
      isSealed(value) ? openBytes(Buffer.from(value.slice(PREFIX.length), 'base64'), place).toString('utf8') : value,
    sealBytes,
    openBytes,
  }
}
