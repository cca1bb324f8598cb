import { HEX, randomText } from '../../world/random.ts'
import { type Client, failed, ok, type Scene, Unanswerable } from '../client.ts'

const USAGE = 129
const FATAL = 128

/** git, in the team's checkout: tags, pushes, and what HEAD is. */
export const git: Client = ({ argv }, scene) => {
  const { repository } = scene.system
  if (argv[0] === '--version') return ok('git version 2.43.0\n')
  if (repository === undefined)
    return failed(FATAL, 'fatal: not a git repository (or any of the parent directories): .git\n')
  const [command = '', ...rest] = argv
  switch (command) {
    case 'rev-parse':
      return revParse(scene, rest)
    case 'tag':
      return tag(scene, rest)
    case 'push':
      return push(scene, rest)
    case 'checkout':
    case 'switch':
      return checkOut(scene, rest)
    case 'log':
      return log(scene, rest)
    case 'fetch':
      return ok('')
    case 'pull':
      return ok('Already up to date.\n')
    case 'status':
      if (rest.length > 0 && !/^(-s|--short|--porcelain)$/.test(rest[0] ?? '')) break
      return ok(
        rest.length > 0
          ? ''
          : `On branch ${repository.branch}\nYour branch is up to date with 'origin/${repository.branch}'.\n\nnothing to commit, working tree clean\n`,
      )
  }
  throw new Unanswerable(`git ${argv.join(' ')}`)
}

function commits(scene: Scene) {
  return scene.system.repository?.commits ?? []
}

/** A commit's full name: what is written in system.yaml, made longer. */
function fullSha(sha: string): string {
  return sha.length === 40 ? sha : sha + randomText(HEX, 40 - sha.length, sha, 'commit')
}

function resolve(scene: Scene, name: string): string | null {
  const list = commits(scene)
  const back = /^(.*)~(\d+)$/.exec(name.replace(/\^$/, '~1'))
  const base = back?.[1] ?? name
  const steps = Number(back?.[2] ?? 0)
  const tagged = scene.world.things[`git-tag/${base}`]?.fields.sha
  const { branch } = scene.system.repository ?? { branch: 'main' }
  const isTip = base === 'HEAD' || base === branch || base === `origin/${branch}`
  const wanted = typeof tagged === 'string' ? tagged : base
  const head = base === 'HEAD' ? headOf(scene) : null
  const at =
    head !== null
      ? list.findIndex((c) => fullSha(c.sha) === head)
      : isTip
        ? list.length - 1
        : list.findIndex((c) => fullSha(c.sha).startsWith(wanted) && wanted.length >= 4)
  const found = at < 0 ? undefined : list[at - steps]
  return found === undefined ? null : fullSha(found.sha)
}

function revParse(scene: Scene, words: string[]) {
  const short = words.find((w) => /^--short(=\d+)?$/.test(w))
  if (words[0] === '--abbrev-ref' && words[1] === 'HEAD') return ok(`${scene.system.repository?.branch}\n`)
  const [name, ...more] = words.filter((w) => !w.startsWith('-'))
  if (words.some((w) => w.startsWith('-') && w !== short && w !== '--verify') || more.length > 0 || name === undefined)
    throw new Unanswerable(`git rev-parse ${words.join(' ')}`)
  const sha = resolve(scene, name)
  if (sha === null)
    return failed(
      FATAL,
      `fatal: ambiguous argument '${name}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'\n`,
      `${name}\n`,
    )
  return ok(`${short === undefined ? sha : sha.slice(0, Number(short.split('=')[1] ?? 7))}\n`)
}

/** What is checked out: the newest commit, until somebody goes to another. */
export function headOf({ system, world }: Pick<Scene, 'system' | 'world'>): string | null {
  const moved = world.things['git/HEAD']?.fields.sha
  if (typeof moved === 'string') return moved
  const newest = system.repository?.commits.at(-1)
  return newest === undefined ? null : fullSha(newest.sha)
}

