/**
 * Compares `parseKubectl` with the real kubectl: on commands made from its own `--help` and spoiled, does it refuse what the
 * client refuses before it asks the server, and take the rest?
 *
 *     node scripts/agreement/kubectl.ts --n 1000 --seed 1
 *
 * No cluster: a server of our own says which resources there are and finds nothing else, so that what is refused is the
 * client's own doing.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { parseKubectl } from '../../src/analysis/kubectl/parse-kubectl.ts'
import { type Agreement, agreementOf, agreementText, readNumbers, type Verdict } from './agreement.ts'
import { type ApiServer, startApiServer } from './api-server.ts'
import { makeOfFamily } from './kubectl-families/make-of-family.ts'
import { Random } from './random.ts'

const run = promisify(execFile)

/** Commands by how often runbooks use them, each with plain words that go with it. */
const COMMANDS: readonly [weight: number, path: string, words: readonly string[]][] = [
  [20, 'get', ['pods', 'pod web', 'pods/web svc/api', 'deploy,svc', 'nodes', 'events', 'deployment a b', 'hpa', '']],
  [10, 'describe', ['pod web', 'node n1', 'deployment/api', 'pods', 'svc a b', '']],
  [10, 'logs', ['web', 'deployment/api', 'web main', 'job/x', '', 'a b c']],
  [8, 'exec', ['web -- ls', 'deploy/api -- sh -c ls', 'web', 'web ls', '-- ls']],
  [5, 'rollout status', ['deployment/api', 'deploy api', 'deploy/a deploy/b', '']],
  [5, 'rollout undo', ['deployment/api', 'deployment api', '']],
  [5, 'rollout restart', ['deployment/api', 'deployment', 'deploy a b', '']],
  [3, 'rollout history', ['deployment/api', 'deploy', '']],
  [2, 'rollout pause', ['deployment/api', '']],
  [2, 'rollout resume', ['deployment/api', '']],
  [7, 'scale', ['deployment/api', 'deployment api', 'rs a b', '']],
  [7, 'delete', ['pod web', 'pod/web', 'pods', 'deploy,svc web', 'pod a b', '']],
  [4, 'apply', ['']],
  [2, 'create', ['']],
  [4, 'set image', ['deployment/api web=nginx:1', 'deploy api web=nginx:1', 'deployment/api', 'web=nginx', '']],
  [4, 'set env', ['deployment/api A=b', 'deploy api A=b C-', 'deployment/api', '']],
  [3, 'set resources', ['deployment/api', 'deploy api', '']],
  [4, 'top pod', ['', 'web', 'a b']],
  [3, 'top node', ['', 'n1']],
  [4, 'patch', ['deployment api', 'deployment/api', 'svc a', '']],
  [3, 'label', ['pod web a=b', 'pods a=b', 'node n1 a-', 'pod web', '']],
  [3, 'annotate', ['pod web a=b', 'pod/web a-', '']],
  [3, 'cordon', ['n1', '', 'n1 n2']],
  [3, 'uncordon', ['n1', '']],
  [4, 'drain', ['n1', '', 'n1 n2']],
  [2, 'taint', ['nodes n1 a=b:NoSchedule', 'node n1 a-', 'nodes n1', '']],
  [3, 'wait', ['pod/web', 'pods web', '']],
  [3, 'port-forward', ['pod/web 8080:80', 'svc/api 80', 'web', '']],
  [2, 'cp', ['web:/tmp/a /tmp/b', '/tmp/kubectl-none web:/tmp', 'web:/tmp/a']],
  [2, 'run', ['tmp', '', 'tmp -- ls']],
  [1, 'expose', ['deployment api', 'deployment/api', '']],
  [2, 'autoscale', ['deployment api', 'deployment/api', '']],
  [1, 'explain', ['pods', 'pods.spec', '', 'a b']],
  [2, 'auth can-i', ['get pods', 'get', 'list deployments.apps', '']],
  [1, 'api-resources', ['', 'x']],
  [1, 'cluster-info', ['']],
  [1, 'version', ['', 'x']],
  [2, 'config view', ['']],
  [2, 'config current-context', ['', 'x']],
  [2, 'config use-context', ['prod', '']],
  [1, 'config get-contexts', ['', 'prod']],
  [2, 'config set-context', ['prod', '']],
  [2, 'create secret generic', ['s', '', 'a b']],
  [2, 'create configmap', ['c', '']],
  [1, 'create namespace', ['n', '', 'a b']],
  [2, 'create job', ['j', '']],
  [1, 'create deployment', ['d', '']],
  [1, 'events', ['', 'x']],
  [1, 'debug', ['web', 'node/n1', '']],
  [1, 'diff', ['']],
  [1, 'replace', ['']],
  [1, 'attach', ['web', '']],
  [1, 'edit', ['deployment api', '']],
]

interface Flag {
  name: string
  /** What `--help` prints after `=`: its default, which shows the type. */
  standard: string
  short: string | null
}

const VALUES = [
  'web',
  'prod',
  'app=web',
  'json',
  'yaml',
  'wide',
  'name',
  '5',
  '30s',
  '10m',
  'true',
  'Running',
  '{"spec":{}}',
  'a b',
  '/dev/null',
]

