/**
 * A pattern that is too long for one line, written over several: a line's end and the spaces around it are no part of it.
 *
 *     longPattern('i')`
 *       ^(?:check|inspect
 *         |look at)\b`
 */
export const longPattern =
  (flags = '') =>
  ({ raw }: TemplateStringsArray, ...parts: readonly string[]): RegExp =>
    new RegExp(String.raw({ raw }, ...parts).replaceAll(/\s*\n\s*/g, ''), flags)