function checkOut(scene: Scene, words: string[]) {
  const [name, ...more] = words.filter((w) => !w.startsWith('-'))
  if (
    name === undefined ||
    more.length > 0 ||
    words.some((w) => w.startsWith('-') && !/^(-q|--quiet|--detach)$/.test(w))
  )
    throw new Unanswerable(`git checkout ${words.join(' ')}`)
  const sha = resolve(scene, name)
  if (sha === null) return failed(1, `error: pathspec '${name}' did not match any file(s) known to git\n`)
  scene.write()
  const { world } = scene
  world.things['git/HEAD'] = { kind: 'git', name: 'HEAD', state: 'at', createdAt: world.now, fields: { sha } }
  return {
    ...ok(''),
    stderr: words.includes('-q') || words.includes('--quiet') ? '' : `HEAD is now at ${sha.slice(0, 7)}\n`,
  }
}

function tag(scene: Scene, words: string[]) {
  const { world } = scene
  const names: string[] = []
  let message: string | null = null
  let annotated = false
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word === '-a' || word === '--annotate') annotated = true
    else if (word === '-m' || word === '--message') message = words[++i] ?? ''
    else if (word === '-am') {
      annotated = true
      message = words[++i] ?? ''
    } else if (word === '-l' || word === '--list' || word === '-n') continue
    else if (word.startsWith('-')) throw new Unanswerable(`git tag ${word}`)
    else names.push(word)
  }
  const known = Object.values(world.things).filter((t) => t.kind === 'git-tag')
  if (names.length === 0 || words.includes('-l') || words.includes('--list'))
    return ok(
      known
        .map((t) => `${t.name}\n`)
        .sort()
        .join(''),
    )
  if (annotated && message === null) throw new Unanswerable('git tag -a, in an editor')
  const [name = '', of = 'HEAD'] = names
  if (!/^[^\s~^:?*[\\]+$/.test(name) || name.endsWith('.') || name.includes('..'))
    return failed(FATAL, `fatal: '${name}' is not a valid tag name.\n`)
  if (world.things[`git-tag/${name}`] !== undefined) return failed(FATAL, `fatal: tag '${name}' already exists\n`)
  const sha = resolve(scene, of)
  if (sha === null) return failed(FATAL, `fatal: Failed to resolve '${of}' as a valid ref.\n`)
  scene.write()
  world.things[`git-tag/${name}`] = {
    kind: 'git-tag',
    name,
    state: 'local',
    createdAt: world.now,
    fields: { sha, message: message ?? '' },
  }
  return ok('')
}

function push(scene: Scene, words: string[]) {
  const { world, system } = scene
  const flags = words.filter((w) => w.startsWith('-'))
  const [remote = 'origin', ...refs] = words.filter((w) => !w.startsWith('-'))
  if (flags.some((f) => !/^(--tags|--follow-tags|-u|-q|--quiet)$/.test(f)))
    throw new Unanswerable(`git push ${words.join(' ')}`)
  if (remote !== 'origin')
    return failed(
      FATAL,
      `fatal: '${remote}' does not appear to be a git repository\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n`,
    )
  const local = Object.values(world.things).filter((t) => t.kind === 'git-tag' && t.state === 'local')
  const going = flags.includes('--tags') ? local : local.filter((t) => refs.includes(t.name))
  const strange = refs.find(
    (r) => r !== system.repository?.branch && world.things[`git-tag/${r}`] === undefined && r !== 'HEAD',
  )
  if (strange !== undefined)
    return failed(
      1,
      `error: src refspec ${strange} does not match any\nerror: failed to push some refs to 'github.com:${system.repository?.name}.git'\n`,
    )
  if (going.length === 0) return { ...ok(''), stderr: 'Everything up-to-date\n' }
  scene.write()
  for (const one of going) one.state = 'pushed'
  const lines = going.map((t) => ` * [new tag]         ${t.name} -> ${t.name}\n`)
  return { ...ok(''), stderr: `To github.com:${system.repository?.name}.git\n${lines.join('')}` }
}

function log(scene: Scene, words: string[]) {
  const count = /^-(?:n\s*)?(\d+)$/.exec(words.filter((w) => w !== '--oneline').join(' '))
  if (!words.includes('--oneline') || (words.length > 1 && count === null)) {
    if (words.some((w) => w !== '--oneline')) throw new Unanswerable(`git log ${words.join(' ')}`)
    return failed(USAGE, '')
  }
  const list = commits(scene)
    .toReversed()
    .slice(0, Number(count?.[1] ?? 1_000))
  return ok(list.map((c) => `${fullSha(c.sha).slice(0, 7)} ${c.message}\n`).join(''))
}
