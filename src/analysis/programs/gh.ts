import { type Call, destructive, type Finding, read, unknown, write } from '../finding.ts'
import { has, lastValue, readOptions } from './options.ts'
import { thirdPerson } from './verb-in-words.ts'

/** Of the commands whose verbs do not say it, those that only look. */
const READS = new Set([
  'alias list',
  'config get',
  'config list',
  'extension list',
  'extension search',
  'gpg-key list',
  'ssh-key list',
  'repo deploy-key list',
])

const NOUNS: Readonly<Record<string, string>> = {
  pr: 'a pull request',
  issue: 'an issue',
  run: 'a run of a workflow',
  repo: 'a repository',
  org: 'an organization',
}

/** `merges a pull request on GitHub`. */
function described(group: string, verb: string | undefined): string {
  return `${thirdPerson(verb ?? '')} ${NOUNS[group] ?? `a ${group}`} on GitHub`
}

/** GitHub's client: its verbs say what they do (cli.github.com/manual). */
export function resolveGh({ args }: Call): Finding {
  const options = readOptions(
    args,
    'RXFfHjqtLbsBalmSwoD repo method field raw-field header json jq template limit branch state base assignee label author search workflow output dir hostname input',
  )
  const [group, verb, third] = options.positionals.map((word) => (word.fixed ? word.value : ''))
  const repo = lastValue(options, '-R', '--repo')
  const more = {
    subcommand: [group, verb].filter(Boolean).join(' ') || null,
    targets: repo ? [{ kind: 'repository', name: repo.text }] : [],
  }
  if (group === undefined) return has(options, '--version') ? read('prints its version') : unknown('no command', more)
  if (has(options, '-w', '--web') && group !== 'run') return unknown('opens a browser', more)
  if (group === 'api') {
    const method =
      lastValue(options, '-X', '--method')?.value.toUpperCase() ??
      (has(options, '-f', '-F', '--field', '--raw-field', '--input') ? 'POST' : 'GET')
    if (
      options.list.some(
        ({ name, value }) => /^(-H|--header)$/.test(name) && /method-override/i.test(value?.value ?? ''),
      )
    )
      return unknown('a header asks for another method', more)
    if (verb === 'graphql') return unknown('a GraphQL request may change anything', more)
    return method === 'GET'
      ? read('a GET request', more)
      : method === 'DELETE'
        ? destructive('a DELETE request', more)
        : write(`a ${method} request`, more)
  }
  if (READS.has([group, verb, third].filter(Boolean).join(' ')) || READS.has(`${group} ${verb}`))
    return read('asks GitHub, or this client', more)
  if (group === 'search' || group === 'status' || (group === 'auth' && verb === 'status'))
    return read('asks GitHub', more)
  if (
    !/^(pr|issue|run|workflow|release|repo|gist|label|cache|secret|variable|ruleset|project|org|browse|codespace)$/.test(
      group,
    )
  )
    return unknown(`gh ${group}`, more)
  if (/^(list|view|status|diff|checks|watch|check)$/.test(verb ?? '')) return read('asks GitHub', more)
  if (verb === 'download' || verb === 'clone') return write('writes files', more)
  if (/^(delete|remove|cancel|archive)$/.test(verb ?? '')) return destructive(described(group, verb), more)
  if (
    /^(create|edit|close|reopen|merge|comment|review|ready|rerun|run|enable|disable|set|checkout|fork|sync|rename|upload|lock|unlock|pin|unpin|transfer)$/.test(
      verb ?? '',
    )
  )
    return write(described(group, verb), more)
  return unknown(`gh ${group} ${verb ?? ''}`, more)
}
