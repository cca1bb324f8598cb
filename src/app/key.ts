import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../core/errors.ts'
import { KEY_BYTES } from '../core/seal.ts'

/**
 * The key under which secrets lie in the database: of STANDBY_KEY, or of the file `key` in the data folder, which is
 * made when it is missing. Whoever has the database alone cannot read them.
 *
 * @throws {AppError} `bad-key` when what is there is no key.
 */
export function readKey(dataDir: string, env: Readonly<Record<string, string | undefined>> = process.env): Buffer {
  if (env.STANDBY_KEY) return parseKey(env.STANDBY_KEY, 'STANDBY_KEY')
  const file = path.join(dataDir, 'key')
  const draft = `${file}.${process.pid}`
  try {
    return parseKey(readFileSync(file, 'utf8'), file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  // Linked when whole: of two that start at once, both read the same.
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600 })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  return parseKey(readFileSync(file, 'utf8'), file)
}

function parseKey(text: string, from: string): Buffer {
  const trimmed = text.trim()
  const key = Buffer.from(trimmed, /^[0-9a-f]{64}$/i.test(trimmed) ? 'hex' : 'base64')
  if (key.length === KEY_BYTES) return key
  const hint = 'make one with: openssl rand -base64 32'
  throw new AppError('bad-key', `${from} holds no key of ${KEY_BYTES} bytes, in base64 or hex`, hint)
}
