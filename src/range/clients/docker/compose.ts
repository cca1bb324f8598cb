import { addRelease, rollOut, scale } from '../../world/change.ts'
import { noteLoss } from '../../world/queues.ts'
import { releaseOf, serving, type World } from '../../world/world.ts'
import { type Answer, failed, ok, type Scene, Unanswerable } from '../client.ts'
import { runInContainer } from '../container.ts'
import { headOf } from '../git/git.ts'

type Service = NonNullable<NonNullable<Scene['system']['docker']>['compose']>['services'][number]

/** docker compose, over the services of system.yaml: those that are a workload are it, the others only run or do not. */
export function compose(scene: Scene, argv: string[]): Answer {
  const project = scene.system.docker?.compose
  const words = [...argv]
  while (words[0]?.startsWith('-')) {
    const word = words.shift() ?? ''
    if (/^(-f|--file|-p|--project-name|--env-file|--profile)$/.test(word)) words.shift()
    else throw new Unanswerable(`docker compose ${word}`)
  }
  if (project === undefined) return failed(1, 'no configuration file provided: not found\n')
  const [command = '', ...rest] = words
  switch (command) {
    case 'build':
      return build(scene, project.services, rest)
    case 'pull':
      return { ...ok(''), stderr: project.services.map((s) => ` ${s.name} Pulled\n`).join('') }
    case 'up':
      return up(scene, project.services, rest)
    case 'down':
      return down(scene, project.services, rest)
    case 'restart':
      return up(scene, project.services, ['-d', '--force-recreate', ...rest])
    case 'ps':
      return ps(scene, project.services, rest)
    case 'exec':
      return exec(scene, project.services, rest)
    default:
      throw new Unanswerable(`docker compose ${argv.join(' ')}`)
  }
}

const STATE = 'compose/down'
const isDownNow = (world: World, service: Service) => world.things[`${STATE}/${service.name}`] !== undefined

function chosen(services: readonly Service[], names: readonly string[]): Service[] | Answer {
  const strange = names.find((n) => !services.some((s) => s.name === n))
  if (strange !== undefined) return failed(1, `no such service: ${strange}\n`)
  return names.length === 0 ? [...services] : services.filter((s) => names.includes(s.name))
}

function build(scene: Scene, services: readonly Service[], words: string[]): Answer {
  const strange = words.find((w) => w.startsWith('-') && !/^--(no-cache|pull|quiet|progress=\w+)$/.test(w))
  if (strange !== undefined) throw new Unanswerable(`docker compose build ${strange}`)
  const built = chosen(
    services,
    words.filter((w) => !w.startsWith('-')),
  )
  if ('exitCode' in built) return built
  scene.write()
  scene.wait(140_000)
  const { world, system } = scene
  // What is checked out is what an image is made of.
  const version = headOf(scene)?.slice(0, 7) ?? 'latest'
  for (const service of built) {
    const spec = system.workloads.find((w) => w.name === service.workload)
    if (spec === undefined) continue
    const name = `${spec.repository}:${version}`
    const thing = { kind: 'compose', name, state: 'built', createdAt: world.now, fields: {} }
    world.things[`compose/image/${service.name}`] = thing
    world.things[`pushed/${name}`] = { ...thing, kind: 'pushed' }
    world.marks[`compose-built/${service.name}`] = world.now
  }
  return {
    ...ok(''),
    stderr: built
      .filter((s) => s.workload !== undefined)
      .map((s) => ` ${s.name} Built\n`)
      .join(''),
  }
}

function up(scene: Scene, services: readonly Service[], words: string[]): Answer {
  const { world, system } = scene
  const flags = words.filter((w) => w.startsWith('-'))
  const strange = flags.find(
    (f) => !/^(-d|--detach|--force-recreate|--build|--no-deps|--wait|--remove-orphans)$/.test(f),
  )
  if (strange !== undefined) throw new Unanswerable(`docker compose up ${strange}`)
  const wanted = chosen(
    services,
    words.filter((w) => !w.startsWith('-')),
  )
  if ('exitCode' in wanted) return wanted
  if (!flags.includes('-d') && !flags.includes('--detach') && !flags.includes('--wait'))
    throw new Unanswerable('docker compose up, in the foreground')
  scene.write()
  const lines: string[] = []
  for (const service of wanted) {
    const wasDown = isDownNow(world, service)
    delete world.things[`${STATE}/${service.name}`]
    const built = (world.marks[`compose-built/${service.name}`] ?? 0) > (world.marks[`compose-up/${service.name}`] ?? 0)
    const anew = wasDown || built || flags.includes('--force-recreate')
    lines.push(` Container ${system.docker?.compose?.project}-${service.name}-1  ${anew ? 'Started' : 'Running'}\n`)
    world.marks[`compose-up/${service.name}`] = world.now
    if (service.workload === undefined || !anew) continue
    const spec = system.workloads.find((w) => w.name === service.workload)
    const workload = world.workloads[service.workload]
    if (spec === undefined || workload === undefined) continue
    if (workload.desired === 0) scale(world, system, service.workload, spec.replicas, scene.command)
    // What was built is of the commit that is checked out.
    const image = world.things[`compose/image/${service.name}`]?.name
    const release = addRelease(world, system, service.workload, releaseOf(workload), {
      ...(image === undefined || !built ? {} : { image }),
      restartedAt: new Date(world.now).toISOString(),
    })
    rollOut(world, system, service.workload, release, scene.command, true)
  }
  scene.wait(flags.includes('--wait') ? 40_000 : 8_000)
  return { ...ok(''), stderr: lines.join('') }
}

