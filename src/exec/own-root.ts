import { heredocAt, placeOf } from './shell-text.ts'

/** Devices and descriptors are no files that anything is kept in. */
const NO_FILE = /^["']?\/(?:dev\/(?:null|zero|full|random|urandom|tty|std(?:in|out|err)|fd\/|tcp\/|udp\/)|proc\/self\/)/

/**
 * Lets the shell's own redirections to absolute paths go to files under a root of the run's own: what a rehearsed runbook
 * writes to `/var/log/x` must not be written on the machine it is rehearsed on.
 *
 * @param text - A statement, as bash would read it.
 * @param root - The name of the variable that holds the root, without `$`.
 * @returns The text, and the folders under the root that it needs, as far as they are known beforehand.
 */
export function withinOwnRoot(text: string, root: string): { text: string; folders: string[] } {
  const folders: string[] = []
  let result = ''
  let at = 0
  for (const match of text.matchAll(/(?<![<(\\])[<>]{1,2}[|&]?[ \t]*(?=["']?\/)/g)) {
    const target = match.index + match[0].length
    const rest = text.slice(target)
    // `<<` and `<<<` take no file; `>(…)` and `<(…)` have no slash behind them.
    if (match[0].startsWith('<<') || NO_FILE.test(rest)) continue
    if (placeOf(text, match.index) !== 'bare' || heredocAt(text, match.index) !== null) continue
    result += `${text.slice(at, target)}"$${root}"`
    at = target
    const folder = /^["']?(\/[\w./-]*)\//.exec(rest)?.[1]
    if (folder !== undefined && !folder.split('/').includes('..')) folders.push(folder)
  }
  return { text: result + text.slice(at), folders }
}
