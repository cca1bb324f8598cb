import { setFlagsFromString } from 'node:v8'

/**
 * For a process that will end within seconds: V8 leaves out the last and dearest of its optimisers. Of the processor's time that
 * 292 runbooks took a new process a fifth went into code that was then hardly run; without, they take 12 % less, and one runbook 6 %.
 * It pays for some 1,500 runbooks: what runs longer, as a server does, is faster with it.
 */
export function compileLightly(): void {
  setFlagsFromString('--no-turbofan')
}
