import { awsVerb } from '../../facts/ask.ts'
import { holds } from '../../facts/conditions.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { sign } from '../../facts/signs.ts'
import { onCommand, onLine, type Rule } from '../../rule.ts'

export const openToTheWorld: Rule = {
  id: 'open-to-the-world',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a port or a bucket is opened to everybody on the internet',
  when: holds('0.0.0.0/0', '::/0', '777', 'a+rwx', 'public-read', 'public-access-block', 'ufw ', 'source-address'),
  check({ lines, signs, isCode, commands }, __, tell) {
    for (const command of commands) {
      const what = PROGRAMS.has(command.program) ? whatIsOpened(command) : null
      if (what !== null)
        tell(
          onCommand(
            command,
            `${what} to everybody: scanners find it within minutes, and no later step closes it`,
            HINT,
          ),
        )
    }
    for (const line of signs.lines(EVERYBODY)) {
      const text = lines[line - 1] ?? ''
      if (isCode(line) || /\b(?:not|never|no|avoid|remove|revoke|instead of|don.t)\b/i.test(text)) continue
      const port = PRIVATE_PORT.exec(text.replaceAll('0.0.0.0/0', ''))?.[0]
      if (port !== undefined)
        tell(onLine(line, `port ${port} is to be open to everybody: scanners find it within minutes`, HINT))
    }
  },
}

const EVERYBODY = sign('0.0.0.0/0')
const HINT = 'name the network it is for (the office, the VPN, the runner), and the step that takes it back'
const PROGRAMS: ReadonlySet<string> = new Set(['aws', 'gcloud', 'az', 'ufw', 'chmod'])
/** Logins and data stores; what serves pages is open on purpose. */
const PRIVATE_PORT = /\b(?:22|2375|2379|3306|3389|5432|5601|6379|8086|9042|9092|9200|11211|15672|27017)\b/

function whatIsOpened(command: CommandFact): string | null {
  const { program, args } = command
  const all = args.join(' ')
  const everybody = /(?:^|[\s=,"'[])(?:0\.0\.0\.0\/0|::\/0)/.test(all)
  switch (program) {
    case 'aws': {
      const verb = awsVerb(command)
      if (verb === 'ec2 authorize-security-group-ingress' && everybody)
        return /(?:^|\D)(?:80|443)(?:\D|$)/.test(all.replaceAll('0.0.0.0/0', '')) ? null : 'opens the port'
      if (/^s3api put-(?:bucket|object)-acl$/.test(verb) && /public-read/.test(all)) return 'opens what is stored'
      return verb === 's3api delete-public-access-block' ? 'takes away what keeps the bucket from being opened' : null
    }
    case 'gcloud':
      return args.includes('firewall-rules') && args.includes('create') && everybody && !/\b(?:80|443)\b/.test(all)
        ? 'opens the port'
        : null
    case 'az':
      return args.includes('rule') &&
        args.includes('create') &&
        /--source-address-prefix(?:es)?[ =](?:\*|Internet|0\.0\.0\.0\/0)/.test(all)
        ? 'opens the port'
        : null
    case 'ufw':
      return args[0] === 'allow' &&
        args.length === 2 &&
        PRIVATE_PORT.test(args[1] ?? '') &&
        !/\b22\b/.test(args[1] ?? '')
        ? `opens port ${args[1]}`
        : null
    default:
      return args.some((arg) => /^0?777$|^a\+rwx$/.test(arg)) ? 'opens the files, to write as well,' : null
  }
}
