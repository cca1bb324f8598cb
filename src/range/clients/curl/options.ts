import { type Scene, Unanswerable } from '../client.ts'
import { CurlError } from './curl-error.ts'
import { expandAddress } from './glob.ts'

/** What a curl command line asks for. */
export interface CurlOptions {
  urls: string[]
  method: string
  headers: Record<string, string>
  body: string | null
  silent: boolean
  showError: boolean
  /** `-f`; `--fail-with-body` keeps the body. */
  fail: 'no' | 'quiet' | 'with-body'
  include: boolean
  verbose: boolean
  follow: boolean
  /** null: standard output. */
  output: string | null
  writeOut: string
}

const SHORT: Record<string, string> = {
  s: 'silent',
  S: 'show-error',
  f: 'fail',
  o: 'output',
  w: 'write-out',
  X: 'request',
  d: 'data',
  H: 'header',
  k: 'insecure',
  v: 'verbose',
  m: 'max-time',
  I: 'head',
  L: 'location',
  G: 'get',
  i: 'include',
  u: 'user',
  A: 'user-agent',
  g: 'globoff',
  4: 'ipv4',
  6: 'ipv6',
  '#': 'progress-bar',
}

const TAKES_VALUE = new Set([
  'output',
  'write-out',
  'request',
  'data',
  'data-raw',
  'data-ascii',
  'data-binary',
  'data-urlencode',
  'header',
  'max-time',
  'connect-timeout',
  'user',
  'user-agent',
  'retry',
  'retry-delay',
  'retry-max-time',
  'url',
  'json',
  'cacert',
  'max-redirs',
])
const ALONE = new Set([
  'silent',
  'show-error',
  'fail',
  'fail-with-body',
  'insecure',
  'verbose',
  'head',
  'location',
  'get',
  'include',
  'globoff',
  'ipv4',
  'ipv6',
  'compressed',
  'no-progress-meter',
  'progress-bar',
  'http1.1',
  'http2',
  'retry-connrefused',
  'no-buffer',
])
/** Options curl has and the range does not. */
const NOT_YET = new Set([
  'resolve',
  'connect-to',
  'proxy',
  'form',
  'upload-file',
  'cookie',
  'cookie-jar',
  'cert',
  'key',
  'remote-name',
  'config',
  'netrc',
  'unix-socket',
  'parallel',
  'range',
  'interface',
  'trace',
  'dump-header',
  'socks5',
  'http3',
  'aws-sigv4',
  'oauth2-bearer',
  'referer',
  'limit-rate',
  'tlsv1.2',
  'cacert',
])

/** @throws CurlError as curl refuses; Unanswerable for options the range does not know. */
export function parseCurl(argv: readonly string[], scene: Scene, stdin: string | null): CurlOptions {
  const given = readWords(argv)
  const last = (name: string) => given.findLast((g) => g.name === name)?.value ?? null
  const has = (name: string) => given.some((g) => g.name === name)
  const headers: Record<string, string> = { Accept: '*/*', 'User-Agent': last('user-agent') ?? 'curl/8.14.1' }
  for (const { name, value } of given) {
    const [, key, text] = name === 'header' ? (/^([^:;]+)[:;]\s*(.*)$/s.exec(value) ?? []) : []
    if (key !== undefined) headers[key] = text ?? ''
  }
  if (has('user')) headers.Authorization = `Basic ${Buffer.from(last('user') ?? '').toString('base64')}`
  const body = bodyOf(given, scene, stdin)
  const addresses = given.filter((g) => g.name === 'url').map((g) => g.value)
  const urls = has('globoff') ? addresses : addresses.flatMap(expandAddress)
  if (urls.some((url) => /\s/.test(url)))
    throw new CurlError(3, 'curl: (3) URL rejected: Malformed input to a URL function')
  if (urls.length === 0) throw new CurlError(2, 'curl: (2) no URL specified')
  const isGet = has('get')
  return {
    urls: isGet && body !== null ? urls.map((url) => url + (url.includes('?') ? '&' : '?') + body) : urls,
    method: last('request') ?? (has('head') ? 'HEAD' : body !== null && !isGet ? 'POST' : 'GET'),
    headers,
    body: isGet ? null : body,
    silent: has('silent'),
    showError: has('show-error'),
    fail: has('fail-with-body') ? 'with-body' : has('fail') ? 'quiet' : 'no',
    include: has('include') || has('head'),
    verbose: has('verbose'),
    follow: has('location'),
    output: last('output') === '-' ? null : last('output'),
    writeOut: last('write-out') ?? '',
  }
}

