import {
  DB_DOOR,
  EXCEPTIONS,
  HOUSE,
  IMPURE_BUT_NEEDED,
  KNOW_NO_NOUNS,
  LONGEST_FILE,
  MAY_START_PROCESSES,
  MAY_USE_DB_DOOR,
  NOUNS,
  PURE_FOLDERS,
  READS_THE_TIME,
  WEB_DOOR,
} from './house.ts'
import { type Import, importsOf, type SourceFile, withoutComments } from './source.ts'

// Every rule takes the files and returns one sentence for each breach: who broke what, and what to do instead.

const MAIN = 'src/main.ts'

/** The table of the house. Tests may look into every room. */
export function breachesOfTheHouse(files: readonly SourceFile[]): string[] {
  return server(files).flatMap((file) => {
    const folder = folderOf(file.path)
    const room = HOUSE[folder]
    if (file.path === MAIN) return []
    if (room === undefined) {
      return [`${file.path} lies in no room of the house. Put it into a folder that test/architecture/house.ts knows.`]
    }
    return importsOf(file)
      .filter(({ to }) => to.startsWith('src/') && folderOf(to) !== folder)
      .filter((each) => !isAllowed(file.path, folder, each))
      .map(({ to }) => `${file.path} imports ${to}, but ${folder} may not import ${folderOf(to)}. ${room.instead}`)
  })
}

function isAllowed(from: string, folder: string, { to, typeOnly }: Import): boolean {
  const room = HOUSE[folder]
  const target = folderOf(to)
  if (room === undefined || to === MAIN) return false
  if (room.uses.includes(target)) return true
  if (typeOnly && room.typesOf?.includes(target)) return true
  if (NOUNS.includes(to) && !KNOW_NO_NOUNS.includes(folder)) return true
  if (DB_DOOR.includes(to) && (isStore(from) || MAY_USE_DB_DOOR.includes(folder))) return true
  return EXCEPTIONS.some(
    (exception) =>
      from.startsWith(exception.from) &&
      (to === exception.to || (exception.to.endsWith('/') && to.startsWith(exception.to))),
  )
}

/** Only a folder itself and src/app know its store. */
export function foreignStores(files: readonly SourceFile[]): string[] {
  return server(files).flatMap((file) =>
    importsOf(file)
      .filter(({ to }) => to.startsWith('src/') && isStore(to))
      .filter(({ to }) => folderOf(to) !== folderOf(file.path) && folderOf(file.path) !== 'app')
      .map(
        ({ to }) =>
          `${file.path} imports the store ${to}, which belongs to another folder. Let src/app fetch the rows and hand them in.`,
      ),
  )
}

/** The console knows the server by its contract alone, and only by its types. */
export function webBeyondItsDoor(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => file.path.startsWith('web/'))
    .flatMap((file) =>
      importsOf(file)
        .filter(({ to }) => !to.startsWith('web/') && /^(src|test|scripts|bench)\//.test(to))
        .filter(({ to, typeOnly }) => to !== WEB_DOOR || !typeOnly)
        .map(
          ({ to }) =>
            `${file.path} imports ${to}, but the console may import the types of ${WEB_DOOR} alone. Put what it needs there.`,
        ),
    )
}

/** One sentence for each way round in a circle; type imports count, since they too tie the files together. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const known = new Set(files.map((file) => file.path))
  const edges = new Map(
    files.map((file) => [
      file.path,
      importsOf(file)
        .map(({ to }) => to)
        .filter((to) => known.has(to)),
    ]),
  )
  const state = new Map<string, 'open' | 'done'>()
  const trail: string[] = []
  const cycles: string[] = []

  function visit(path: string): void {
    if (state.get(path) === 'done') return
    if (state.get(path) === 'open') {
      const circle = [...trail.slice(trail.indexOf(path)), path].join(' → ')
      cycles.push(`These files import each other in a circle: ${circle}. Move what they share into a file of its own.`)
      return
    }
    state.set(path, 'open')
    trail.push(path)
    for (const next of edges.get(path) ?? []) visit(next)
    trail.pop()
    state.set(path, 'done')
  }
  for (const file of files) visit(file.path)
  return cycles
}

export function impureReaders(files: readonly SourceFile[]): string[] {
  return server(files)
    .filter((file) => PURE_FOLDERS.includes(folderOf(file.path)) && !IMPURE_BUT_NEEDED.includes(file.path))
    .flatMap((file) =>
      importsOf(file)
        .filter(({ to }) => to.startsWith('node:') || to === 'pg' || to === 'src/core/clock.ts')
        .map(
          ({ to }) =>
            `${file.path} imports ${to}, but ${folderOf(file.path)} is pure. Hand the value in as an argument.`,
        ),
    )
}

export function processStarters(files: readonly SourceFile[]): string[] {
  return server(files)
    .filter((file) => !MAY_START_PROCESSES.some((folder) => file.path.startsWith(folder)))
    .filter((file) => importsOf(file).some(({ to }) => /^(node:)?(child_process|cluster)$/.test(to)))
    .map((file) => `${file.path} starts processes, which only src/exec and src/db may. Let it be handed an executor.`)
}

/** The server only: a browser has no other clock than its own. */
export function clockReaders(files: readonly SourceFile[]): string[] {
  const reads =
    /\bDate\.now\b|\bnew Date(\(\s*\)|(?=[\s;,)]|$))|\bperformance\.(now|timeOrigin)\b|\bprocess\.hrtime\b|\bTemporal\.Now\b/gm
  return server(files)
    .filter((file) => file.path !== READS_THE_TIME)
    .flatMap((file) =>
      [...withoutComments(file.text).matchAll(reads)].map(
        ([what]) =>
          `${file.path} reads the time with \`${what}\`, which only ${READS_THE_TIME} may. Take a Clock or a Date as an argument.`,
      ),
    )
}

export function longFiles(files: readonly SourceFile[]): string[] {
  return files
    .map(({ path, text }) => ({
      path,
      lines: text.split('\n').length - 1,
      most: isForTests(path) ? LONGEST_FILE.tests : LONGEST_FILE.code,
    }))
    .filter(({ lines, most }) => lines > most)
    .map(
      ({ path, lines, most }) =>
        `${path} has ${lines} lines, and ${most} is the most. Look for the second thing it does.`,
    )
}

/** What runs in the server: tests have their own rights. */
function server(files: readonly SourceFile[]): SourceFile[] {
  return files.filter(({ path }) => path.startsWith('src/') && !isForTests(path))
}

function isForTests(path: string): boolean {
  return path.endsWith('.test.ts') || path.includes('/test-support/')
}

function folderOf(path: string): string {
  return path.split('/')[1] ?? ''
}

function isStore(path: string): boolean {
  return /(^|\/|-)store\.ts$/.test(path)
}
