import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Address } from './listen.ts'

/** Writes the folder that stands first on PATH, one small program for each name. It holds the token: only we may read it. */
export function writeBinFolder(dir: string, programs: readonly string[], { port, token }: Address): void {
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  chmodSync(dir, 0o700)
  const client = readFileSync(new URL('../client.sh', import.meta.url), 'utf8')
  for (const program of programs) {
    const text = `#!/usr/bin/env bash\n__range_program=${program} __range_port=${port} __range_token=${token}\n${client}`
    writeFileSync(join(dir, program), text, { mode: 0o700 })
  }
}
