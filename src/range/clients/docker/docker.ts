import { recordDatabases } from '../../world/databases.ts'
import { HEX, randomText } from '../../world/random.ts'
import { type Answer, type Call, type Client, failed, ok, type Scene, Unanswerable } from '../client.ts'
import { compose } from './compose.ts'

/** docker on the responder's machine: images, the registry they go to, and the services of compose. */
export const docker: Client = (call, scene) => {
  const [command = '', ...rest] = call.argv
  switch (command) {
    case '--version':
    case '-v':
      return ok('Docker version 27.3.1, build ce12230\n')
    case 'compose':
      return compose(scene, rest)
    case 'build':
      return build(scene, rest)
    case 'tag':
      return tag(scene, rest)
    case 'login':
      return login(scene, rest, call)
    case 'push':
      return push(scene, rest)
    case 'images':
      return images(scene, rest)
    case 'system':
      if (rest[0] === 'prune') return prune(scene, rest.slice(1))
  }
  throw new Unanswerable(`docker ${call.argv.join(' ')}`)
}

export const dockerCompose: Client = ({ argv }, scene) => compose(scene, argv)

const withTag = (image: string) => (/:[^/]+$/.test(image) ? image : `${image}:latest`)
const VALID = /^[a-z0-9]+(?:[._/-]+[a-z0-9]+|:\d+\/)*(?::[\w][\w.-]{0,127})?$/

function badReference(image: string): Answer {
  return failed(1, `ERROR: invalid tag "${image}": invalid reference format\n`)
}

function build(scene: Scene, words: string[]): Answer {
  const { world, system } = scene
  const names: string[] = []
  const contexts: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word === '-t' || word === '--tag') names.push(words[++i] ?? '')
    else if (word.startsWith('--tag=')) names.push(word.slice(6))
    else if (/^(-f|--file|--build-arg|--target|--platform)$/.test(word)) i++
    else if (/^(--no-cache|--pull|-q|--quiet)$/.test(word) || /^--(platform|build-arg|target)=/.test(word)) continue
    else if (word.startsWith('-')) throw new Unanswerable(`docker build ${word}`)
    else contexts.push(word)
  }
  const [context] = contexts
  if (contexts.length !== 1 || context === undefined)
    return failed(
      1,
      'ERROR: "docker buildx build" requires exactly 1 argument.\nSee \'docker buildx build --help\'.\n\nUsage:  docker buildx build [OPTIONS] PATH | URL | -\n\nStart a build\n',
    )
  const bad = names.find((n) => !VALID.test(n))
  if (bad !== undefined) return badReference(bad)
  const folder = context.replace(/^\.\//, '').replace(/\/$/, '')
  const workload = system.docker?.contexts[folder]
  if (workload === undefined) return failed(1, `ERROR: unable to prepare context: path "${context}" not found\n`)
  scene.write()
  scene.wait(95_000)
  for (const name of names) keepImage(scene, withTag(name), workload)
  const digest = randomText(HEX, 64, world.seed, names.join(), world.now)
  return {
    ...ok(''),
    stderr: `#0 building with "default" instance using docker driver\n\n#1 [internal] load build definition from Dockerfile\n#1 DONE 0.0s\n\n#9 exporting to image\n#9 writing image sha256:${digest} done\n${names.map((n) => `#9 naming to docker.io/library/${withTag(n)} done\n`).join('')}#9 DONE 4.1s\n`,
  }
}

function keepImage({ world }: Scene, name: string, workload: string): void {
  world.things[`image/${name}`] = { kind: 'image', name, state: 'local', createdAt: world.now, fields: { workload } }
}

function tag(scene: Scene, words: string[]): Answer {
  const [from, to, ...more] = words
  if (from === undefined || to === undefined || more.length > 0)
    return failed(
      1,
      '"docker tag" requires exactly 2 arguments.\nSee \'docker tag --help\'.\n\nUsage:  docker tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]\n\nCreate a tag TARGET_IMAGE that refers to SOURCE_IMAGE\n',
    )
  const bad = [from, to].find((n) => !VALID.test(n))
  if (bad !== undefined)
    return failed(1, `Error parsing reference: "${bad}" is not a valid repository/tag: invalid reference format\n`)
  const found = scene.world.things[`image/${withTag(from)}`]
  if (found === undefined) return failed(1, `Error response from daemon: No such image: ${withTag(from)}\n`)
  scene.write()
  keepImage(scene, withTag(to), String(found.fields.workload))
  return ok('')
}

