import { longPattern } from '../../core/long-pattern.ts'
import { type Call, destructive, type Finding, read, unknown, write } from '../finding.ts'
import type { ShellWord } from '../shell/word.ts'
import { actionIn } from './address.ts'
import { has, lastValue, type Options, readOptions } from './options.ts'

/** Options of curl that take a value: `curl --help all` of 8.x. */
const CURL_VALUED = `AbcCdDeEFhHKmoPQrtTuUwxXyYz user-agent cookie cookie-jar continue-at data dump-header referer cert form header
  config max-time output ftp-port quote range telnet-option upload-file user proxy-user write-out proxy request
  speed-time speed-limit time-cond data-raw data-binary data-ascii data-urlencode json form-string url
  connect-timeout retry retry-delay retry-max-time cacert capath key key-type cert-type ciphers interface
  limit-rate max-filesize max-redirs resolve connect-to unix-socket abstract-unix-socket oauth2-bearer aws-sigv4
  tls-max dns-servers crlfile curves delegation dns-interface dns-ipv4-addr dns-ipv6-addr hostpubmd5 hostpubsha256
  local-port login-options mail-auth mail-from mail-rcpt proxy-cacert proxy-capath proxy-cert proxy-cert-type
  proxy-ciphers proxy-key proxy-key-type proxy-pinnedpubkey proxy1.0 proto-redir pubkey service-name socks4a
  tls13-ciphers trace-config haproxy-clientip ip-tos vlan-priority ech dns-interface noproxy proxy-header socks5
  socks5-hostname socks4 preproxy output-dir stderr trace trace-ascii netrc-file proto proto-default pinnedpubkey
  expect100-timeout keepalive-time etag-save etag-compare variable url-query request-target rate parallel-max
  create-file-mode hsts alt-svc doh-url engine libcurl happy-eyeballs-timeout-ms`

/** The long options without a value; each also with `no-` before it. */
const CURL_FLAGS: ReadonlySet<string> = new Set(
  `anyauth append basic cert-status compressed compressed-ssh create-dirs crlf digest disable disable-eprt disable-epsv
  disallow-username-in-url doh-cert-status doh-insecure fail fail-early fail-with-body false-start form-escape ftp-
  create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-control get globoff haproxy-protocol head help http0.9 http1.0
  http1.1 http2 http2-prior-knowledge http3 http3-only ignore-content-length include insecure ipv4 ipv6 junk-session-
  cookies list-only location location-trusted manual negotiate netrc netrc-optional next alpn buffer clobber keepalive
  progress-meter sessionid ntlm parallel parallel-immediate path-as-is post301 post302 post303 progress-bar proxy-
  anyauth proxy-basic proxy-digest proxy-insecure proxy-negotiate proxy-ntlm proxytunnel raw remote-header-name remote-
  name remote-name-all remote-time remove-on-error retry-all-errors retry-connrefused sasl-ir show-error show-headers
  silent skip-existing ssl ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 sslv3 styled-output suppress-connect-
  headers tcp-fastopen tcp-nodelay tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-ids trace-time use-ascii
  verbose version xattr`.split(/\s+/),
)

/** Options that only ever write what they name, or read settings from a file nobody has seen. */
const WRITES = [
  '-o',
  '--output',
  '-O',
  '--remote-name',
  '--remote-name-all',
  '-c',
  '--cookie-jar',
  '-D',
  '--dump-header',
  '--trace',
  '--trace-ascii',
  '--etag-save',
  '--hsts',
  '--alt-svc',
  '--libcurl',
  '--stderr',
  '-J',
]
const SENDS = [
  '-d',
  '--data',
  '--data-raw',
  '--data-binary',
  '--data-ascii',
  '--data-urlencode',
  '--json',
  '-F',
  '--form',
  '--form-string',
  '-T',
  '--upload-file',
]

/** Prometheus answers queries by POST as by GET: prometheus.io/docs/prometheus/latest/querying/api. Loki and Thanos follow it. */
const QUERY_BY_POST =
  /\/api\/v1\/(query|query_range|query_exemplars|series|labels|format_query|parse_query|label\/[\w:]+\/values)\/?(\?.*)?$/

