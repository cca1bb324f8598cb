import { type Answer, type Call, failed, ok, type Scene, Unanswerable } from '../client.ts'
import { enqueue, setConsuming } from './change.ts'
import { INSPECTIONS, type Node, nodesOf, printReplies } from './inspect.ts'
import { purge } from './purge.ts'
import { pythonJson, type Reply } from './python.ts'
import type { CelerySpace } from './space.ts'

/** Exit status when no worker answers: sysexits' EX_UNAVAILABLE. */
const UNAVAILABLE = 69

const GLOBAL_VALUED = new Set([
  '-A',
  '--app',
  '-b',
  '--broker',
  '--loader',
  '--config',
  '--workdir',
  '--result-backend',
])
const LONG: Record<string, string> = {
  '-Q': '--queues',
  '-X': '--exclude-queues',
  '-d': '--destination',
  '-t': '--timeout',
  '-j': '--json',
  '-f': '--force',
  '-a': '--args',
  '-k': '--kwargs',
}
const VALUED = new Set([
  '--queues',
  '--exclude-queues',
  '--destination',
  '--timeout',
  '--args',
  '--kwargs',
  '--queue',
  '--routing-key',
])
const FLAGS = new Set(['--json', '--force', '--quiet', '--no-color'])

/** Celery 5's command line, for inspecting workers, purging and queueing. */
export function celery({ argv }: Pick<Call, 'argv'>, scene: Scene): Answer {
  const spec = scene.system.celery
  if (spec === undefined) throw new Unanswerable(['celery', ...argv].join(' '))
  let app: string | null = null
  let i = 0
  for (; i < argv.length; i++) {
    const word = argv[i] ?? ''
    const [name = '', joined] = word.startsWith('--') ? word.split(/=(.*)/s) : [word]
    if (!word.startsWith('-')) break
    if (name === '--version') return ok('5.4.0 (opalescent)\n')
    if (name === '-q' || name === '--quiet' || name === '-C' || name === '--no-color') continue
    if (!GLOBAL_VALUED.has(name)) return usage(`No such option: ${name}`)
    const value = joined ?? argv[++i]
    if (value === undefined) return usage(`Option '${name}' requires an argument.`)
    if (name === '-A' || name === '--app') app = value
    else throw new Unanswerable(`celery ${name}`)
  }
  const [verb, ...rest] = argv.slice(i)
  if (verb === undefined) throw new Unanswerable('celery without a command')
  if (app !== null && app.split(':')[0] !== spec.app) {
    const module = app.split(/[.:]/)[0] ?? app
    return usage(
      `Invalid value for '-A' / '--app': \nUnable to load celery application.\nThe module ${module === spec.app.split('.')[0] ? app : module} was not found.`,
    )
  }
  if (app === null) throw new Unanswerable('celery without -A')
  const read = readArguments(verb, rest)
  if ('exitCode' in read) return read
  return run(verb, { scene, ...read })
}

function usage(problem: string): Answer {
  return failed(2, `Usage: celery [OPTIONS] COMMAND [ARGS]...\nTry 'celery --help' for help.\n\nError: ${problem}\n`)
}

function readArguments(verb: string, words: string[]): { options: Record<string, string>; args: string[] } | Answer {
  const options: Record<string, string> = {}
  const args: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (!word.startsWith('-')) {
      args.push(word)
      continue
    }
    const [given = '', joined] = word.startsWith('--') ? word.split(/=(.*)/s) : [word]
    const name = LONG[given] ?? given
    if (FLAGS.has(name)) options[name] = ''
    else if (VALUED.has(name)) {
      const value = joined ?? words[++i]
      if (value === undefined) return usage(`Option '${given}' requires an argument.`)
      options[name] = value
    } else throw new Unanswerable(`celery ${verb} ${given}`)
  }
  return { options, args }
}

function run(verb: string, space: CelerySpace): Answer {
  const { scene } = space
  const broker = scene.system.caches.find((c) => c.name === scene.system.celery?.broker)
  if (broker === undefined || scene.world.caches[broker.name]?.downSince !== null) {
    const why = `Error 111 connecting to ${broker?.host}:6379. Connection refused.`
    return failed(1, `kombu.exceptions.OperationalError: ${why}\n`)
  }
  switch (verb) {
    case 'inspect':
      return inspect(space)
    case 'status':
      return answered(space, nodesOf(scene), () => null)
    case 'control':
      return control(space)
    case 'purge':
      return purge(space)
    case 'call':
      return enqueue(space)
    default:
      throw new Unanswerable(`celery ${verb}`)
  }
}

const INSPECTABLE = [
  ...['active', 'active_queues', 'clock', 'conf', 'memdump', 'memsample', 'objgraph', 'ping', 'query_task'],
  ...['registered', 'report', 'reserved', 'revoked', 'scheduled', 'stats'],
]

function notRecognised(verb: string, what: string, known: readonly string[]): Answer {
  const usage = `Usage: celery ${verb} [OPTIONS] COMMAND\nTry 'celery ${verb} --help' for help.\n\n`
  return failed(2, `${usage}Error: Command ${what} not recognized. Available ${verb} commands: ${known.join(', ')}\n`)
}

function inspect(space: CelerySpace): Answer {
  const [what = '', ...more] = space.args
  const look = INSPECTIONS[what]
  if (what !== '' && !INSPECTABLE.includes(what)) return notRecognised('inspect', what, INSPECTABLE)
  if (look === undefined || more.length > 0) throw new Unanswerable(`celery inspect ${space.args.join(' ')}`)
  return answered(space, nodesOf(space.scene), (node) => look(space.scene, node))
}

function control(space: CelerySpace): Answer {
  const [what = '', queue, ...more] = space.args
  if (!/^(add|cancel)_consumer$/.test(what) || queue === undefined || more.length > 0)
    throw new Unanswerable(`celery control ${space.args.join(' ')}`)
  if (space.options['--destination'] !== undefined) throw new Unanswerable(`celery control --destination`)
  const says = setConsuming(space.scene, queue, what === 'add_consumer')
  return answered(space, nodesOf(space.scene), () => ({ ok: says }), false)
}

function answered(space: CelerySpace, nodes: Node[], reply: (node: Node) => Reply | null, counted = true): Answer {
  const only = space.options['--destination']?.split(',')
  const asked = only === undefined ? nodes : nodes.filter((n) => only.includes(n.name))
  if (asked.length === 0) return failed(UNAVAILABLE, 'Error: No nodes replied within time constraint\n')
  // It waits for stragglers: a second, unless told otherwise.
  space.scene.wait(Math.round(Number(space.options['--timeout'] ?? 1) * 1_000))
  const replies = asked.map((node) => [node.name, reply(node)] as const)
  if (space.options['--json'] !== undefined) return ok(`${pythonJson(Object.fromEntries(replies))}\n`)
  return ok(printReplies(replies, counted))
}
