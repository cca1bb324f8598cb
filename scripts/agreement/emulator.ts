import { spawn } from 'node:child_process'
import { freePort } from '../../test/support/free-port.ts'

const LOOKS = 300
const LOOK_MS = 200

/** Starts an emulator of AWS on loopback. @throws Error when it does not answer within a minute. */
export async function startEmulator(): Promise<{ endpoint: string; stop(): void }> {
  const port = await freePort()
  const emulator = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  const endpoint = `http://127.0.0.1:${port}`
  const stop = () => void emulator.kill()
  for (let look = 0; look < LOOKS; look++) {
    try {
      await fetch(endpoint)
      return { endpoint, stop }
    } catch {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  }
  stop()
  throw new Error('the emulator does not answer')
}
