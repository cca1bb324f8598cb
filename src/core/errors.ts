/**
 * An error a person caused or can mend. It is shown as two lines, without a stack:
 *
 *     error: <message: what is wrong, in the user's words>
 *     hint: <hint: what to type or change>
 *
 * Anything else that is thrown is our own bug, and is shown with its stack.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  /** Stable, kebab-case, for programs: `no-such-procedure`. */
  readonly code: string
  readonly hint: string
  /** HTTP status a surface answers with; 400 where nothing better fits. */
  readonly status: number

  constructor(code: string, message: string, hint: string, options: { cause?: unknown; status?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = hint
    this.status = options.status ?? 400
  }
}