export function resolveCurl({ args, input }: Call): Finding {
  const options = readOptions(args, CURL_VALUED)
  const urls = [
    ...options.positionals,
    ...options.list.filter(({ name }) => name === '--url').flatMap(({ value }) => value ?? []),
  ]
  const targets = urls.map((url) => ({ kind: 'host', name: hostOf(url.text) }))
  const method = methodOf(options)
  const more = { subcommand: method, targets }
  if (has(options, '-K', '--config')) return unknown('its options are in a file', more)
  if (has(options, '-Q', '--quote', '--engine', '-t', '--telnet-option'))
    return unknown('sends commands to the server', more)
  // curl takes the beginnings of its options too: `--dat a=b` sends.
  const odd = options.list.find(({ name }) => name.startsWith('--') && !isCurlOption(name.slice(2)))
  if (odd) return unknown(`${odd.name}: an option Standby does not know`, more)
  if (has(options, '--next', '-:')) return unknown('several requests in one call', more)
  if (has(options, '-h', '--help', '-V', '--version')) return read('prints help')
  if (urls.length === 0) return unknown('asks no address', more)
  // `curl telnet://host:port` tries a connection, as long as nothing is typed into it.
  const silent = input.kind === 'none' || (input.kind === 'text' && input.text.trim() === '')
  if (
    silent &&
    urls.length === 1 &&
    /^telnet:\/\/[\w.-]+:\d+\/?$/.test(urls[0]?.value ?? '') &&
    writesFile(options) === null &&
    !has(options, ...SENDS)
  )
    return read('tries a connection', more)
  if (urls.some((url) => /^(ftp|telnet|smtp|imap|pop3|mqtt|ldap|gopher|dict|tftp|scp|sftp|smb)s?:/i.test(url.value)))
    return unknown('speaks another protocol than HTTP', more)
  if (options.list.some(({ name, value }) => /^(-H|--header)$/.test(name) && isOverride(value?.value ?? '')))
    return unknown('a header asks for another method', more)
  if (
    options.list.some(
      ({ name, value }) =>
        /^--(key|cert|proxy-key|proxy-cert)-type$/.test(name) && !/^(PEM|DER|P12)$/i.test(value?.value ?? ''),
    )
  )
    return unknown('loads a key by a program', more)
  const query =
    urls.every((url) => QUERY_BY_POST.test(url.value)) &&
    /^(GET|HEAD|POST)$/.test(method) &&
    (method !== 'POST' || asksQuery(options, urls))
  const upload = lastValue(options, '-T', '--upload-file')
  if (upload) return write(`uploads ${upload.text}`, more)
  if (method === 'DELETE') return destructive('sends a DELETE request', more)
  if (!query && !/^(GET|HEAD|OPTIONS)$/.test(method)) return write(`sends a ${method} request`, more)
  const action = query
    ? null
    : (addresses(options, urls)
        .map(actionIn)
        .find((word) => word !== null) ?? null)
  if (action !== null) return unknown(`a ${method} request, but “${action}” says it does something`, more)
  // `%output{f}` in it would write: curl 8.3 and later.
  if (lastValue(options, '-w', '--write-out')?.value.startsWith('@'))
    return unknown('its output format is in a file Standby has not seen', more)
  const file = writesFile(options)
  if (file !== null) return write(file, { ...more, targets })
  return query && method === 'POST' ? read('a query by POST', more) : read(`a ${method} request`, more)
}

/** The addresses, with what options put in their place or add to them. */
function addresses(options: Options, urls: readonly ShellWord[]): string[] {
  const given = options.list.flatMap(({ name, value }) =>
    name === '--request-target' ? [value?.value ?? ''] : name === '--url-query' ? [`/?${value?.value ?? ''}`] : [],
  )
  const sent = has(options, '-G', '--get')
    ? options.list.filter(({ name }) => SENDS.includes(name)).map(({ value }) => `/?${value?.value ?? ''}`)
    : []
  return [...urls.map((url) => url.value), ...given, ...sent]
}

/** Whether all that is sent are parameters of a query: `query=up`, `match[]=up`. A label made by POST has others. */
function asksQuery(options: Options, urls: readonly ShellWord[]): boolean {
  if (has(options, '--json', '-F', '--form', '--form-string', '-T', '--upload-file')) return false
  const sent = options.list.filter(({ name }) => SENDS.includes(name)).map(({ value }) => value?.value ?? '')
  const pairs = [...sent, ...urls.map((url) => url.value.split('?')[1] ?? '')]
    .flatMap((text) => text.split('&'))
    .filter(Boolean)
  const names = pairs.map((pair) => pair.split('=')[0] ?? '')
  return names.some((name) => /^(query|match(\[\]|%5B%5D))$/.test(name)) && names.every((name) => PARAMETER.test(name))
}

