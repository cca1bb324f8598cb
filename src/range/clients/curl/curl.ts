import type { HostSpec, System } from '../../system/system.ts'
import { type Client, failed, ok, type Scene, Unanswerable } from '../client.ts'
import { CurlError } from './curl-error.ts'
import type { HttpResponse } from './http.ts'
import { type CurlOptions, parseCurl } from './options.ts'
import { respond } from './respond.ts'

const REASONS: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
}

/** curl, against the hosts of system.yaml. Nothing leaves the machine. */
export const curl: Client = async ({ argv, stdin }, scene) => {
  let options: CurlOptions | null = null
  try {
    options = parseCurl(argv, scene, stdin)
    if (options.output !== null && options.output !== '/dev/null') throw new Unanswerable(`curl -o ${options.output}`)
    const shown = { stdout: '', stderr: '' }
    for (const url of options.urls) await fetched(options, url, scene, shown)
    return { ...ok(shown.stdout), stderr: shown.stderr }
  } catch (error) {
    if (!(error instanceof CurlError)) throw error
    const quiet = options?.silent === true && !options.showError
    return failed(error.exitCode, quiet ? '' : `${error.message}\n`, error instanceof Refused ? error.stdout : '')
  }
}

/** The answer's status was an error, and `-f` was given. */
class Refused extends CurlError {
  readonly stdout: string

  constructor(message: string, stdout: string) {
    super(22, message)
    this.stdout = stdout
  }
}

async function fetched(
  options: CurlOptions,
  text: string,
  scene: Scene,
  shown: { stdout: string; stderr: string },
): Promise<void> {
  const url = urlOf(text)
  const host = hostOf(scene.system, url)
  const response = await respond(
    host,
    { method: options.method, url, headers: options.headers, body: options.body },
    scene,
  )
  if (options.method !== 'GET' && options.method !== 'HEAD' && host.kind === 'service') scene.write()
  if (options.verbose) shown.stderr += verbose(options, url, response)
  const out = options.output === null ? headAndBody(options, response) : ''
  const written = writeOut(options.writeOut, response, url)
  if (options.fail !== 'no' && response.status >= 400) {
    const kept = options.fail === 'with-body' ? shown.stdout + out : shown.stdout
    throw new Refused(`curl: (22) The requested URL returned error: ${response.status}`, kept + written)
  }
  shown.stdout += out + written
}

function urlOf(text: string): URL {
  try {
    return new URL(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`)
  } catch {
    throw new CurlError(3, 'curl: (3) URL rejected: Malformed input to a URL function')
  }
}

/** @throws CurlError 6 for a name nobody has, 7 for a port nobody listens on. */
function hostOf(system: System, url: URL): HostSpec {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new CurlError(1, `curl: (1) Protocol "${url.protocol.slice(0, -1)}" not supported`)
  const exact = system.hosts.find((h) => new URL(h.origin).origin === url.origin)
  if (exact !== undefined) return exact
  if (!system.hosts.some((h) => new URL(h.origin).hostname === url.hostname))
    throw new CurlError(6, `curl: (6) Could not resolve host: ${url.hostname}`)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  throw new CurlError(
    7,
    `curl: (7) Failed to connect to ${url.hostname} port ${port} after 2 ms: Could not connect to server`,
  )
}

function headLines(response: HttpResponse): string[] {
  const headers = { ...response.headers, 'Content-Length': String(Buffer.byteLength(response.body)) }
  return [
    `HTTP/1.1 ${response.status} ${REASONS[response.status] ?? ''}`.trimEnd(),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
}

function headAndBody(options: CurlOptions, response: HttpResponse): string {
  const head = options.include ? `${headLines(response).join('\r\n')}\r\n\r\n` : ''
  return head + (options.method === 'HEAD' ? '' : response.body)
}

function verbose(options: CurlOptions, url: URL, response: HttpResponse): string {
  const asked = [
    `${options.method} ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${options.headers.Host ?? url.host}`,
    ...Object.entries(options.headers)
      .filter(([name]) => name !== 'Host')
      .map(([name, value]) => `${name}: ${value}`),
  ]
  return [
    `* Connected to ${url.hostname}`,
    ...asked.map((line) => `> ${line}`),
    '> ',
    ...headLines(response).map((line) => `< ${line}`),
    '< ',
  ]
    .map((line) => `${line}\n`)
    .join('')
}

function writeOut(format: string, response: HttpResponse, url: URL): string {
  const values: Record<string, string> = {
    http_code: String(response.status),
    response_code: String(response.status),
    size_download: String(Buffer.byteLength(response.body)),
    url_effective: url.href,
    content_type: response.headers['Content-Type'] ?? '',
    time_total: '0.084213',
    num_redirects: '0',
    exitcode: '0',
  }
  return format
    .replace(/\\([ntr])/g, (_, c: string) => ({ n: '\n', t: '\t', r: '\r' })[c] ?? c)
    .replace(/%\{([^}]+)\}/g, (_, name: string) => {
      const value = values[name]
      if (value === undefined) throw new Unanswerable(`curl -w '%{${name}}'`)
      return value
    })
    .replaceAll('%%', '%')
}
