/** What a PromQL expression gives. */
export type PromqlType = 'scalar' | 'string' | 'instant vector' | 'range vector'

export interface Signature {
  args: readonly PromqlType[]
  /** How many of `args` at the end may be left out; the last may be repeated where there is no end. */
  optional: number
  repeats: boolean
  gives: PromqlType
}

const LETTERS: Record<string, PromqlType> = { s: 'scalar', t: 'string', v: 'instant vector', m: 'range vector' }

/** Functions by what they take: `m` range vector, `v` instant vector, `s` scalar, `t` string; `?` optional, `*` any number. */
const TAKES: Record<string, string> = {
  m: `absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time mad_over_time
    max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time ts_of_first_over_time
    ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time`,
  v: `abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_stddev
    histogram_stdvar histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp`,
  'v?': 'day_of_month day_of_week day_of_year days_in_month hour minute month year',
  vs: 'clamp_max clamp_min',
  vss: 'clamp',
  'vs?': 'round',
  ms: 'predict_linear',
  mss: 'double_exponential_smoothing',
  sm: 'quantile_over_time',
  sv: 'histogram_quantile',
  ssv: 'histogram_fraction',
  'vttt*': 'label_join',
  vtttt: 'label_replace',
}

/** prometheus.io/docs/prometheus/3.5/querying/functions. What is not here is not judged. */
export const FUNCTIONS: ReadonlyMap<string, Signature> = new Map([
  ...Object.entries(TAKES).flatMap(([takes, names]) =>
    names.split(/\s+/).map((name): [string, Signature] => [name, signature(takes, 'instant vector')]),
  ),
  ['scalar', signature('v', 'scalar')],
  ['pi', signature('', 'scalar')],
  ['time', signature('', 'scalar')],
  ['vector', signature('s', 'instant vector')],
])

/** Of aggregations that take a parameter: what it is. */
export const PARAMETERS: Readonly<Record<string, PromqlType>> = {
  topk: 'scalar',
  bottomk: 'scalar',
  quantile: 'scalar',
  limitk: 'scalar',
  limit_ratio: 'scalar',
  count_values: 'string',
}

function signature(takes: string, gives: PromqlType): Signature {
  const letters = takes.replace(/[?*]$/, '')
  return {
    args: [...letters].map((letter) => LETTERS[letter] as PromqlType),
    optional: /[?*]$/.test(takes) ? 1 : 0,
    repeats: takes.endsWith('*'),
    gives,
  }
}
