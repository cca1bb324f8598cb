import { allKeys } from '../../world/keyspace.ts'
import { type Answer, type Call, type Client, failed, ok, type Scene, Unanswerable } from '../client.ts'
import { splitWords } from '../shell/words.ts'
import { bigKeys } from './bigkeys.ts'
import { perform } from './commands.ts'
import { globPattern } from './keys.ts'
import { prettyText, rawText } from './reply.ts'
import type { RedisRequest } from './request.ts'

interface Options {
  host: string
  port: string
  database: string
  exitsOnError: boolean
  pretty: boolean
  mode: 'command' | 'bigkeys' | 'scan' | 'version'
  pattern: string | null
  words: string[]
}

const VALUED = new Set(['-h', '-p', '-n', '-a', '--user', '--pass', '-u', '-i', '-r', '--pattern', '--count', '-t'])

/** redis-cli, as of 7.2. Into a pipe it prints values alone; an error is its output too, and no failure without `-e`. */
export const redisCli: Client = (call, scene) => {
  const options = readOptions(call.argv)
  if (typeof options === 'string') return failed(1, options)
  if (options.mode === 'version') return ok('redis-cli 7.2.4\n')
  const request = connect(options, scene)
  if ('exitCode' in request) return request
  if (options.database !== '0') throw new Unanswerable(`database ${options.database} of a Redis`)
  if (options.mode === 'bigkeys') return ok(bigKeys(request))
  if (options.mode === 'scan') {
    const wanted = globPattern(options.pattern ?? '*')
    const names = allKeys(request.world, request.system, request.spec).map((k) => k.name)
    return ok(
      names
        .filter((name) => wanted.test(name))
        .map((name) => `${name}\n`)
        .join(''),
    )
  }
  const commands = options.words.length > 0 ? [options.words] : typedCommands(call)
  return performAll(request, commands, options)
}

function performAll(request: RedisRequest, commands: readonly string[][], options: Options): Answer {
  let stdout = ''
  for (const words of commands) {
    const reply = perform(request, words)
    if (reply.kind === 'error' && options.exitsOnError) return failed(1, `${reply.text}\n`, stdout)
    stdout += options.pretty ? prettyText(reply) : `${rawText(reply)}\n`
  }
  return ok(stdout)
}

/** Without a command it reads them, one a line. */
function typedCommands({ stdin }: Call): string[][] {
  if (stdin === null) throw new Unanswerable('redis-cli, typed by a person')
  return stdin
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const words = splitWords(line)
      if (words === null) throw new Unanswerable(`redis-cli: ${line}`)
      return words
    })
}

function readOptions(argv: readonly string[]): Options | string {
  const options: Options = {
    host: '127.0.0.1',
    port: '6379',
    database: '0',
    exitsOnError: false,
    pretty: false,
    mode: 'command',
    pattern: null,
    words: [],
  }
  let i = 0
  for (; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (!word.startsWith('-') || word === '-') break
    let value = ''
    if (VALUED.has(word)) {
      const next = argv[++i]
      if (next === undefined) return unrecognised(word)
      value = next
    }
    if (!applyOption(options, word, value)) return unrecognised(word)
  }
  options.words = argv.slice(i)
  return options
}

/** @returns false for one that redis-cli does not have. */
function applyOption(options: Options, word: string, value: string): boolean {
  switch (word) {
    case '-h':
      options.host = value
      return true
    case '-p':
      options.port = value
      return true
    case '-n':
      options.database = value
      return true
    case '-u': {
      const url = /^rediss?:\/\/(?:[^@/]*@)?([^:/]+)(?::(\d+))?(?:\/(\d+))?$/.exec(value)
      if (url === null) return false
      options.host = url[1] ?? ''
      options.port = url[2] ?? '6379'
      options.database = url[3] ?? '0'
      return true
    }
    case '-e':
      options.exitsOnError = true
      return true
    case '--no-raw':
      options.pretty = true
      return true
    case '--bigkeys':
      options.mode = 'bigkeys'
      return true
    case '--scan':
      options.mode = 'scan'
      return true
    case '--pattern':
      options.pattern = value
      return true
    case '-v':
    case '--version':
      options.mode = 'version'
      return true
    case '-a':
    case '--user':
    case '--pass':
    case '--count':
    case '-t':
    case '--tls':
    case '--insecure':
    case '--raw':
    case '--no-auth-warning':
      return true
    default:
      if (
        /^(-[rixsdDX2348]|--(memkeys|hotkeys|keystats|stat|latency.*|rdb|pipe|eval|ldb.*|cluster|csv|json|quoted-.*|askpass|sni|cacert.*|cert|key|help|replica|slave|intrinsic-latency|lru-test|verbose|functions-rdb|show-pushes|cluster-.*))$/.test(
          word,
        )
      )
        throw new Unanswerable(`redis-cli ${word}`)
      return false
  }
}

function unrecognised(word: string): string {
  return `Unrecognized option or bad number of args for: '${word}'\n`
}

function connect(options: Options, scene: Scene): RedisRequest | Answer {
  const { system, world } = scene
  const where = `${options.host}:${options.port}`
  const spec = system.caches.find((c) => c.host === options.host)
  if (spec === undefined) {
    const local = /^(127\.0\.0\.1|localhost|::1)$/.test(options.host)
    const why = local ? 'Connection refused' : 'Name or service not known'
    return failed(1, `Could not connect to Redis at ${where}: ${why}\n`)
  }
  const cache = world.caches[spec.name]
  if (cache === undefined || cache.downSince !== null || options.port !== '6379')
    return failed(1, `Could not connect to Redis at ${where}: Connection refused\n`)
  return { scene, world, system, spec, cache }
}
