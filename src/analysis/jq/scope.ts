import type { JqProblem } from './problem.ts'

/** What a name stands for. What is wrong in a function is told of only where it is called: jq drops what nobody calls. */
export interface Definition {
  problem: JqProblem | null
}

const FINE: Definition = { problem: null }

/** Names in force, the latest definition of each last; leaving a scope takes its own away again. */
export class Scope {
  protected readonly definitions = new Map<string, Definition[]>()
  protected readonly names: string[] = []

  add(name: string, definition = FINE): void {
    this.names.push(name)
    const all = this.definitions.get(name)
    if (all === undefined) this.definitions.set(name, [definition])
    else all.push(definition)
  }

  get(name: string): Definition | undefined {
    return this.definitions.get(name)?.at(-1)
  }

  mark(): number {
    return this.names.length
  }

  leave(mark: number): void {
    while (this.names.length > mark) this.definitions.get(this.names.pop() ?? '')?.pop()
  }
}
