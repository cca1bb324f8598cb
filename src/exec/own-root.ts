import { findRedirections } from './redirections.ts'
import { heredocAt } from './shell-text.ts'

/** Devices and descriptors are no files that anything is kept in. */
const NO_FILE =
  /^(["']?)\/(?:dev\/(?:null|zero|full|random|urandom|tty|std(?:in|out|err)|fd\/\d+|(?:tcp|udp)\/[\w.-]+\/\w+)|proc\/self\/[\w/]+)\1$/
const KNOWN = /^(["']?)(\/(?:[\w.-]+\/)*)[\w.-]+\1$/

/**
 * Lets the shell's own redirections to files go to files under a root of the run's own: what a rehearsed runbook writes
 * to `/var/log/x` must not be written on the machine it is rehearsed on. A path that is known beforehand is put under the
 * root; any other is asked of `OWN_PATH` when the shell comes to it.
 *
 * @param text - A statement, as bash would read it.
 * @param root - The name of the variable that holds the root, without `$`.
 * @returns The text, and the folders under the root that it needs, as far as they are known beforehand.
 */
export function withinOwnRoot(text: string, root: string): { text: string; folders: string[] } {
  const folders: string[] = []
  let result = ''
  let at = 0
  for (const { from, to } of findRedirections(text, (offset) => heredocAt(text, offset) !== null)) {
    const word = text.slice(from, to)
    if (NO_FILE.test(word)) continue
    const folder = word.includes('..') ? undefined : KNOWN.exec(word)?.[2]
    if (folder !== undefined && folder !== '/') folders.push(folder.slice(0, -1))
    result += text.slice(at, from) + (folder === undefined ? `"$(__standby_own_path ${word})"` : `"$${root}"${word}`)
    at = to
  }
  return { text: result + text.slice(at), folders }
}

/** Says where a path lies in a place of the run's own: in its folder as it is, elsewhere under the root, without `..`. */
export const ownPath = (root: string): string => `__standby_own_path() {
  local IFS=' ' rest="$*" clean= part
  case $rest in
    /dev/null | /dev/zero | /dev/full | /dev/random | /dev/urandom | /dev/tty | /dev/std* | /dev/fd/* | /dev/tcp/* | /dev/udp/*)
      if [[ $rest != *..* ]]; then printf %s "$rest"; return; fi ;;
  esac
  if [[ $rest != /* ]]; then rest=$PWD/$rest; fi
  while [[ -n $rest ]]; do
    part=\${rest%%/*}
    rest=\${rest#"$part"}
    rest=\${rest#/}
    case $part in '' | .) ;; ..) clean=\${clean%/*} ;; *) clean+=/$part ;; esac
  done
  if [[ $clean/ != "\${${root}%/*}"/* ]]; then
    clean=$${root}$clean
    command -p mkdir -p "\${clean%/*}"
  fi
  printf %s "$clean"
}`