/** Flags that say where the cluster is and who asks: with another value of them there is nobody to ask. */
const OF_THE_MACHINE =
  /^(server|context|cluster|kubeconfig|user|client-(certificate|key)|certificate-authority|tls-server-name|cache-dir|profile-output|log-flush-frequency|request-timeout|match-server-version|as|as-group|as-uid|token|username|password)$/

/** What `kubectl PATH --help` and `kubectl options` list. */
async function readFlags(path: string): Promise<Flag[]> {
  const args = path === 'options' ? ['options'] : [...path.split(' '), '--help']
  const { stdout } = await run('kubectl', args)
  const flags = [...stdout.matchAll(/^ {4}(?:-(\w), | {4})?--([\w-]+)=?(.*):$/gm)].map(
    ([, short, name = '', standard = '']) => ({
      name,
      standard,
      short: short ?? null,
    }),
  )
  return flags.filter(({ name }) => !OF_THE_MACHINE.test(name))
}

class Maker {
  private readonly random: Random
  private readonly flags: ReadonlyMap<string, readonly Flag[]>
  private readonly file: string

  constructor(random: Random, flags: ReadonlyMap<string, readonly Flag[]>, file: string) {
    this.random = random
    this.flags = flags
    this.file = file
  }

  make(): string[] {
    const { random } = this
    // Nearly half of what people write is not made from help: formats, selectors, what stands where.
    if (random.chance(0.45)) return makeOfFamily(random, this.file)
    const weights = COMMANDS.flatMap((command) => Array.from({ length: command[0] }, () => command))
    const [, path, plain] = random.pick(weights)
    const words = random
      .pick(random.chance(0.75) ? plain.slice(0, Math.max(1, plain.length - 1)) : plain)
      .split(' ')
      .filter(Boolean)
    const dashes = words.indexOf('--')
    const before = dashes < 0 ? words : words.slice(0, dashes)
    const after = dashes < 0 ? [] : words.slice(dashes)
    const own = this.flags.get(path) ?? []
    const shared = this.flags.get('options') ?? []
    const options = this.usual(path)
    for (let count = random.below(3); count > 0; count--)
      options.push(this.flag(random.pick(random.chance(0.8) && own.length > 0 ? own : shared)))
    const command = path.split(' ')
    this.spoil(command, before, options)
    const tail = random.chance(0.8) ? [...before, ...options.flat()] : [...options.flat(), ...before]
    return [...command, ...tail, ...after]
  }

  /** What the command cannot do without, most of the time. */
  private usual(path: string): string[][] {
    const { random } = this
    const often = random.chance(0.8)
    const namespace = random.chance(0.4) ? [random.pick([['-n', 'prod'], ['--namespace=prod'], ['-nprod']])] : []
    const needed: Record<string, string[][]> = {
      scale: [['--replicas=3']],
      apply: [['-f', this.file]],
      create: [['-f', this.file]],
      diff: [['-f', this.file]],
      replace: [['-f', this.file]],
      patch: [['-p', '{"spec":{}}']],
      wait: [['--for=condition=Ready']],
      run: [['--image=busybox']],
      expose: [['--port=80']],
      autoscale: [['--max=5']],
      'set resources': [['--limits=cpu=1']],
      'create job': [['--image=busybox']],
      'create deployment': [['--image=busybox']],
      debug: [['--image=busybox']],
      'create secret generic': [['--from-literal=a=b']],
    }
    return [...namespace, ...(often ? (needed[path] ?? []) : [])]
  }

  private flag({ name, standard, short }: Flag): string[] {
    const { random } = this
    const dashed = short !== null && random.chance(0.5) ? `-${short}` : `--${name}`
    if (standard === 'true' || standard === 'false')
      return random.chance(0.8) ? [dashed] : [`--${name}=${random.pick(['true', 'false', 'maybe'])}`]
    const value = this.value(name, standard)
    return random.chance(0.5) ? [`--${name}=${value}`] : [dashed, value]
  }

  private value(name: string, standard: string): string {
    const { random } = this
    if (/^-?\d+$/.test(standard))
      return random.chance(0.8) ? String(random.below(50)) : random.pick(['many', '1.5', '', '5s', '-1'])
    if (/^\d+[smh]/.test(standard) || /timeout|duration/.test(name))
      return random.chance(0.8) ? random.pick(['30s', '5m', '1h30m', '0']) : random.pick(['30', 'soon', '5 m'])
    if (name === 'output')
      return random.pick([
        'json',
        'yaml',
        'wide',
        'name',
        'jsonpath={.items}',
        'custom-columns=A:.metadata.name',
        'jsn',
      ])
    if (name === 'kustomize') return dirname(this.file)
    if (name === 'filename') return this.file
    return random.pick(VALUES)
  }

