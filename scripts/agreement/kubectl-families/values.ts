import { type Family, maybe } from './family.ts'

const DURATIONS = ['5m', '30s', '1h', '1h30m', '2d', '5', '0', '5min', '-1s', '1.5h', '', '10 s', '500ms', '1w']

/** Lengths of time, and moments. */
export const duration: Family = (random) => {
  const value = random.pick(DURATIONS)
  return random.pick([
    ['rollout', 'status', 'deploy/web', `--timeout=${value}`],
    ['wait', 'pod/web', '--for=condition=Ready', '--timeout', value],
    ['logs', 'web', `--since=${value}`],
    [
      'logs',
      'web',
      '--since-time',
      random.pick(['2024-05-01T10:00:00Z', '2024-05-01', '10m', '2024-05-01T10:00:00+02:00', '2024-05-01 10:00:00']),
    ],
    [
      'delete',
      'pod',
      'web',
      `--grace-period=${random.pick(['0', '30', '-1', '30s', ''])}`,
      ...maybe(random, 0.5, ['--force']),
    ],
    [
      'drain',
      'n1',
      `--timeout=${value}`,
      '--ignore-daemonsets',
      `--skip-wait-for-delete-timeout=${random.pick(['5', 'x'])}`,
    ],
    ['get', 'pods', `--request-timeout=${random.pick(['5s', '5', '0', 'x', '1m'])}`],
    ['exec', 'web', `--pod-running-timeout=${value}`, '--', 'ls'],
  ])
}

/** What is only tried. */
export const dryRun: Family = (random, file) => {
  const value = random.pick([
    '--dry-run',
    '--dry-run=client',
    '--dry-run=server',
    '--dry-run=none',
    '--dry-run=true',
    '--dry-run=yes',
    '--dry-run=',
  ])
  return random.pick([
    ['apply', '-f', file, value],
    ['delete', 'pod', 'web', value],
    ['create', 'configmap', 'x', '--from-literal=a=b', value, '-o', 'yaml'],
    ['scale', 'deploy/web', '--replicas=1', value],
    ['set', 'image', 'deploy/web', 'web=nginx', value],
    ['drain', 'n1', value],
    ['create', 'ns', 'x', value, 'client'],
    ['rollout', 'restart', 'deploy/web', value],
    ['run', 'x', '--image=nginx', value],
  ])
}