/** Its containers are gone, and with `-v` what they kept. */
function down(scene: Scene, services: readonly Service[], words: string[]): Answer {
  const strange = words.find((w) => !/^(-v|--volumes|--remove-orphans|-t|--timeout|\d+)$/.test(w))
  if (strange !== undefined) throw new Unanswerable(`docker compose down ${strange}`)
  scene.write()
  const { world, system } = scene
  const lines: string[] = []
  for (const service of services) {
    if (isDownNow(world, service)) continue
    world.things[`${STATE}/${service.name}`] = {
      kind: 'compose',
      name: service.name,
      state: 'down',
      createdAt: world.now,
      fields: {},
    }
    lines.push(` Container ${system.docker?.compose?.project}-${service.name}-1  Removed\n`)
    if (service.workload !== undefined) scale(world, system, service.workload, 0, scene.command)
  }
  if (words.includes('-v') || words.includes('--volumes'))
    noteLoss(
      world,
      system.docker?.compose?.project ?? '',
      'the volumes of compose were removed, and the database with them',
      scene.command,
    )
  scene.wait(11_000)
  return { ...ok(''), stderr: `${lines.join('')} Network ${system.docker?.compose?.project}_default  Removed\n` }
}

function ps(scene: Scene, services: readonly Service[], words: string[]): Answer {
  if (words.length > 0 && !/^(-a|--all)$/.test(words[0] ?? ''))
    throw new Unanswerable(`docker compose ps ${words.join(' ')}`)
  const { world, system } = scene
  const rows = services
    .filter((s) => !isDownNow(world, s))
    .map((s) => {
      const name = `${system.docker?.compose?.project}-${s.name}-1`
      const workload = s.workload === undefined ? undefined : world.workloads[s.workload]
      const up = workload === undefined ? [null] : serving(workload)
      const health =
        up.length === 0 ? 'health: starting' : up.some((i) => i?.state === 'sick') ? 'unhealthy' : 'healthy'
      const status = `Up 2 minutes${s.healthcheck ? ` (${health})` : ''}`
      return [name, s.image, s.name, status, s.ports]
    })
  const head = ['NAME', 'IMAGE', 'SERVICE', 'STATUS', 'PORTS']
  const widths = head.map((h, i) => Math.max(h.length, ...rows.map((r) => (r[i] ?? '').length)) + 3)
  return ok(
    [head, ...rows]
      .map(
        (r) =>
          `${r
            .map((cell, i) => cell.padEnd(widths[i] ?? 0))
            .join('')
            .trimEnd()}\n`,
      )
      .join(''),
  )
}

function exec(scene: Scene, services: readonly Service[], words: string[]): Answer {
  const rest = [...words]
  while (rest[0]?.startsWith('-')) {
    const word = rest.shift() ?? ''
    if (/^(-e|--env|-u|--user|-w|--workdir|--index)$/.test(word)) rest.shift()
    else if (!/^(-T|-i|-t|-it|--no-TTY|--interactive|--tty)$/.test(word))
      throw new Unanswerable(`docker compose exec ${word}`)
  }
  const [name = '', ...command] = rest
  const service = services.find((s) => s.name === name)
  if (service === undefined) return failed(1, `service "${name}" is not running\n`)
  const workload = scene.world.workloads[service.workload ?? '']
  if (isDownNow(scene.world, service)) return failed(1, `service "${name}" is not running\n`)
  if (workload === undefined) throw new Unanswerable(`docker compose exec ${words.join(' ')}`)
  if (serving(workload).length === 0) return failed(1, `service "${name}" is not running\n`)
  const answer = runInContainer(scene, workload, null, command)
  if (answer === null) throw new Unanswerable(`docker compose exec ${words.join(' ')}`)
  return { stdout: answer.stdout, stderr: answer.stderr, exitCode: answer.exitCode }
}
