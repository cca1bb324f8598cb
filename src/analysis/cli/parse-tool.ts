import { memory } from '../../runbook/remember.ts'
import { nearest } from '../nearest.ts'
import { STYLES, type ToolStyle } from './styles.ts'
import { type Tool, type ToolCommand, toolTable } from './tables.ts'

/** What a tool refuses before it does anything. */
export interface ToolProblem {
  /** `place`: an option of the tool's own that stands after the command, where it is none. */
  kind: 'command' | 'option' | 'place' | 'value' | 'count'
  /** The word it is about, as given. */
  word: string
  /** In the tool's words. */
  message: string
  /** What was meant, if something the tool knows looks like it. */
  near: string | null
}

/** One call of a tool, as its own parser would see it. */
export interface ToolCall {
  /** Its own name for the command: `container run` for `docker run`; null for none it knows. */
  command: string | null
  /** Words that are neither options nor their values nor name the command. */
  words: string[]
  problems: ToolProblem[]
}

/**
 * Reads the arguments of a tool that has a table (`docker`, `git`, `gcloud`…), without the tool's own name. Says nothing where the
 * table knows nothing, and takes words that the shell has yet to expand for right. Null for a tool without a table.
 */
export function parseTool(program: string, argv: readonly string[]): ToolCall | null {
  const tool = toolTable(program)
  const style = STYLES[program]
  return tool === null || style === undefined ? null : new Reading(tool, style, argv).read()
}

