import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Builds the console when `dist/` is missing or older than its sources.
 *
 * @param webDir - The `web` workspace.
 */
export async function buildConsole(webDir: string, progress: (message: string) => void): Promise<void> {
  const built = modifiedAt(join(webDir, 'dist/index.html'))
  if (built !== null && built >= newestSource(webDir)) return
  progress(built === null ? 'building the console (only the first time)' : 'building the console: its sources changed')
  const { build } = await import('vite')
  await build({ root: webDir, logLevel: 'error', clearScreen: false })
}

function newestSource(webDir: string): number {
  const files = ['index.html', 'vite.config.ts', 'package.json'].map((name) => join(webDir, name))
  for (const folder of ['src', 'public']) files.push(...filesUnder(join(webDir, folder)))
  return Math.max(0, ...files.map((file) => modifiedAt(file) ?? 0))
}

function filesUnder(folder: string): string[] {
  let entries: Dirent[]
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  } catch {
    return []
  }
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** Milliseconds since 1970; null when there is no such file. */
function modifiedAt(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null
}
