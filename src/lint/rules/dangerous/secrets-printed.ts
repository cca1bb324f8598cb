import { awsVerb, hasFlag, optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const secretsPrinted: Rule = {
  id: 'secrets-printed',
  family: 'dangerous',
  severity: 'info',
  summary: 'secrets are printed to the terminal',
  programs: new Set([
    'env',
    'printenv',
    'kubectl get',
    'aws secretsmanager get-secret-value',
    ...['', 's', 's-by-path', '-history'].map((what) => `aws ssm get-parameter${what}`),
    'cat',
    'docker',
    'docker-compose',
  ]),
  check(_, commands, tell) {
    for (const command of commands) {
      const what = whatIsPrinted(command)
      if (what === null || command.place === 'substitution' || isKept(command)) continue
      tell(
        onCommand(
          command,
          `${what}: on the screen that is shared in the call, in the terminal's history, in the record of the run`,
          'print the names alone (| cut -d= -f1), or compare a hash (| sha256sum)',
        ),
      )
    }
  },
}

function whatIsPrinted(command: CommandFact): string | null {
  const { program, args, carrier } = command
  if (program === 'env' || program === 'printenv')
    return args.length === 0 && carrier !== null && command.elsewhere && !isNarrowed(command)
      ? 'this prints the whole environment, passwords and keys in it included'
      : null
  if (program === 'cat') return args.some(isSecretFile) && !isNarrowed(command) ? printedOf(command) : null
  if (program === 'docker' || program === 'docker-compose') return resolvedByCompose(command) ?? inspected(command)
  if (program === 'aws') {
    const verb = awsVerb(command)
    if (
      verb === 'secretsmanager get-secret-value' ||
      (verb.startsWith('ssm get-param') && hasFlag(command, '--with-decryption'))
    )
      return 'this prints the secret'
    return null
  }
  const decodes = command.pipeline.some((each) => each.program === 'base64' && hasFlag(each, '-d', '--decode', '-D'))
  if (args[0] !== 'get' || !args.some((arg) => /^secrets?(?:\/|$)/.test(arg))) return null
  if (decodes) return 'this prints the secret'
  const whole = optionOf(command, '-o', '--output')?.value ?? args.find((arg) => /^-o(?:yaml|json)$/.test(arg))
  return whole !== undefined && /^(?:-o)?(?:yaml|json)$/.test(whole) && !isNarrowed(command)
    ? 'this prints every value of the secret, in base64, which is no lock'
    : null
}

function printedOf({ carrier, pipeline }: CommandFact): string {
  const greps = (carrier ?? { pipeline }).pipeline.filter(({ program }) => /^[ef]?grep$/.test(program))
  if (greps.length === 0) return 'this prints every secret in it'
  return greps.every((each) => hasFlag(each, '-v', '--invert-match'))
    ? 'this prints what grep leaves of it, tokens and addresses with a password in them perhaps'
    : 'this prints the secrets in it that fit'
}

/** `.env`, `.env.production`, a private key; not the example of one. */
function isSecretFile(path: string): boolean {
  return /(?:^|\/)\.env(?:\.(?!example|sample|template|dist|test)[\w-]+)?$|(?:^|\/)id_(?:rsa|ed25519)$/.test(path)
}

/** Compose writes the values of `.env` into what it prints. */
function resolvedByCompose(command: CommandFact): string | null {
  const { program, args } = command
  const from = program === 'docker-compose' ? 0 : 1
  if (from === 1 && args[0] !== 'compose') return null
  const verb = args.slice(from).find((arg, at, all) => !arg.startsWith('-') && !/^-[fp]$/.test(all[at - 1] ?? ''))
  if (
    verb !== 'config' ||
    hasFlag(command, '-q', '--quiet', '--services', '--volumes', '--images', '--profiles', '--hash')
  )
    return null
  return isNarrowed(command)
    ? null
    : 'this prints the settings of every container with the passwords and keys filled in'
}

/** `docker inspect shop | grep -A 50 Env`: an image's or a service's variables, as it was given them. */
function inspected({ program, args, pipeline }: CommandFact): string | null {
  if (program !== 'docker' || !args.slice(0, 2).includes('inspect')) return null
  const asks = [
    ...args,
    ...pipeline.filter((each) => /^(?:[ef]?grep|jq)$/.test(each.program)).flatMap((each) => each.args),
  ]
  return asks.some((arg) => /\bEnv\b/.test(arg) || /^[A-Z][A-Z0-9_]*(?:URL|PASS\w*|SECRET\w*|TOKEN|KEY|DSN)$/.test(arg))
    ? 'this prints variables of the container, passwords and keys among them'
    : null
}

/** `| grep LOG_LEVEL` lets no secret through; `| grep -i db` may. */
function isNarrowed(command: CommandFact): boolean {
  const pipeline = (command.carrier ?? command).pipeline
  return pipeline.some(
    ({ program, args }) =>
      /^(?:cut|wc|sha256sum|md5sum)$/.test(program) ||
      (/^[ef]?grep$/.test(program) &&
        !args.some((arg) => /^-[a-zA-Z]*v[a-zA-Z]*$|^--invert-match$/.test(arg)) &&
        !args.some(
          (arg) =>
            (TELLING.test(arg) && !SETTING.test(arg)) || (/^-[ABC]\d*$/.test(arg) && /env/i.test(args.join(' '))),
        )),
  )
}

/** `REDIS_ENABLED`: one name, of a setting. */
const SETTING = /^\^?[A-Z][A-Z0-9_]*_(?:ENABLED|DEBUG|LEVEL|MODE|PORT|TIMEOUT|TTL|REGION)=?$/
const TELLING = /pass|secret|key|token|database|\bdb|_db|url|dsn|redis|postgres|mysql|mongo|api|auth|jwt|aws|\^\.|^\.$/i

/** What takes it keeps it: a file, a program that is given it. */
function isKept({ carrier, pipeline, redirects }: CommandFact): boolean {
  const last = (carrier ?? { pipeline }).pipeline.at(-1)
  const into = [...redirects, ...(carrier?.redirects ?? []), ...(last?.redirects ?? [])]
  if (into.some(({ operator }) => operator.includes('>') && operator !== '>&')) return true
  return (
    last !== undefined &&
    !/^(?:env|printenv|kubectl|oc|docker|docker-compose|podman|aws|base64|jq|[ef]?grep|sort|head|tail|sed|awk|tr|less|cat)$/.test(
      last.program,
    )
  )
}