  private spoil(command: string[], words: string[], options: string[][]): void {
    const { random } = this
    if (random.chance(0.35)) return
    switch (random.pick(['verb', 'flag', 'flag', 'unknown', 'value', 'drop', 'drop', 'extra', 'short'])) {
      case 'verb': {
        const at = random.below(command.length)
        command[at] = random.typo(command[at] ?? '')
        break
      }
      case 'flag': {
        const chosen = options.length > 0 ? random.pick(options) : undefined
        if (chosen?.[0]?.startsWith('--')) {
          const [name = '', ...rest] = chosen[0].slice(2).split('=')
          chosen[0] = `--${[random.typo(name), ...rest].join('=')}`
        }
        break
      }
      case 'unknown':
        options.push(
          random.pick([
            ['--force-all'],
            ['--name', 'x'],
            ['--pods=x'],
            ['-z'],
            ['--verbose'],
            ['--region', 'eu'],
            ['-j', '3'],
          ]),
        )
        break
      case 'value': {
        const chosen = options.find((option) => option.length === 2)
        if (chosen) chosen.pop()
        break
      }
      case 'drop':
        if (words.length > 0 && random.chance(0.5)) words.splice(random.below(words.length), 1)
        else options.splice(random.below(options.length || 1), 1)
        break
      case 'extra':
        words.push(random.pick(['extra', 'pod/x', 'a=b', '...']))
        break
      default:
        options.push(
          random.pick([
            ['-it'],
            ['-A'],
            ['-o', 'wide'],
            ['-owide'],
            ['-o=json'],
            ['-f'],
            ['-l', 'a=b'],
            ['-c', 'x'],
            ['-w'],
            ['-p'],
            ['-R'],
          ]),
        )
    }
  }
}

/** What it says of a server, a file or a context that is not there: no question of grammar. */
const NOT_THERE =
  /was refused|connect:|unable to connect|dial tcp|does not exist|no such (file|host)|no context|context .* not found|no server found|doesn't exist in local|must build at directory|is not directory|clientCert|differs from client version|tls:|certificate|proxyconnect|panic:|invalid namespace|Metrics API not available|doesn't have a resource type/i

/** What it says of the format it was to print in, once it has something to print. */
const FORMAT =
  /error parsing jsonpath|custom-columns|template format specified|unexpected path string|unable to match a printer/

async function ask(argv: string[], name: string, folder: string, server: ApiServer): Promise<Verdict> {
  const config = join(folder, name)
  await writeFile(
    config,
    `apiVersion: v1\nkind: Config\nclusters: [{name: none, cluster: {server: "${server.urlFor(name)}"}}]\nusers: [{name: u, user: {}}]\ncontexts: [{name: prod, context: {cluster: none, user: u}}]\ncurrent-context: prod\n`,
  )
  const env = { ...process.env, KUBECONFIG: config, KUBE_EDITOR: 'true', HOME: '/nonexistent' }
  let real = true
  let said = ''
  try {
    await run('kubectl', argv, { env, timeout: 8000, killSignal: 'SIGKILL', maxBuffer: 1 << 26 })
  } catch (error) {
    const failed = error as { stderr?: string; killed?: boolean }
    said = failed.stderr ?? ''
    real = failed.killed === true || (server.wasAsked(name) && !FORMAT.test(said)) || NOT_THERE.test(said)
  }
  const [ours] = parseKubectl(argv).errors
  const shown = argv.map((word) => (/^[\w./:=,@-]+$/.test(word) ? word : `'${word}'`)).join(' ')
  const reason = real ? (ours ?? '') : said
  return {
    input: `kubectl ${shown}`,
    real,
    ours: ours === undefined,
    said: reason.trim().split('\n').slice(0, 3).join(' '),
  }
}

/** Says what is missing for the comparison; null for nothing. */
export async function missingForKubectl(): Promise<string | null> {
  try {
    await run('kubectl', ['version', '--client'])
    return null
  } catch {
    return 'kubectl is not installed, or cannot be run'
  }
}

export async function compareKubectl({ n, seed }: { n: number; seed: number }): Promise<Agreement> {
  const server = await startApiServer()
  const folder = await mkdtemp(join(tmpdir(), 'kubectl-agreement-'))
  try {
    const file = join(folder, 'x.yaml')
    await writeFile(join(folder, 'kustomization.yaml'), 'resources: [x.yaml]\n')
    await writeFile(file, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n')
    const flags = new Map<string, Flag[]>()
    for (const path of ['options', ...COMMANDS.map(([, name]) => name)]) flags.set(path, await readFlags(path))
    const maker = new Maker(new Random(seed), flags, file)
    const commands = Array.from({ length: n }, () => maker.make())
    const verdicts: Verdict[] = []
    // A few at a time, on a machine with few cores.
    for (let at = 0; at < n; at += 4)
      verdicts.push(
        ...(await Promise.all(
          commands.slice(at, at + 4).map((argv, offset) => ask(argv, `c${at + offset}`, folder, server)),
        )),
      )
    return agreementOf(verdicts)
  } finally {
    server.close()
    await rm(folder, { recursive: true })
  }
}

if (import.meta.main) {
  const missing = await missingForKubectl()
  if (missing !== null) throw new Error(missing)
  console.log(agreementText('kubectl', await compareKubectl(readNumbers(process.argv, { n: 1000, seed: 1 }))))
}
