import { onLine, type Rule } from '../../rule.ts'

/** Names of sections that lead back: "Take a deployment back", "The version before". */
const WAY_BACK =
  /roll ?back|revert|back ?out|undo|\b(?:take|put|bring|switch|go|change)\b.{0,40}\bback\b|\b(?:previous|last good) (?:version|release|revision)/i

export const noWayBack: Rule = {
  id: 'no-way-back',
  family: 'incomplete',
  severity: 'info',
  summary: 'a deployment or migration has no rollback, here or anywhere in the file',
  when: ({ procedures }) => procedures.some(({ kind }) => kind === 'deploy' || kind === 'migrate'),
  check({ procedures, headings, lines }, __, tell) {
    if (procedures.some(({ kind }) => kind === 'rollback') || headings().some(({ text }) => WAY_BACK.test(text))) return
    for (const { kind, heading, line, endLine, steps } of procedures) {
      if (kind !== 'deploy' && kind !== 'migrate') continue
      if (!steps.some(({ commands }) => commands.some(({ effect }) => effect === 'write' || effect === 'destructive')))
        continue
      if (/roll ?back|revert|back out/i.test(lines.slice(line - 1, endLine).join('\n'))) continue
      tell(
        onLine(
          line,
          `when "${heading}" goes wrong there is no way back written down, in the hour in which nobody wants to invent one`,
          'add a Rollback section, and try it before it is needed',
        ),
      )
    }
  },
}
