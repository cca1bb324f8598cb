import { optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { sign } from '../../facts/signs.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const knownPassword: Rule = {
  id: 'known-password',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a password that everybody knows is in use',
  sign: sign(
    ...'minioadmin guest:guest admin: root:root postgres:postgres elastic:changeme redispassword'.split(' '),
    ...'pass= password= secret= secret_key= pwd='.split(' '),
  ),
  check(_, commands, tell) {
    for (const command of commands) {
      // `chown postgres:postgres` names a user and a group.
      if (command.carrier !== null || /^(?:chown|chgrp|install|sudo)$/.test(command.program)) continue
      const found = passwordIn(command)
      if (found === null) continue
      tell(
        onCommand(
          command,
          `"${found.text}" is ${DELIVERED.test(found.text) ? 'what the software is delivered with' : 'the first that anybody tries'}: whoever reaches the port is in`,
          'set a password of its own, keep it in the secret store and read it from there',
          { part: found, severity: isLocal(command) ? 'info' : null },
        ),
      )
    }
  },
}

const KNOWN =
  /\b(?:minioadmin|guest:guest|admin:(?:admin|password|changeme)|root:root|postgres:postgres|elastic:changeme|redispassword)\b|(?:PASS(?:WORD)?|SECRET(?:_KEY)?|PWD)=["']?(?:password|postgres|admin|root|secret|minioadmin|changeme|guest|123456|admin123|password123)\b/i

/** The first password of MinIO, RabbitMQ, Elasticsearch. PostgreSQL has none. */
const DELIVERED = /minioadmin|guest|elastic:changeme|^admin(?::|$)/i

interface Part {
  text: string
  from: number
  to: number
}

function passwordIn(command: CommandFact): Part | null {
  const user = command.program === 'curl' ? optionOf(command, '-u', '--user') : null
  for (const word of user === null ? command.words.slice(1) : [user]) {
    const found = KNOWN.exec(word.value)
    if (found === null || word.value.length > 200) continue
    // Of a pair of keys it is the secret one that is told.
    if (/USER|ACCESS_KEY|ROOT_USER/i.test(word.value) && !/:\/\/|PASS|SECRET/i.test(word.value)) continue
    return { text: found[0].replace(/^.*=["']?/, ''), from: word.from, to: word.to }
  }
  return null
}

/** On one's own machine it is a nuisance at most. */
function isLocal({ step, args }: CommandFact): boolean {
  return (
    args.some((arg) => /\/\/(?:\w+:\w+@)?(?:localhost|127\.)/.test(arg)) ||
    /\b(?:local|dev|development|test)\b/i.test(step.procedure.heading) ||
    /HOST=["']?(?:localhost|127\.)|(?:DATABASE|DB|DB_NAME)=["']?\w*(?:_test|test_)/.test(
      step.fence?.lines.join('\n') ?? step.code,
    )
  )
}