interface Given {
  name: string
  value: string
}

function readWords(argv: readonly string[]): Given[] {
  const given: Given[] = []
  let plain = false
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (plain || !word.startsWith('-') || word === '-') {
      given.push({ name: 'url', value: word })
      continue
    }
    if (word === '--') {
      plain = true
      continue
    }
    if (word.startsWith('--')) {
      const name = word.slice(2)
      i = take(given, name, word, argv, i)
      continue
    }
    for (let at = 1; at < word.length; at++) {
      const letter = word[at] ?? ''
      const name = SHORT[letter]
      if (name === undefined) {
        if (/[a-zA-Z]/.test(letter) && 'FTbceExKnOprRtUyYzZDCEJNqlBaPQMjh'.includes(letter))
          throw new Unanswerable(`curl -${letter}`)
        throw new CurlError(
          2,
          `curl: option ${word}: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information`,
        )
      }
      if (!TAKES_VALUE.has(name)) {
        given.push({ name, value: '' })
        continue
      }
      const joined = word.slice(at + 1)
      if (joined !== '') given.push({ name, value: joined })
      else i = take(given, name, word, argv, i)
      break
    }
  }
  return given
}

function take(given: Given[], name: string, word: string, argv: readonly string[], i: number): number {
  if (ALONE.has(name)) {
    given.push({ name, value: '' })
    return i
  }
  if (NOT_YET.has(name)) throw new Unanswerable(`curl --${name}`)
  if (!TAKES_VALUE.has(name))
    throw new CurlError(
      2,
      `curl: option ${word}: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information`,
    )
  const value = argv[i + 1]
  if (value === undefined)
    throw new CurlError(
      2,
      `curl: option ${word}: requires parameter\ncurl: try 'curl --help' or 'curl --manual' for more information`,
    )
  given.push({ name, value })
  return i + 1
}

/** Everything `-d` says, joined by `&`. */
function bodyOf(given: readonly Given[], scene: Scene, stdin: string | null): string | null {
  const parts = given.flatMap(({ name, value }) => {
    if (name === 'data' || name === 'data-ascii')
      return [value.startsWith('@') ? load(value.slice(1), scene, stdin).replace(/[\r\n]/g, '') : value]
    if (name === 'data-binary' || name === 'json')
      return [value.startsWith('@') ? load(value.slice(1), scene, stdin) : value]
    if (name === 'data-raw') return [value]
    return name === 'data-urlencode' ? [urlEncoded(value, scene, stdin)] : []
  })
  return parts.length === 0 ? null : parts.join('&')
}

/** `content`, `=content`, `name=content`, `@file`, `name@file`. */
function urlEncoded(value: string, scene: Scene, stdin: string | null): string {
  const at = value.search(/[=@]/)
  if (at < 0) return encode(value)
  const name = value.slice(0, at)
  const rest = value.slice(at + 1)
  const content = value[at] === '@' ? load(rest, scene, stdin) : rest
  return name === '' ? encode(content) : `${name}=${encode(content)}`
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function load(path: string, scene: Scene, stdin: string | null): string {
  if (path === '-') return stdin ?? ''
  try {
    return scene.readFile(path)
  } catch {
    throw new CurlError(26, `curl: option -d: error encountered when reading a file`)
  }
}
