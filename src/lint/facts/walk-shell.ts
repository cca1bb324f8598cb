import { type Assignment, type Command, forEachChild, type Redirection, type SyntaxNode } from 'unbash'
import { parseShell } from '../../analysis/shell/parse-shell.ts'
import type { Source } from '../../analysis/shell/source.ts'
import { readWord, type ShellWord } from '../../analysis/shell/word.ts'
import { isShellOwn } from '../../runbook/shell/parameter-name.ts'
import type { AssignmentFact, CommandFact, RedirectFact, VariableRead } from './facts.ts'

/** A command as the syntax tree has it, before anyone knows its step. */
export interface ShellCommand {
  words: ShellWord[]
  from: number
  to: number
  /** Indices of the commands it shares a pipeline with, itself among them. */
  pipeline: number[]
  failureStops: boolean
  failureIgnored: boolean
  place: CommandFact['place']
  redirects: RedirectFact[]
  prefix: AssignmentFact[]
}

export interface ShellReading {
  commands: ShellCommand[]
  assignments: AssignmentFact[]
  reads: VariableRead[]
}

interface Place {
  stops: boolean
  ignored: boolean
  place: CommandFact['place']
}

/** Reads commands, assignments and variables of shell text, with what surrounds each. Never throws. */
export function readShell(source: Source): ShellReading {
  const reader = new Reader(source)
  for (const chunk of parseShell(source.masked)) {
    reader.base = chunk.base
    for (const node of chunk.script.commands) reader.visit(node, { stops: false, ignored: false, place: 'plain' })
  }
  return reader.reading
}

const DECLARES: ReadonlySet<string> = new Set(['export', 'declare', 'typeset', 'local', 'readonly'])
const READS: ReadonlySet<string> = new Set(['read', 'mapfile', 'readarray', 'getopts'])

class Reader {
  readonly reading: ShellReading = { commands: [], assignments: [], reads: [] }
  base = 0
  readonly #source: Source
  readonly #known = new Set<string>()
  /** `set -e` has been seen. */
  #errexit = false

  constructor(source: Source) {
    this.#source = source
  }

  visit(node: SyntaxNode, place: Place): void {
    switch (node.type) {
      case 'Command':
        this.#command(node, place)
        return
      case 'Pipeline': {
        const members: number[] = []
        for (const command of node.commands) {
          const at = this.reading.commands.length
          this.visit(command, place)
          if (this.reading.commands.length > at) members.push(at)
        }
        for (const at of members) {
          const command = this.reading.commands[at]
          if (command) command.pipeline = members
        }
        return
      }
      case 'AndOr':
        this.#list(node, place)
        return
      case 'If':
      case 'While':
        forEachChild(node, (child) =>
          this.visit(
            child,
            child === node.clause ? { ...place, stops: true } : { ...place, place: inLoop(node.type, place) },
          ),
        )
        return
      case 'For':
      case 'Select':
        this.#known.add(node.name.value)
        forEachChild(node, (child) => this.visit(child, { ...place, place: 'loop' }))
        return
      case 'Function':
        this.visit(node.body, { ...place, place: 'function' })
        return
      case 'Redirected':
        this.visit(node.command, place)
        for (const redirect of node.redirects) forEachChild(redirect, (child) => this.visit(child, place))
        return
      case 'Statement':
        this.visit(node.command, place)
        return
      case 'Word':
      case 'DoubleQuoted':
        // Most words are plain: nothing stands in them.
        if (node.parts !== undefined) for (const part of node.parts) this.visit(part, place)
        return
      case 'CommandExpansion':
        // What stands in escaped backticks has offsets of its own: left alone.
        if (node.script !== undefined && node.script.source === undefined)
          for (const child of node.script.commands) this.visit(child, { ...place, place: 'substitution' })
        return
      case 'SimpleExpansion':
        this.#read(node.text.slice(1), node)
        return
      case 'ParameterExpansion':
        if (node.operation?.type !== 'Default') this.#read(node.parameter, node)
        forEachChild(node, (child) => this.visit(child, place))
        return
      case 'Assignment':
        forEachChild(node, (child) => this.visit(child, place))
        this.#assign(node)
        return
      default:
        forEachChild(node, (child) => this.visit(child, place))
    }
  }

