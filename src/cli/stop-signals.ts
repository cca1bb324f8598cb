import type { Terminal } from './terminal.ts'

/**
 * Resolves at the first SIGINT or SIGTERM. At the second the process ends at once: runs are made for that, and a write
 * that is interrupted so is shown as outcome unknown.
 */
export function stopSignals(terminal: Terminal): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) {
          terminal.err('stopped at once\n')
          process.exit(130)
        }
        asked = true
        resolve()
      })
    }
  })
}
