import { kubectlVerb } from '../../facts/ask.ts'
import { commandsOf, KUBECTL } from '../../facts/programs.ts'
import { onCommand, onLine, type Rule } from '../../rule.ts'

const EXHAUSTED = /connection|conn\b/i
/** `DB_POOL_SIZE=15  # was 20`, under "Reduce connections". */
const LOWERS = /\b(?:reduc|lower|decreas|shrink|fewer)\w*/i
const EXHAUSTION = /exhaust|limit|too many|high|maxed|max(imum)? reached|saturat|pool|leak/i

export const feedsTheFire: Rule = {
  id: 'feeds-the-fire',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a remedy asks for more of what has run out, or drops what is left',
  when: ({ byName, procedures }) => byName.has('kubectl set env') || procedures.some(({ causes }) => causes.length > 0),
  check(runbook, __, tell) {
    for (const command of commandsOf(runbook, KUBECTL)) {
      if (kubectlVerb(command) !== 'set env') continue
      const { procedure } = command.step
      const trouble = `${procedure.heading} ${procedure.alert?.name ?? ''}`
      if (!EXHAUSTED.test(trouble) || !EXHAUSTION.test(trouble)) continue
      const word = command.words.find(({ value }) =>
        /^\w*(POOL_SIZE|MAX_OVERFLOW|MAX_CONN\w*|CONNECTIONS)=\d+$/i.test(value),
      )
      if (word === undefined || LOWERS.test(command.step.step.text)) continue
      tell(
        onCommand(
          command,
          `the database has no connections left, and ${word.value} lets every process of the service open more of them`,
          'lower it, or put a pooler (pgbouncer, RDS Proxy) in between; raise it only after counting processes × pool size',
          { part: word },
        ),
      )
    }
    for (const { causes } of runbook.procedures)
      for (const { line, cause, fix } of causes) {
        if (!/^\W*restart\b.*\b(cache|redis|memcached|elasticache)\b/i.test(fix)) continue
        tell(
          onLine(
            line,
            `"${cause}" is answered by restarting the cache: every client loses its connection at once, and without replica or persistence the data is gone too`,
            'say how: fail over to a replica, or raise the limit; and what the database does while the cache is cold',
          ),
        )
      }
  },
}
