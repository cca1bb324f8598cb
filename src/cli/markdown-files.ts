import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The file itself, `-`, or every Markdown file below a folder, in order of their names. */
export function markdownFilesIn(path: string): string[] {
  if (path === '-' || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path]
  return globSync('**/*.{md,markdown,mdx}', {
    cwd: path,
    exclude: (name) => /^(?:node_modules|\.git|\.standby|vendor|dist)$/.test(name),
  })
    .sort()
    .map((file) => (path === '.' ? file : join(path, file)))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
}
