import { type Call, type Finding, type Input, type Nested, unknown } from './finding.ts'
import { ANY_ARGUMENTS, resolverOf } from './programs/table.ts'
import type { ShellWord } from './shell/word.ts'

/** Folders where a program is the one its name says. */
const STANDARD = /^((\/usr)?(\/local)?\/s?bin|\/opt\/homebrew\/bin)\/[^/]+$/

/** What a command does, by its program's resolver; unknown where there is none, or where its arguments are not known. */
export function resolveWords(words: readonly ShellWord[], input: Input, nested: Nested): Finding {
  const [first] = words
  if (first === undefined) return unknown('there is no command')
  if (!first.fixed) return unknown(`which program ${first.text} is shows only when it runs`)
  const path = first.value
  const program = path.slice(path.lastIndexOf('/') + 1)
  const resolver = resolverOf(program)
  if (resolver === null)
    return unknown(
      path.includes('/') ? `${path}: a program of your own` : `${program}: a program Standby does not know`,
    )
  const args = words.slice(1)
  const call: Call = { program, args, input }
  const found = resolver(call, nested)
  if (found.effect !== 'read') return found
  if (path.includes('/') && !STANDARD.test(path)) return unknown(`${path}: a program of your own`, found)
  const hiding = args.find((word) => word.opaque)
  if (hiding && !ANY_ARGUMENTS.has(program)) return unknown(`anything may stand in ${hiding.text}`, found)
  return found
}
