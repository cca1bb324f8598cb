/** curl's own refusal, with its exit status. */
export class CurlError extends Error {
  override readonly name = 'CurlError'
  readonly exitCode: number

  constructor(exitCode: number, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}