const NONE: ReadonlyMap<string, 'value' | 'none' | 'optional'> = new Map()
const isOpen = (word: string) => /[$`<]/.test(word)

const nearWords = memory<string, string | null>()

class Reading {
  private readonly tool: Tool
  private readonly style: ToolStyle
  private readonly argv: readonly string[]
  private readonly call: ToolCall = { command: null, words: [], problems: [] }
  private at = 0
  /** The command as it was given: `docker stop` for what is `container stop`. */
  private written = ''

  constructor(tool: Tool, style: ToolStyle, argv: readonly string[]) {
    this.tool = tool
    this.style = style
    this.argv = argv
  }

  read(): ToolCall {
    const command = this.findCommand()
    if (command === null) return this.call
    this.call.command = command.name
    this.readOptions(command)
    this.checkFirst(command)
    this.checkCount(command)
    return this.call
  }

  /** Takes the words of the command, and the tool's own options before and between them. */
  private findCommand(): ToolCommand | null {
    const path: string[] = []
    let found: ToolCommand | null = null
    for (; this.at < this.argv.length; this.at++) {
      const word = this.argv[this.at] ?? ''
      if (word.startsWith('-') && word !== '-') {
        // After a whole command its own options begin.
        if (found !== null || !this.skipGlobal(word)) break
        continue
      }
      if (isOpen(word)) break
      path.push(word)
      const command = this.tool.find(path.join(' '))
      const goesOn = this.tool.goesOn(path)
      if (command === null && !goesOn) {
        path.pop()
        this.refuseCommand(word, path, found)
        break
      }
      this.written = [this.tool.name, ...path].join(' ')
      found = command
      if (!goesOn) {
        this.at++
        break
      }
    }
    return found
  }

  /** Whether an option before the command is one of the tool's; moves over its value. */
  private skipGlobal(word: string): boolean {
    const { globals } = this.tool
    const { name, hasValue } = split(word, this.style)
    const long = globals.options.has(name) ? name : globals.short.get(name.slice(0, 1))
    if (long === undefined) return false
    const takes = globals.options.get(long) ?? (long === name.slice(0, 1) ? 'value' : undefined)
    const joined = hasValue || (!word.startsWith('--') && this.style.dashes === 2 && word.length > 2)
    if (takes === 'value' && !joined) this.at++
    return true
  }

  /** Where the words before are a command by themselves (`git stash`), only what looks like a misspelt one is refused. */
  private refuseCommand(word: string, path: readonly string[], found: ToolCommand | null): void {
    const near = this.nearWord(word, path)
    if (found !== null && near === null) return
    this.call.problems.push({ kind: 'command', word, message: this.style.noCommand(word, path), near })
  }

  /** A plugin (`docker compose`) is asked about once for each of its calls. */
  private nearWord(word: string, path: readonly string[]): string | null {
    const key = [this.tool.name, ...path, word].join('\n')
    let near = nearWords.get(key)
    if (near === undefined) {
      near = nearest(word, this.tool.next(path))
      nearWords.set(key, near)
    }
    return near
  }

  private readOptions(command: ToolCommand): void {
    for (; this.at < this.argv.length; this.at++) {
      const word = this.argv[this.at] ?? ''
      if (word === '--') {
        this.call.words.push(...this.argv.slice(this.at + 1))
        return
      }
      if (!word.startsWith('-') || word === '-' || isOpen(word.split('=')[0] ?? '')) {
        this.call.words.push(word)
        if (!command.stops) continue
        this.call.words.push(...this.argv.slice(this.at + 1))
        return
      }
      // A negative number is a word.
      if (/^-\d/.test(word)) {
        this.call.words.push(word)
        continue
      }
      if (command.options.size === 0 && command.short.size === 0 && !this.style.closed) return
      if (word.startsWith('--') || this.style.dashes === 1) this.readLong(word, command)
      else this.readShort(word, command)
    }
  }

  private readLong(word: string, command: ToolCommand): void {
    const { name, hasValue } = split(word, this.style)
    const takes = this.takes(name, command)
    if (takes === undefined) {
      const known = [...command.options.keys(), ...(this.style.anywhere ? this.tool.globals.options.keys() : [])]
      const near = nearest(name, known)
      const dashes = '-'.repeat(this.style.dashes)
      this.call.problems.push({
        kind: this.tool.globals.options.has(name) ? 'place' : 'option',
        word,
        message: this.style.noOption(word, `${dashes}${name}`),
        near: near === null ? null : `${dashes}${near}`,
      })
      return
    }
    if (takes !== 'value' || hasValue) return
    if (this.at + 1 < this.argv.length) this.at++
    else this.call.problems.push({ kind: 'value', word, message: this.style.noValue(word), near: null })
  }

  /** What a long option takes, by its name, its beginning or its `no-` form; undefined if there is none. */
  private takes(name: string, command: ToolCommand): 'value' | 'none' | 'optional' | undefined {
    const shared = this.style.anywhere ? this.tool.globals.options : NONE
    const own = command.options.get(name) ?? shared.get(name) ?? (name === 'help' ? 'none' : undefined)
    if (own !== undefined) return own
    const { negates, abbreviates } = this.style
    if (negates && name.startsWith('no-') && command.options.has(name.slice(3))) return 'none'
    if (!abbreviates || name === '') return undefined
    const known = [...command.options, ...shared]
    const matches = known.filter(([option]) => option.startsWith(name) || (negates && `no-${option}`.startsWith(name)))
    return matches.length === 0 ? undefined : matches.length === 1 ? matches[0]?.[1] : 'optional'
  }

  /** `-it`, `-nvalue`, `-n value`. */
  private readShort(word: string, command: ToolCommand): void {
    for (let i = 1; i < word.length; i++) {
      const letter = word[i] ?? ''
      const shared = this.style.anywhere ? this.tool.globals.short.get(letter) : undefined
      const long = command.short.get(letter) ?? shared ?? (letter === 'h' ? 'help' : undefined)
      if (long === undefined) {
        const kind = this.tool.globals.short.has(letter) ? 'place' : 'option'
        this.call.problems.push({ kind, word, message: this.style.noLetter(letter, word), near: null })
        return
      }
      const takes = long === letter ? 'optional' : this.takes(long, command)
      // What is not known to take none may take what is left of the word.
      if (takes === 'none') continue
      if (takes === 'value' && i + 1 === word.length) {
        if (this.at + 1 < this.argv.length) this.at++
        else this.call.problems.push({ kind: 'value', word, message: this.style.noValue(`-${letter}`), near: null })
      }
      return
    }
  }

  private checkFirst({ first, name }: ToolCommand): void {
    const [word] = this.call.words
    if (first === null || word === undefined || isOpen(word) || first.includes(word)) return
    this.refuseFirst(word, nearest(word, first), name)
  }

  private refuseFirst(word: string, near: string | null, name: string): void {
    const message = this.style.noCommand(word, name.split(' '))
    this.call.problems.push({ kind: 'command', word, message, near })
  }

  private checkCount(command: ToolCommand): void {
    const { words, problems } = this.call
    if (
      command.count === null ||
      problems.length > 0 ||
      this.argv.some((word) => isOpen(word) || /^(-h|--help)$/.test(word))
    )
      return
    const { least, most } = command.count
    if (words.length < least || (most !== null && words.length > most))
      problems.push({
        kind: 'count',
        word: words.at(-1) ?? '',
        message: this.style.wrongCount(command, words, this.written),
        near: null,
      })
  }
}

function split(word: string, style: ToolStyle): { name: string; hasValue: boolean } {
  const bare = word.startsWith('--') ? word.slice(2) : word.slice(style.dashes === 1 || !word.startsWith('--') ? 1 : 2)
  const equals = bare.indexOf('=')
  return equals < 0 ? { name: bare, hasValue: false } : { name: bare.slice(0, equals), hasValue: true }
}
