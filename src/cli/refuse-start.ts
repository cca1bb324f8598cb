import { createServer } from 'node:net'
import { AppError } from '../core/errors.ts'
import { findServer } from './find-server.ts'

/** One server per data folder. @throws {AppError} `already-running`, saying which. */
export async function refuseSecondServer(dataDir: string): Promise<void> {
  const running = await findServer(dataDir)
  if (running === null) return
  throw new AppError(
    'already-running',
    `a server runs on ${dataDir} already: ${running.url} (process ${running.pid})`,
    'use that one, stop it first, or choose another folder with --data',
    { status: 409 },
  )
}

/** Tries the port before anything is started. @throws {AppError} `port-in-use`, `bad-address` */
export async function refusePortInUse(host: string, port: number): Promise<void> {
  if (port === 0) return
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen({ host, port, exclusive: true }, resolve)
    })
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, host, port)
  } finally {
    await new Promise<void>((resolve) => probe.close(() => resolve()))
  }
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  switch (error.code) {
    case 'EADDRINUSE':
      return new AppError(
        'port-in-use',
        `port ${port} is in use on ${host}`,
        'choose another with --port, or 0 for any that is free',
      )
    case 'EACCES':
      return new AppError(
        'port-not-allowed',
        `port ${port} may not be used by this user`,
        'choose one above 1023 with --port',
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new AppError(
        'bad-address',
        `'${host}' is no address of this machine`,
        'choose another with --host: 127.0.0.1, or 0.0.0.0',
      )
    default:
      return error
  }
}