  /** `a && b || c`: whoever is followed by `&&` stops what follows; what is before `|| true` is thrown away. */
  #list(node: Extract<SyntaxNode, { type: 'AndOr' }>, place: Place): void {
    for (const [at, child] of node.commands.entries()) {
      const next = node.operators[at]
      const handler = next === '||' ? node.commands[at + 1] : undefined
      const text = handler === undefined ? '' : this.#text(handler)
      const ignored = next === '||' && /^(true|:|echo\b)/.test(text)
      this.visit(child, {
        ...place,
        stops: place.stops || next === '&&' || (next === '||' && !ignored),
        ignored: place.ignored || ignored,
      })
    }
  }

  #command(node: Command, place: Place): void {
    const at = this.reading.commands.length
    if (node.name !== undefined) {
      const words = [readWord(node.name, this.#source, this.base)]
      for (const argument of node.args)
        words.push(
          readWord(
            argument.type === 'Word' ? argument : { ...argument, type: 'Word', value: argument.text },
            this.#source,
            this.base,
          ),
        )
      if (
        words[0]?.value === 'set' &&
        /^-\w*e|^errexit$/.test(words[1]?.value === '-o' ? (words[2]?.value ?? '') : (words[1]?.value ?? ''))
      )
        this.#errexit = true
      this.reading.commands.push({
        words,
        from: this.base + node.pos,
        to: this.base + node.end,
        pipeline: [at],
        failureStops: place.stops || this.#errexit,
        failureIgnored: place.ignored,
        place: place.place,
        redirects: node.redirects.map((redirect) => this.#redirect(redirect)),
        prefix: node.prefix.flatMap((part) => (part.type === 'Assignment' ? this.#assignment(part) : [])),
      })
    }
    for (const part of node.prefix) {
      if (node.name === undefined) this.visit(part, place)
      else forEachChild(part, (child) => this.visit(child, place))
    }
    if (node.name === undefined) {
      for (const part of node.suffix) this.visit(part, place)
      return
    }
    this.visit(node.name, place)
    const declares = DECLARES.has(node.name.value)
    for (const part of node.suffix) {
      if (part.type === 'Assignment' && !declares) forEachChild(part, (child) => this.visit(child, place))
      else this.visit(part, place)
    }
    if (READS.has(node.name.value))
      for (const argument of node.args) if (/^[A-Za-z_]\w*$/.test(argument.text)) this.#known.add(argument.text)
  }

  #redirect(redirect: Redirection): RedirectFact {
    const target = redirect.type === 'HereDoc' ? '' : (redirect.target?.value ?? '')
    return { operator: redirect.operator, target, from: this.base + redirect.pos, to: this.base + redirect.end }
  }

  #assign(node: Assignment): void {
    this.reading.assignments.push(this.#assignment(node))
    this.#known.add(node.name)
  }

  #assignment(node: Assignment): AssignmentFact {
    const equals = node.text.indexOf('=')
    return {
      name: node.name,
      value: node.text.slice(equals + 1),
      from: this.base + node.pos,
      to: this.base + node.end,
    }
  }

  #read(name: string, node: { pos: number; end: number }): void {
    if (!/^[A-Za-z_]\w*$/.test(name) || isShellOwn(name) || this.#known.has(name)) return
    this.reading.reads.push({ name, from: this.base + node.pos, to: this.base + node.end })
  }

  #text(node: SyntaxNode): string {
    return this.#source.masked.slice(this.base + node.pos, this.base + node.end)
  }
}

function inLoop(type: 'If' | 'While', place: Place): CommandFact['place'] {
  return type === 'While' ? 'loop' : place.place
}
