import { recordDatabases } from '../../world/databases.ts'
import type { World } from '../../world/world.ts'
import { type Answer, type Client, failed, handOn, ok, type Scene, Unanswerable } from '../client.ts'

/**
 * Programs that look at files, or change them. Under the folders that system.yaml speaks of they act on the world's; in
 * the run's own folder the machine's own programs do the work; anywhere else they would touch the machine that the drill
 * runs on, and nothing is answered.
 */
function isOfWorld(scene: Pick<Scene, 'system'>, path: string): boolean {
  return rootsOf(scene).some((root) => path === root || path.startsWith(`${root}/`))
}

function rootsOf({ system }: Pick<Scene, 'system'>): string[] {
  const folders = system.files.map((f) => f.path.slice(0, f.path.lastIndexOf('/')))
  return [...new Set(folders)]
}

const isInside = (path: string) => !path.startsWith('/') && !path.startsWith('~') && !path.split('/').includes('..')
const isScratch = (path: string) => path === '/dev/null' || path === '/dev/stdout' || path === '/dev/stderr'

/** The machine's own program, for paths of the run's own folder alone. */
export const inFolder =
  (program: string): Client =>
  ({ argv }) => {
    const outside = argv.find((word) => !word.startsWith('-') && !isInside(word) && !isScratch(word))
    if (outside !== undefined) throw new Unanswerable(`${program} ${argv.join(' ')}: ${outside} is not of the range`)
    return handOn(program, argv)
  }

/** sed reads what it is piped; in place it changes files, and those must be of the run's own folder. */
export const sed: Client = ({ argv }) => {
  const inPlace = argv.some((word) => /^-[a-zA-Z]*i|^--in-place/.test(word))
  const outside = inPlace ? argv.find((word) => /^[/~]|(?:^|\/)\.\.(?:\/|$)/.test(word)) : undefined
  if (outside !== undefined) throw new Unanswerable(`sed -i ${outside}: it is not of the range`)
  return handOn('sed', argv)
}

/** Names under a folder, as they would be listed. */
function under(world: World, folder: string): string[] {
  const root = folder.replace(/\/$/, '')
  return Object.keys(world.files)
    .filter((path) => path === root || path.startsWith(`${root}/`))
    .sort()
}

type Test = (path: string, file: { bytes: number; modifiedAt: number }) => boolean

const UNITS: Record<string, number> = { c: 1, k: 1_024, M: 1_048_576, G: 1_073_741_824, b: 512 }

/** find, over the world's files: by name, age and size; to print, delete or compress. */
export const find: Client = ({ argv }, scene): Answer => {
  const paths = argv.slice(
    0,
    argv.findIndex((w) => w.startsWith('-') || w === '!' || w === '(') < 0
      ? argv.length
      : argv.findIndex((w) => w.startsWith('-') || w === '!' || w === '('),
  )
  if (paths.length === 0 || paths.every(isInside)) return handOn('find', argv)
  const strange = paths.find((path) => !isOfWorld(scene, path.replace(/\/$/, '')))
  if (strange !== undefined) throw new Unanswerable(`find ${strange}: it is not of the range`)
  const { world } = scene
  const tests: Test[] = []
  let action: 'print' | 'delete' | 'gzip' | 'rm' = 'print'
  const words = argv.slice(paths.length)
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    const value = words[i + 1] ?? ''
    if (word === '-name') tests.push((path) => glob(value).test(path.split('/').at(-1) ?? ''))
    else if (word === '-type') tests.push(() => value === 'f')
    else if (word === '-mtime')
      tests.push((_path, file) => compare(value, Math.floor((world.now - file.modifiedAt) / 86_400_000)))
    else if (word === '-size') {
      const unit = UNITS[value.at(-1) ?? ''] ?? 512
      tests.push((_path, file) => compare(value.replace(/[a-zA-Z]$/, ''), Math.ceil(file.bytes / unit)))
    } else if (word === '-print') continue
    else if (word === '-delete') {
      action = 'delete'
      continue
    } else if (word === '-exec') {
      const end = words.findIndex((w, n) => n > i && (w === ';' || w === '+'))
      const command = words.slice(i + 1, end).join(' ')
      if (command === 'gzip {}') action = 'gzip'
      else if (/^rm (-f )?\{\}$/.test(command)) action = 'rm'
      else throw new Unanswerable(`find -exec ${command}`)
      i = end
      continue
    } else throw new Unanswerable(`find ${word}`)
    i += 1
  }
  const found = paths
    .flatMap((path) => under(world, path))
    .filter((path) => tests.every((test) => test(path, world.files[path] as { bytes: number; modifiedAt: number })))
  if (action === 'print') return ok(found.map((path) => `${path}\n`).join(''))
  if (found.length > 0) scene.write()
  for (const path of found) {
    if (action === 'gzip') compress(scene, path)
    else remove(scene, path)
  }
  return ok('')
}

function compare(wanted: string, value: number): boolean {
  const n = Number(wanted.replace(/^[+-]/, ''))
  return wanted.startsWith('+') ? value > n : wanted.startsWith('-') ? value < n : value === n
}

function glob(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )
}

