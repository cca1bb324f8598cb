/**
 * Milliseconds of the processor that `work` takes: what else runs on the machine does not count.
 *
 * User and kernel time together. Linux knows only their sum exactly and shares it out by samples (`cputime_adjust`), so that
 * either alone may stand still for a while: a test that took the user's part once divided by 0.
 */
export function cpuTime(work: () => unknown): number {
  const began = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1000
}

/** Less than this is more noise than work: the collector's threads count too. */
const ENOUGH_MS = 20

/**
 * How many times as long `work(long)` takes as `work(short)`, each the best of three. What is short is repeated until it
 * takes `ENOUGH_MS`.
 */
export function timesAsLong(work: (length: number) => unknown, short: number, long: number): number {
  return best(() => work(long)) / best(() => work(short))
}

function best(work: () => unknown): number {
  return Math.min(...[1, 2, 3].map(() => each(work)))
}

function each(work: () => unknown): number {
  let took = 0
  let times = 0
  for (; took < ENOUGH_MS; times++) took += cpuTime(work)
  return took / times
}
