import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import type { App } from '../app/app.ts'
import type { Drills } from '../app/ports.ts'
import { AppError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { createApi } from './api.ts'
import { STREAM_OPTIONS, type StreamOptions } from './event-stream.ts'
import { guard } from './guard.ts'
import { answerError, noSuchRoute } from './refusals.ts'
import { serveConsole } from './static-files.ts'

export interface HttpOptions {
  app: App
  drills: Drills
  /** The address to listen on; only this machine unless told otherwise. */
  host?: string
  /** 0: any that is free. */
  port: number
  /** The built console: `web/dist`. It may be built later. */
  webDir: string
  logger: Logger
  stream?: StreamOptions
}

export interface RunningHttp {
  url: string
  /** Lets requests end, ends streams, and closes. Those that take longer than 2 s are cut. */
  close(): Promise<void>
}

const CLOSE_MS = 2_000

/**
 * Serves the API and the console over HTTP.
 * @throws AppError `port-in-use`, `cannot-listen`
 */
export async function startHttp(options: HttpOptions): Promise<RunningHttp> {
  const { app, drills, host = '127.0.0.1', port, webDir, logger, stream = STREAM_OPTIONS } = options
  const closing = new AbortController()
  const site = new Hono()
  site.onError((error, c) => answerError(error, c, logger))
  site.use(guard({ host, hosts: app.config.hosts }))
  site.use('/api/*', async (c, next) => {
    await next()
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
  })
  site.route('/api/v1', createApi({ app, drills, version: readVersion(), stream, closing: closing.signal }))
  site.all('/api/*', noSuchRoute)
  site.use(serveConsole(webDir))
  site.notFound(noSuchRoute)

  const server = createAdaptorServer({ fetch: site.fetch }) as Server
  await listen(server, host, port)
  return {
    url: urlOf(server.address() as AddressInfo),
    close: () => close(server, closing),
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)))
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): AppError {
  if (error.code === 'EADDRINUSE') {
    const hint = 'choose another with --port, or stop what uses it'
    return new AppError('port-in-use', `port ${port} of ${host} is in use`, hint, { cause: error })
  }
  const message = `cannot listen on ${host}, port ${port}: ${error.code ?? error.message}`
  return new AppError('cannot-listen', message, 'choose another address with --host, or port with --port', {
    cause: error,
  })
}

function urlOf({ address, family, port }: AddressInfo): string {
  const name = address === '0.0.0.0' || address === '::' ? 'localhost' : address
  return `http://${family === 'IPv6' && name !== 'localhost' ? `[${name}]` : name}:${port}`
}

async function close(server: Server, closing: AbortController): Promise<void> {
  closing.abort()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS)
  await closed
  clearTimeout(cut)
}

function readVersion(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