function resize({ world, system }: Scene, path: string, change: number): void {
  const disk = system.disks.find(({ mount }) => path.startsWith(mount))
  const state = disk === undefined ? undefined : world.disks[disk.mount]
  if (state !== undefined) state.usedGb = Math.max(0, state.usedGb + change / 1e9)
  recordDatabases(world, system)
}

function compress(scene: Scene, path: string): void {
  const file = scene.world.files[path]
  if (file === undefined || path.endsWith('.gz')) return
  const bytes = Math.round(file.bytes * 0.09)
  delete scene.world.files[path]
  scene.world.files[`${path}.gz`] = { bytes, modifiedAt: file.modifiedAt }
  resize(scene, path, bytes - file.bytes)
}

function remove(scene: Scene, path: string): void {
  const file = scene.world.files[path]
  if (file === undefined) return
  delete scene.world.files[path]
  resize(scene, path, -file.bytes)
}

export const gzip: Client = (call, scene) => {
  const paths = call.argv.filter((w) => !w.startsWith('-'))
  if (paths.length === 0 || !paths.every((p) => isOfWorld(scene, p))) return inFolder('gzip')(call, scene)
  const missing = paths.find((p) => scene.world.files[p] === undefined)
  if (missing !== undefined) return failed(1, `gzip: ${missing}: No such file or directory\n`)
  scene.write()
  for (const path of paths) compress(scene, path)
  return ok('')
}

export const rm: Client = (call, scene) => {
  const paths = call.argv.filter((w) => !w.startsWith('-'))
  if (paths.length === 0 || !paths.every((p) => isOfWorld(scene, p))) return inFolder('rm')(call, scene)
  scene.write()
  const isDeep = call.argv.some((w) => /^-\w*[rR]/.test(w) || w === '--recursive')
  const isForced = call.argv.some((w) => /^-\w*f/.test(w) || w === '--force')
  for (const path of paths) {
    if (scene.world.files[path] !== undefined) remove(scene, path)
    else if (isDeep) for (const one of under(scene.world, path)) remove(scene, one)
    else if (!isForced) return failed(1, `rm: cannot remove '${path}': No such file or directory\n`)
  }
  return ok('')
}

/** df, of the disks of system.yaml. */
export const df: Client = ({ argv }, { world, system }) => {
  const flags = argv.filter((w) => w.startsWith('-'))
  const paths = argv.filter((w) => !w.startsWith('-'))
  if (flags.some((f) => f !== '-h' && f !== '--human-readable')) throw new Unanswerable(`df ${argv.join(' ')}`)
  if (flags.length === 0) throw new Unanswerable('df in blocks')
  const disks =
    paths.length === 0 ? system.disks : paths.map((path) => system.disks.find(({ mount }) => path.startsWith(mount)))
  if (disks.includes(undefined) || disks.length === 0) throw new Unanswerable(`df ${argv.join(' ')}`)
  const rows = disks.flatMap((disk) => {
    if (disk === undefined) return []
    const { sizeGb, usedGb } = world.disks[disk.mount] ?? disk
    const human = (gb: number) =>
      gb >= 9.95
        ? `${Math.ceil(gb)}G`
        : gb >= 1
          ? `${(Math.ceil(gb * 10) / 10).toFixed(1)}G`
          : `${Math.ceil(gb * 1_024)}M`
    return [
      [
        disk.device,
        human(sizeGb),
        human(usedGb),
        human(Math.max(0, sizeGb - usedGb)),
        `${Math.ceil((100 * usedGb) / sizeGb)}%`,
        disk.mount,
      ],
    ]
  })
  const head = ['Filesystem', 'Size', 'Used', 'Avail', 'Use%', 'Mounted on']
  const widths = head.map((h, i) =>
    Math.max(
      i === 0 ? 14 : i < 4 ? 5 : h.length,
      h === 'Mounted on' ? 0 : h.length,
      ...rows.map((r) => (r[i] ?? '').length),
    ),
  )
  const line = (cells: string[]) =>
    `${cells.map((c, i) => (i === 0 ? c.padEnd(widths[i] ?? 0) : i === 5 ? c : c.padStart(widths[i] ?? 0))).join(' ')}\n`
  return ok([head, ...rows].map(line).join(''))
}

/** du -sh of the world's folders; of others the machine's own. */
export const du: Client = (call, scene) => {
  const paths = call.argv.filter((w) => !w.startsWith('-'))
  if (paths.length === 0 || !paths.every((p) => isOfWorld(scene, p.replace(/\/$/, ''))))
    return inFolder('du')(call, scene)
  if (!call.argv.some((w) => w === '-sh' || w === '-hs')) throw new Unanswerable(`du ${call.argv.join(' ')}`)
  return ok(
    paths
      .map((path) => {
        const bytes = under(scene.world, path).reduce((sum, p) => sum + (scene.world.files[p]?.bytes ?? 0), 0)
        const text =
          bytes >= 1_073_741_824 ? `${(bytes / 1_073_741_824).toFixed(1)}G` : `${Math.ceil(bytes / 1_048_576)}M`
        return `${text}\t${path}\n`
      })
      .join(''),
  )
}