const PARAMETER =
  /^(query|match(\[\]|%5B%5D)|start|end|step|time|timeout|limit|lookback_delta|stats|dedup|partial_response|direction|since|interval)$/

const VALUED_NAMES: ReadonlySet<string> = new Set(CURL_VALUED.split(/\s+/).slice(1))

function isCurlOption(name: string): boolean {
  return VALUED_NAMES.has(name) || CURL_FLAGS.has(name.replace(/^no-/, ''))
}

function methodOf(options: Options): string {
  const given = lastValue(options, '-X', '--request')
  if (given) return given.fixed ? given.value.toUpperCase() : given.text
  if (has(options, '-I', '--head')) return 'HEAD'
  const body = has(options, ...SENDS)
  if (has(options, '-G', '--get')) return 'GET'
  return body ? 'POST' : 'GET'
}

function writesFile(options: Options): string | null {
  for (const { name, value } of options.list) {
    if (!WRITES.includes(name)) continue
    if (value?.fixed && /^(-|\/dev\/(null|stdout|stderr))$/.test(value.value)) continue
    return `writes the file ${value?.text ?? 'named like the address'}`
  }
  const format = lastValue(options, '-w', '--write-out')
  return format !== null && /%output\{/.test(format.value) ? 'writes a file' : null
}

/** `X-HTTP-Method-Override: DELETE`: many servers then do what it says. */
function isOverride(header: string): boolean {
  return /^x-(http-)?method(-override)?\s*[:;]/i.test(header)
}

/** The host of an address as written; the whole of it where the host is a placeholder. */
function hostOf(url: string): string {
  return /^(?:\w+:\/\/)?(?:[^/@]*@)?([^/?#:]+)/.exec(url)?.[1] ?? url
}

const WGET_READS = longPattern()`
  ^--(output-document|output-file|append-output|spider|quiet|no-verbose|verbose|server-response|timeout
    |connect-timeout|read-timeout|dns-timeout|tries|header|user-agent|method|user|password|no-check-certificate
    |max-redirect|retry-connrefused|waitretry|wait|content-on-error|save-headers|no-proxy|inet4-only|inet6-only
    |debug|no-hsts|no-cache|no-dns-cache|help|version)$`

/** wget saves what it fetches, unless told to print or to look only. */
export function resolveWget({ args }: Call): Finding {
  const options = readOptions(
    args,
    `OoaPTtUeQwi output-document output-file append-output directory-prefix timeout tries user-agent execute
      post-data post-file method body-data body-file header user password input-file`,
  )
  const targets = options.positionals.map((url: ShellWord) => ({ kind: 'host', name: hostOf(url.text) }))
  const more = { targets }
  if (has(options, '--post-data', '--post-file', '--body-data', '--body-file'))
    return write('sends a POST request', more)
  const method = lastValue(options, '--method')
  if (method && !/^(GET|HEAD)$/i.test(method.value)) return write(`sends a ${method.text} request`, more)
  if (has(options, '-e', '--execute', '-i', '--input-file', '--use-askpass'))
    return unknown('its settings are not in sight', more)
  const odd = options.list.find(({ name }) => name.startsWith('--') && !WGET_READS.test(name))
  if (odd) return unknown(`${odd.name} may write or send something`, more)
  if (has(options, '-b')) return write('writes a log', more)
  if (options.list.some(({ name, value }) => name === '--header' && isOverride(value?.value ?? '')))
    return unknown('a header asks for another method', more)
  const action = options.positionals.map((url) => actionIn(url.value)).find((word) => word !== null)
  if (action !== undefined) return unknown(`a GET request, but “${action}” says it does something`, more)
  const log = lastValue(options, '-o', '--output-file', '-a', '--append-output')
  if (log && log.value !== '/dev/null' && log.value !== '-') return write(`writes the file ${log.text}`, more)
  const output = lastValue(options, '-O', '--output-document')
  if (has(options, '--spider') || (output && /^(-|\/dev\/(null|stdout))$/.test(output.value)))
    return read('a GET request', more)
  return write('saves what it fetches', more)
}
