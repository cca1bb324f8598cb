/** Verbs whose third person is not made by the rule, or that are short for another word. */
const SPECIAL: Readonly<Record<string, string>> = {
  rm: 'removes',
  rmi: 'removes',
  del: 'deletes',
  mv: 'moves',
  cp: 'copies',
  mb: 'makes the bucket',
  rb: 'removes the bucket',
  local: 'chooses here',
  global: 'chooses everywhere',
  init: 'prepares',
  undo: 'undoes',
  rollback: 'rolls back',
  rollout: 'rolls out',
  login: 'signs in to',
  logout: 'signs out of',
  backup: 'backs up',
  failover: 'fails over',
  switchover: 'switches over',
}

/**
 * What a command does, as a sentence about it: `deletes compute instances vm` of `compute instances delete vm`.
 *
 * @param shown - The command's words, as written.
 * @param matched - The part of them that was known for what it does; its last word is the verb.
 */
export function describeVerb(shown: string, matched: string): string {
  const words = shown.split(' ')
  const verb =
    matched
      .trim()
      .split(' ')
      .findLast((word) => /^[a-z]/.test(word)) ?? ''
  const at = words.lastIndexOf(verb)
  if (at < 0 || !/^[a-z][a-z-]*$/.test(verb)) return `${shown}: does not only look`
  const object = [...words.slice(0, at), ...words.slice(at + 1)].join(' ')
  return `${thirdPerson(verb)} ${object}`.trim()
}

/** `update-traffic` → `updates traffic of`. */
export function thirdPerson(verb: string): string {
  const special = SPECIAL[verb]
  if (special !== undefined) return special
  const [first = '', ...rest] = verb.split('-')
  const said = SPECIAL[first] ?? conjugate(first)
  return rest.length === 0
    ? said
    : /^(off|on|down|up|out|in)$/.test(rest[0] ?? '')
      ? `${said} ${rest.join(' ')}`
      : `${said} ${rest.join(' ')} of`
}

/** What an operation named like a sentence does: `terminate-instances` → `terminates instances`. */
export function describeOperation(operation: string): string {
  const [first = '', ...rest] = operation.split('-')
  return [SPECIAL[first] ?? conjugate(first), ...rest].join(' ')
}

function conjugate(verb: string): string {
  if (/(s|x|z|ch|sh|o)$/.test(verb)) return `${verb}es`
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`
  return `${verb}s`
}
