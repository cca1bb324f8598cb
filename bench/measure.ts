/** Milliseconds of `work`, wall time. */
export async function time(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

export interface Pair {
  ours: number
  theirs: number
  /** Median of the pairs' own ratios, theirs ÷ ours: above 1 we are faster. */
  ratio: number
}

/** Runs both in turn, `rounds` times after one that is thrown away, and takes medians: these machines are noisy. */
export async function pairs(rounds: number, ours: () => unknown, theirs: () => unknown): Promise<Pair> {
  await ours()
  await theirs()
  const all: { ours: number; theirs: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    all.push(
      round % 2 === 0
        ? { ours: await time(ours), theirs: await time(theirs) }
        : await time(theirs).then(async (t) => ({ theirs: t, ours: await time(ours) })),
    )
  }
  return {
    ours: median(all.map((p) => p.ours)),
    theirs: median(all.map((p) => p.theirs)),
    ratio: median(all.map((p) => p.theirs / p.ours)),
  }
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low, high] = [sorted[middle - 1], sorted[middle]]
  if (high === undefined) return Number.NaN
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2
}

/** `12.3 ms`, `4.56 s`. */
export function duration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`
  return ms >= 10 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(2)} ms`
}

/** `values` below which the part `p` of them lies: 0.99 for p99. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN
}

/** A line that says what was got and what it should be; `npm run bench` fails when one of them begins with ✗. */
export function against(
  what: string,
  got: number,
  target: { atMost: number } | { atLeast: number },
  write: (value: number) => string = duration,
): string {
  const holds = 'atMost' in target ? got <= target.atMost : got >= target.atLeast
  const limit = 'atMost' in target ? `at most ${write(target.atMost)}` : `at least ${write(target.atLeast)}`
  return `${holds ? '✓' : '✗'} ${what}: ${write(got)} (target: ${limit})`
}

export const percent = (part: number): string => `${Math.round(part * 100)} %`
export const perSecond = (rate: number): string => `${Math.round(rate).toLocaleString('en')}/s`
