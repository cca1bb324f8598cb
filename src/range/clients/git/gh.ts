import { schedule } from '../../world/agenda.ts'
import { between, randomText } from '../../world/random.ts'
import type { Thing } from '../../world/world.ts'
import { type Answer, type Client, failed, ok, type Scene, Unanswerable } from '../client.ts'
import { quote } from '../shell/words.ts'

/** gh, for the workflows of the team's repository. A run takes its virtual minutes, then does what system.yaml says. */
export const gh: Client = ({ argv }, scene) => {
  const [noun = '', verb = '', ...rest] = argv
  if (noun === '--version')
    return ok('gh version 2.62.0 (2024-11-14)\nhttps://github.com/cli/cli/releases/tag/v2.62.0\n')
  if (scene.system.repository === undefined)
    return failed(1, 'failed to run git: fatal: not a git repository (or any of the parent directories): .git\n\n')
  switch (`${noun} ${verb}`) {
    case 'workflow run':
      return start(scene, rest)
    case 'workflow list':
      return ok(
        workflows(scene)
          .map((w, i) => `${w.name}\tactive\t${9_100_000 + i}\n`)
          .join(''),
      )
    case 'run list':
      return list(scene, rest)
    case 'run watch':
      return watch(scene, rest)
    case 'run view':
      return view(scene, rest)
    case 'auth status':
      return ok('github.com\n  ✓ Logged in to github.com account on-call (GH_TOKEN)\n')
    default:
      throw new Unanswerable(`gh ${argv.join(' ')}`)
  }
}

const workflows = ({ system }: Scene) => system.repository?.workflows ?? []
const runs = ({ world }: Scene) =>
  Object.values(world.things)
    .filter((t) => t.kind === 'workflow-run')
    .sort((a, b) => b.createdAt - a.createdAt || (a.name < b.name ? 1 : -1))

function start(scene: Scene, words: string[]): Answer {
  const { world } = scene
  const given: Record<string, string> = {}
  let file: string | null = null
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (/^(-f|-F|--raw-field|--field)$/.test(word)) {
      const [name = '', value] = (words[++i] ?? '').split(/=(.*)/s)
      if (value === undefined) return failed(1, `field "${name}" requires a value separated by an '=' sign\n`)
      given[name] = value
    } else if (word === '-r' || word === '--ref' || word === '-R' || word === '--repo') i++
    else if (word.startsWith('-')) throw new Unanswerable(`gh workflow run ${word}`)
    else file = word
  }
  if (file === null) return failed(1, 'workflow ID, name, or filename required when not running interactively\n')
  const workflow = workflows(scene).find((w) => w.file === file || w.name === file)
  if (workflow === undefined) return failed(1, `could not find any workflows named ${file}\n`)
  const refused = (why: string) =>
    failed(
      1,
      `could not create workflow dispatch event: HTTP 422: ${why} (https://api.github.com/repos/${scene.system.repository?.name}/actions/workflows/9100000/dispatches)\n`,
    )
  const missing = Object.keys(workflow.inputs).find((name) => given[name] === undefined)
  if (missing !== undefined) return refused(`Required input '${missing}' not provided`)
  const strange = Object.keys(given).filter((name) => workflow.inputs[name] === undefined)
  if (strange.length > 0) return refused(`Unexpected inputs provided: ${JSON.stringify(strange)}`)
  scene.write()
  const id = `1${randomText('0123456789', 10, world.seed, 'run', world.counter)}`
  // The workflow's own first job looks at its inputs.
  const fits = Object.entries(workflow.inputs).every(([name, pattern]) => new RegExp(pattern).test(given[name] ?? ''))
  const thing: Thing = {
    kind: 'workflow-run',
    name: id,
    state: 'in_progress',
    createdAt: world.now,
    fields: {
      file: workflow.file,
      title: workflow.name,
      values: JSON.stringify(given),
      conclusion: '',
      fits,
      command: scene.command,
    },
  }
  world.things[`workflow-run/${id}`] = thing
  const [least, most] = workflow.takes
  const takes = fits ? Math.round(between(least, most, world.seed, id) * 1_000) : 25_000
  schedule(world, { at: world.now + takes, kind: 'thing', thing: `workflow-run/${id}`, state: 'completed' })
  return ok('')
}

