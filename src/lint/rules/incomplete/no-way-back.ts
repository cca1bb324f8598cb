import { onLine, type Rule } from '../../rule.ts'

export const noWayBack: Rule = {
  id: 'no-way-back',
  family: 'incomplete',
  severity: 'info',
  summary: 'a deployment or migration has no rollback, here or anywhere in the file',
  *check({ procedures, headings, lines }) {
    if (!procedures.some(({ kind }) => kind === 'deploy' || kind === 'migrate')) return
    if (
      procedures.some(({ kind }) => kind === 'rollback') ||
      headings().some(({ text }) => /roll ?back|revert|back ?out|undo/i.test(text))
    )
      return
    for (const { kind, heading, line, endLine, steps } of procedures) {
      if (kind !== 'deploy' && kind !== 'migrate') continue
      if (!steps.some(({ commands }) => commands.some(({ effect }) => effect === 'write' || effect === 'destructive')))
        continue
      if (/roll ?back|revert|back out/i.test(lines.slice(line - 1, endLine).join('\n'))) continue
      yield onLine(
        line,
        `when "${heading}" goes wrong there is no way back written down, in the hour in which nobody wants to invent one`,
        'add a Rollback section, and try it before it is needed',
      )
    }
  },
}
