import { alembic } from './alembic/alembic.ts'
import { aws } from './aws/aws.ts'
import { celery } from './celery/celery.ts'
import { type Client, Unanswerable } from './client.ts'
import { curl } from './curl/curl.ts'
import { docker, dockerCompose } from './docker/docker.ts'
import { df, du, find, gzip, inFolder, rm, sed } from './files/files.ts'
import { gh } from './git/gh.ts'
import { git } from './git/git.ts'
import { kubectl } from './kubectl/kubectl.ts'
import { runProgram } from './programs-of.ts'
import { psql } from './psql/psql.ts'
import { redisCli } from './redis/redis-cli.ts'
import { date } from './shell/date.ts'
import { sleep, watch } from './shell/time.ts'
import { dig, nslookup } from './tools/dig.ts'
import { openssl } from './tools/openssl.ts'
import { python } from './tools/python.ts'
import { slackCli } from './tools/slack.ts'

const PROGRAMS: Record<string, Client> = {
  ...{
    alembic,
    aws,
    celery,
    curl,
    date,
    df,
    dig,
    docker,
    du,
    find,
    gh,
    git,
    gzip,
    kubectl,
    nslookup,
    openssl,
    psql,
    rm,
  },
  ...{ sleep, watch },
  'docker-compose': dockerCompose,
  'redis-cli': redisCli,
  'slack-cli': slackCli,
  python: python('python3'),
  python3: python('python3'),
  sed,
  ...Object.fromEntries(
    [
      'mkdir',
      'rmdir',
      'install',
      'unlink',
      'mv',
      'cp',
      'tee',
      'truncate',
      'touch',
      'ln',
      'chmod',
      'chown',
      'tar',
      'dd',
    ].map((p) => [p, inFolder(p)]),
  ),
}

/**
 * Programs that would reach outside the range, or change the machine it runs on. system.yaml may say what they do for a
 * team; where it does not, the range cannot answer them, and says so, rather than let the real ones loose.
 */
const NOT_YET = [
  ...['pg_dump', 'pg_restore', 'pgbench', 'createdb', 'dropdb', 'flask', 'poetry', 'pytest', 'manage.py', 'make'],
  ...['podman', 'helm', 'terraform', 'kubectx', 'kubens', 'eksctl', 'oc', 'gcloud', 'az'],
  ...['ssh', 'scp', 'rsync', 'sftp', 'wget', 'host', 'nc', 'telnet', 'ping', 'traceroute', 'mail'],
  ...['systemctl', 'service', 'journalctl', 'shutdown', 'reboot', 'pkill', 'killall', 'crontab', 'sudo', 'su'],
  ...[
    'npm',
    'npx',
    'pip',
    'node',
    'vercel',
    'session-manager-plugin',
    'mysql',
    'mongosh',
    'shred',
    'mkfs',
    'mount',
    'umount',
  ],
]

/** Every name in the folder on PATH. */
export const PROGRAM_NAMES: readonly string[] = [...Object.keys(PROGRAMS), ...NOT_YET]

export function clientOf(program: string): Client {
  return (
    PROGRAMS[program] ??
    (({ argv }, scene) => {
      const line = [program, ...argv].join(' ')
      const known = runProgram(scene, scene.system.programs, line)
      if (known === null) throw new Unanswerable(line)
      return known
    })
  )
}
