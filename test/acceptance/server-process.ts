import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../support/free-port.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const STANDBY = join(ROOT, 'bin/standby')

/** A real `standby serve` in a process of its own, on a data folder of its own, that can be killed and started again. */
export class ServerProcess {
  readonly dataDir: string
  readonly port: number
  readonly url: string
  readonly configFile: string | null
  #child: ChildProcess | null = null
  #log = ''

  private constructor(dataDir: string, port: number, configFile: string | null) {
    this.configFile = configFile
    this.dataDir = dataDir
    this.port = port
    this.url = `http://127.0.0.1:${port}`
  }

  /** `config`: the text of a standby.yaml for it. */
  static async create({ config }: { config?: string } = {}): Promise<ServerProcess> {
    const dataDir = mkdtempSync(join(tmpdir(), 'standby-acceptance-'))
    // As root the database runs as another user: in a folder it may not enter, its data would go elsewhere and stay.
    chmodSync(dataDir, 0o755)
    const configFile = config === undefined ? null : join(dataDir, 'standby.yaml')
    if (configFile !== null) writeFileSync(configFile, config ?? '')
    return new ServerProcess(dataDir, await freePort(), configFile)
  }

  /** Starts it and waits until it answers. Throws with its output when it ends instead. */
  async start(): Promise<void> {
    const configured = this.configFile === null ? [] : ['--config', this.configFile]
    const args = ['serve', '--examples', '--port', String(this.port), '--data', this.dataDir, ...configured]
    const child = spawn(STANDBY, args, {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.#log = ''
    child.stdout?.on('data', (chunk) => (this.#log += chunk))
    child.stderr?.on('data', (chunk) => (this.#log += chunk))
    const deadline = performance.now() + 30_000
    while (performance.now() < deadline) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${this.#log}`)
      try {
        const answer = await fetch(`${this.url}/api/v1/health`)
        if (answer.ok) return
      } catch {
        // Not listening yet.
      }
      await pause(50)
    }
    throw new Error(`the server did not answer within 30 s:\n${this.#log}`)
  }

  /** kill -9 of the server alone: its database goes on, as it would on a real machine. */
  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  /** Ends it cleanly, with its database, and removes its data. */
  async dispose(): Promise<void> {
    const child = this.#child
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    }
    rmSync(this.dataDir, { recursive: true, force: true })
  }

  async get<T>(path: string): Promise<T> {
    return answerOf<T>(await fetch(`${this.url}/api/v1${path}`), path)
  }

  async post<T>(path: string, body: unknown, actor = 'Ada'): Promise<T> {
    const headers = { 'content-type': 'application/json', 'x-standby-actor': encodeURIComponent(actor) }
    return answerOf<T>(
      await fetch(`${this.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
      path,
    )
  }
}

/** Asks again until `found` gives something, or fails after `withinMs` saying what was waited for. */
export async function eventually<T>(
  what: string,
  found: () => Promise<T | null | undefined | false>,
  withinMs = 60_000,
  everyMs = 100,
): Promise<T> {
  const deadline = performance.now() + withinMs
  let last: unknown = null
  while (performance.now() < deadline) {
    try {
      const value = await found()
      if (value) return value
    } catch (error) {
      last = error
    }
    await pause(everyMs)
  }
  throw new Error(`did not happen within ${withinMs / 1000} s: ${what}${last ? ` (${String(last)})` : ''}`)
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function answerOf<T>(answer: Response, path: string): Promise<T> {
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`)
  return JSON.parse(text) as T
}
