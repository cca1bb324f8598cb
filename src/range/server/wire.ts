import type { Answer, Call } from '../clients/client.ts'

/**
 * What goes between the range's server and the programs on PATH (`client.sh`): as bash can write and read it.
 *
 * A call is text with a NUL after each: token, system, program, folder, attempt, how many variables and each as
 * `NAME=value`, how many words and each, `input` or `none`. Then standard input, and NUL and the token for its end.
 *
 * An answer is a line `KIND STATUS ERRORS OUTPUT`, the last two in bytes, and those bytes. KIND: `plain`; `escaped`, for
 * bash's `printf %b`, as bash holds no NUL; `shell`: a text for the shell to run.
 */

/** A call once it is whole; `more` until then; `stranger`: whoever calls does not know the token. */
export function readCall(bytes: Buffer, token: string): { system: string; call: Call } | 'more' | 'stranger' {
  const end = Buffer.from(`\0${token}`)
  const begin = Buffer.from(`${token}\0`)
  if (!bytes.subarray(0, begin.length).equals(begin.subarray(0, bytes.length))) return 'stranger'
  if (bytes.length < begin.length + end.length || !bytes.subarray(-end.length).equals(end)) return 'more'

  let at = begin.length
  const next = () => {
    const from = at
    at = bytes.indexOf(0, from) + 1
    return bytes.toString('utf8', from, at - 1)
  }
  const list = () => Array.from({ length: Number(next()) }, next)
  const [system, program, cwd, attempt] = [next(), next(), next(), next()]
  const env = Object.fromEntries(list().map((text) => cut(text)))
  const argv = list()
  const stdin = next() === 'input' ? bytes.toString('utf8', at, bytes.length - end.length) : null
  return { system, call: { program, argv, cwd, stdin, attempt: attempt === '' ? null : attempt, env } }
}

function cut(text: string): [name: string, value: string] {
  const equals = text.indexOf('=')
  return [text.slice(0, equals), text.slice(equals + 1)]
}

export function writeAnswer({ stdout, stderr, exitCode, shell }: Answer): string {
  const [kind, output] =
    shell !== undefined ? ['shell', shell] : stdout.includes('\0') ? ['escaped', withoutNul(stdout)] : ['plain', stdout]
  const errors = stderr.replaceAll('\0', '')
  return `${kind} ${exitCode} ${Buffer.byteLength(errors)} ${Buffer.byteLength(output)}\n${errors}${output}`
}

const withoutNul = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\0', '\\0000')
