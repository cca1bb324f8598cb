import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** What a running server leaves in its data folder, so that the CLI finds it. No secret is in it. */
export interface ServerFile {
  url: string
  pid: number
}

const schema = z.object({ url: z.string(), pid: z.number().int().positive() })

function serverFilePath(dataDir: string): string {
  return join(dataDir, 'server.json')
}

/** Null when there is none, or when it is not (yet) whole. */
export function readServerFile(dataDir: string): ServerFile | null {
  try {
    return schema.parse(JSON.parse(readFileSync(serverFilePath(dataDir), 'utf8')))
  } catch {
    return null
  }
}

/** Whether a process of that id lives. It may be another one by now: ask the server itself, too. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Says where the server is.
 * @returns what takes it back, when the server stops.
 */
export function announceServer(dataDir: string, server: ServerFile): () => Promise<void> {
  const path = serverFilePath(dataDir)
  const draft = `${path}.${server.pid}`
  writeFileSync(draft, `${JSON.stringify(server)}\n`)
  renameSync(draft, path)
  return async () => {
    if (readServerFile(dataDir)?.pid === server.pid) rmSync(path, { force: true })
  }
}