function login(scene: Scene, words: string[], call: Call): Answer {
  let user: string | null = null
  let host = 'https://index.docker.io/v1/'
  let fromInput = false
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word === '-u' || word === '--username') user = words[++i] ?? ''
    else if (word === '--password-stdin') fromInput = true
    else if (word === '-p' || word === '--password')
      throw new Unanswerable('docker login, with the password on the command line')
    else host = word
  }
  if (!fromInput || user === null)
    return failed(1, 'Error: Cannot perform an interactive login from a non TTY device\n')
  if ((call.stdin ?? '').trim() === '') return failed(1, 'Error: Password Empty\n')
  scene.write()
  const name = host.replace(/^https?:\/\//, '').split('/')[0] ?? host
  const { world } = scene
  world.things[`registry-login/${name}`] = {
    kind: 'registry-login',
    name,
    state: 'in',
    createdAt: world.now,
    fields: { user },
  }
  return ok('Login Succeeded\n')
}

function push(scene: Scene, words: string[]): Answer {
  const names = words.filter((w) => !w.startsWith('-'))
  const [name, ...more] = names
  if (words.length !== names.length) throw new Unanswerable(`docker push ${words.join(' ')}`)
  if (name === undefined || more.length > 0)
    return failed(
      1,
      '"docker push" requires exactly 1 argument.\nSee \'docker push --help\'.\n\nUsage:  docker push [OPTIONS] NAME[:TAG]\n',
    )
  if (!VALID.test(name)) return failed(1, 'invalid reference format\n')
  const { world } = scene
  const full = withTag(name)
  const repository = full.replace(/:[^:/]+$/, '')
  const head = `The push refers to repository [${repository.includes('.') ? repository : `docker.io/library/${repository}`}]\n`
  const image = world.things[`image/${full}`]
  if (image === undefined) return failed(1, `An image does not exist locally with the tag: ${repository}\n`, head)
  const registry = repository.includes('.') ? (repository.split('/')[0] ?? '') : 'index.docker.io'
  if (world.things[`registry-login/${registry}`] === undefined) return failed(1, 'no basic auth credentials\n', head)
  scene.write()
  scene.wait(20_000)
  world.things[`pushed/${full}`] = {
    kind: 'pushed',
    name: full,
    state: 'there',
    createdAt: world.now,
    fields: { workload: image.fields.workload ?? '' },
  }
  const tagName = full.split(':').at(-1)
  return ok(
    `${head}5f70bf18a086: Layer already exists\n9c1b6dd6c1e6: Pushed\n${tagName}: digest: sha256:${randomText(HEX, 64, world.seed, full, image.createdAt)} size: 2411\n`,
  )
}

function images({ world }: Scene, words: string[]): Answer {
  if (words.length > 0) throw new Unanswerable(`docker images ${words.join(' ')}`)
  const rows = Object.values(world.things)
    .filter((t) => t.kind === 'image')
    .map((t) => {
      const [repository = '', tagName = ''] = [t.name.replace(/:[^:/]+$/, ''), t.name.split(':').at(-1)]
      return `${repository.padEnd(48)}${tagName.padEnd(14)}${randomText(HEX, 12, world.seed, t.name).padEnd(15)}About a minute ago   412MB\n`
    })
  return ok(
    `${'REPOSITORY'.padEnd(48)}${'TAG'.padEnd(14)}${'IMAGE ID'.padEnd(15)}CREATED              SIZE\n${rows.join('')}`,
  )
}

/** Without `-f` it asks, and nobody is there to answer. */
function prune(scene: Scene, words: string[]): Answer {
  let force = false
  let all = false
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word === '-f' || word === '--force') force = true
    else if (word === '-a' || word === '--all') all = true
    else if (word === '--filter') i++
    else if (!word.startsWith('--filter=')) throw new Unanswerable(`docker system prune ${word}`)
  }
  if (!force)
    return ok(
      'WARNING! This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n  - all dangling images\n  - unused build cache\n\nAre you sure you want to continue? [y/N] Total reclaimed space: 0B\n',
    )
  scene.write()
  const { world } = scene
  for (const disk of Object.values(world.disks)) disk.usedGb = Math.max(0, disk.usedGb - (all ? 2.2 : 1.4))
  recordDatabases(world, scene.system)
  return ok(
    `Deleted build cache objects:\nq2k8w1r0y5m4\nzt1v6h3l9x7c\n\nTotal reclaimed space: ${all ? '2.2GB' : '1.4GB'}\n`,
  )
}
