import { changes, hasFlag, laterInFence, optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const curlWithoutFail: Rule = {
  id: 'curl-without-fail',
  family: 'hides failure',
  severity: 'warning',
  summary: 'curl takes an error of the server for success',
  programs: new Set(['curl']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (command.program !== 'curl' || showsStatus(command) || isInBackground(command)) continue
      const sends = sendsSomething(command)
      const url = command.words.find(
        (word) => /^(https?:\/\/|\w[\w.-]*[:/])/.test(word.value) && !word.value.startsWith('-'),
      )
      const checks = /health|ready|live(ness|z)|\bping\b/i.test(url?.text ?? '') && command.pipeline.length === 1
      if (!sends && !checks) continue
      // Someone who reads the answer sees the status; a script does not.
      const seen = hasFlag(command, '-v', '-i', '-I', '--verbose', '--include', '--head') || !isRelied(command, sends)
      const what = sends ? 'an answer of 401 or 500 counts as done' : 'a health check that answers 500 counts as passed'
      const first = command.words[0]
      tell(
        onCommand(
          command,
          `curl exits with 0 whatever the server answers: ${what}`,
          'curl -f fails on 400 and above; with --retry 5 --retry-all-errors it also waits for a server that is starting',
          {
            severity: seen ? 'info' : null,
            fix:
              first !== undefined && command.carrier === null
                ? { step: command.step, from: first.to, to: first.to, text: ' -f' }
                : null,
          },
        ),
      )
    }
  },
}

function sendsSomething(command: CommandFact): boolean {
  const method = optionOf(command, '-X', '--request')?.value.toUpperCase()
  if (method !== undefined) return /^(POST|PUT|PATCH|DELETE)$/.test(method)
  return (
    command.args.some((arg) => /^(-d|--data(-\w+)?|--json|-F|--form|-T|--upload-file)$/.test(arg)) &&
    !hasFlag(command, '-G', '--get')
  )
}

/**
 * Something goes by its exit status: a list, `set -e`, what the block changes next. Where it only verifies, somebody sees the
 * answer, unless nobody is shown it.
 */
function isRelied(command: CommandFact, sends: boolean): boolean {
  if (command.failureStops || command.failureIgnored) return true
  if (command.step.step.phase === 'verify' && isUnseen(command)) return true
  return sends && laterInFence(command).some((other) => changes(other) && other.program !== 'curl')
}

function isUnseen(command: CommandFact): boolean {
  // How long it takes is asked, not whether it works.
  if (hasFlag(command, '-w', '--write-out') || command.carrier?.program === 'time') return false
  return (
    command.args.includes('/dev/null') ||
    command.redirects.some(({ operator, target }) => /^[&1]?>/.test(operator) && target === '/dev/null')
  )
}

/** `-f`, or a status that the command itself prints or tests. */
function showsStatus(command: CommandFact): boolean {
  if (hasFlag(command, '-f', '--fail', '--fail-with-body')) return true
  return command.args.some((arg) => arg.includes('%{http_code}') || arg.includes('%{response_code}'))
}

/** Load for a test: nobody asks how it ended, with `-f` or without. */
function isInBackground({ step, to }: CommandFact): boolean {
  return /^[^\n|;&]*&(?![&>])/.test(step.code.slice(to, to + 200))
}
