import { aws } from './aws/aws.ts'
import { celery } from './celery/celery.ts'
import { type Client, Unanswerable } from './client.ts'
import { curl } from './curl/curl.ts'
import { kubectl } from './kubectl/kubectl.ts'
import { psql } from './psql/psql.ts'
import { redisCli } from './redis/redis-cli.ts'
import { date } from './shell/date.ts'
import { sleep, watch } from './shell/time.ts'

const PROGRAMS: Record<string, Client> = { aws, celery, curl, date, kubectl, psql, 'redis-cli': redisCli, sleep, watch }

/**
 * Programs that would reach outside the range, or change the machine it runs on. The range cannot answer them yet: it
 * says so, rather than let the real ones loose.
 */
const NOT_YET = [
  ...['pg_dump', 'pg_restore', 'createdb', 'dropdb', 'alembic', 'flask', 'poetry'],
  ...['docker', 'docker-compose', 'podman', 'helm', 'terraform', 'kubectx', 'kubens', 'eksctl', 'oc', 'gcloud', 'az'],
  ...[
    'git',
    'gh',
    'ssh',
    'scp',
    'rsync',
    'sftp',
    'wget',
    'dig',
    'nslookup',
    'host',
    'nc',
    'telnet',
    'openssl',
    'mail',
    'slack-cli',
  ],
  ...['systemctl', 'service', 'journalctl', 'shutdown', 'reboot', 'kill', 'pkill', 'killall', 'crontab', 'sudo', 'su'],
  ...['npm', 'npx', 'pip', 'vercel', 'session-manager-plugin', 'mysql', 'mongosh'],
]

/** Every name in the folder on PATH. */
export const PROGRAM_NAMES: readonly string[] = [...Object.keys(PROGRAMS), ...NOT_YET]

export function clientOf(program: string): Client {
  return (
    PROGRAMS[program] ??
    (({ argv }) => {
      throw new Unanswerable([program, ...argv].join(' '))
    })
  )
}
