/** Why jq refuses a filter. Offsets are UTF-16, into the filter. */
export interface JqProblem {
  kind: 'syntax' | 'escape' | 'function' | 'variable' | 'label' | 'key'
  /** In jq's own words, without where it was. */
  message: string
  from: number
  to: number
  /** Of a syntax error, the brackets and quotes open there, outermost first; for others, nothing. */
  open: readonly number[]
}
