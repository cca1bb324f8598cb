/** PostgreSQL's text has neither NUL nor half a surrogate pair; a program's output has whatever it likes. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}