function optionsOf(
  words: readonly string[],
  valued: RegExp,
  alone: RegExp,
): { options: Record<string, string>; rest: string[] } {
  const options: Record<string, string> = {}
  const rest: string[] = []
  for (let i = 0; i < words.length; i++) {
    const [word = '', joined] = (words[i] ?? '').startsWith('--') ? (words[i] ?? '').split(/=(.*)/s) : [words[i]]
    if (valued.test(word)) options[word.replace(/^-+/, '')] = joined ?? words[++i] ?? ''
    else if (alone.test(word)) options[word.replace(/^-+/, '')] = ''
    else if (word.startsWith('-')) throw new Unanswerable(`gh ${word}`)
    else rest.push(word)
  }
  return { options, rest }
}

function list(scene: Scene, words: string[]): Answer {
  const { options } = optionsOf(words, /^(-w|--workflow|-L|--limit|--json|-q|--jq|-R|--repo)$/, /^$/)
  const wanted = options.w ?? options.workflow
  const limit = Number(options.L ?? options.limit ?? 20)
  const found = runs(scene)
    .filter((r) => wanted === undefined || r.fields.file === wanted || r.fields.title === wanted)
    .slice(0, limit)
  if (options.json === undefined)
    return ok(
      found
        .map(
          (r) =>
            `${r.state}\t${r.fields.conclusion}\t${r.fields.title}\t${r.fields.title}\t${scene.system.repository?.branch}\tworkflow_dispatch\t${r.name}\t1m\t${new Date(r.createdAt).toISOString()}\n`,
        )
        .join(''),
    )
  const fields = options.json.split(',')
  const rows = found.map((r) => {
    const all: Record<string, unknown> = {
      databaseId: Number(r.name),
      status: r.state,
      conclusion: r.fields.conclusion,
      name: r.fields.title,
      displayTitle: r.fields.title,
      workflowName: r.fields.title,
      createdAt: new Date(r.createdAt).toISOString(),
      headBranch: scene.system.repository?.branch,
      event: 'workflow_dispatch',
    }
    const strange = fields.find((f) => !(f in all))
    if (strange !== undefined) throw new Unanswerable(`gh run list --json ${strange}`)
    return Object.fromEntries(fields.map((f) => [f, all[f]]))
  })
  const query = options.q ?? options.jq
  const json = JSON.stringify(rows)
  if (query === undefined) return ok(`${json}\n`)
  // gh has a jq of its own: the machine's says the same.
  return { ...ok(''), shell: `printf '%s' ${quote(json)} | command -p jq -r ${quote(query)}` }
}

function named(scene: Scene, rest: readonly string[]): Thing | Answer {
  const id = rest[0]
  if (id === undefined) return failed(1, 'run ID required when not running interactively\n')
  const found = scene.world.things[`workflow-run/${id}`]
  if (found === undefined)
    return failed(
      1,
      `failed to get run: HTTP 404: Not Found (https://api.github.com/repos/${scene.system.repository?.name}/actions/runs/${id}?exclude_pull_requests=true)\n`,
    )
  return found
}

function watch(scene: Scene, words: string[]): Answer {
  const { options, rest } = optionsOf(words, /^(-i|--interval)$/, /^(--exit-status|--compact)$/)
  const found = named(scene, rest)
  if ('exitCode' in found) return found
  const { name } = found
  for (let waited = 0; scene.world.things[`workflow-run/${name}`]?.state !== 'completed' && waited < 3_600; waited += 3)
    scene.wait(3_000)
  const run = scene.world.things[`workflow-run/${name}`] as Thing
  const well = run.fields.conclusion === 'success'
  const text = `Refreshing run status every 3 seconds. Press Ctrl+C to quit.\n\n${well ? '✓' : 'X'} ${scene.system.repository?.branch} ${run.fields.title} · ${name}\nTriggered via workflow_dispatch\n`
  return well || options['exit-status'] === undefined ? ok(text) : failed(1, '', text)
}

function view(scene: Scene, words: string[]): Answer {
  const { rest, options } = optionsOf(words, /^$/, /^(--exit-status|--verbose|-v)$/)
  const found = named(scene, rest)
  if ('exitCode' in found) return found
  const well = found.fields.conclusion === 'success'
  const mark = found.state !== 'completed' ? '*' : well ? '✓' : 'X'
  const text = `\n${mark} ${scene.system.repository?.branch} ${found.fields.title} · ${found.name}\nTriggered via workflow_dispatch\n`
  return found.state === 'completed' && !well && options['exit-status'] !== undefined ? failed(1, '', text) : ok(text)
}
