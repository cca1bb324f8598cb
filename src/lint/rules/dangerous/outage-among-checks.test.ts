import { testRule } from '../../test-support/test-rule.ts'

const incident = (heading: string, ...lines: string[]) =>
  [`# ${heading}`, '', '```bash', ...lines, '```', ''].join('\n')

testRule('outage-among-checks', [
  [
    incident('API down', '# Check the pods', 'kubectl get pods', '# Restart it', 'kubectl rollout restart deploy/api'),
    /pasted as one block, this restarts api, whatever "Check the pods" on line 5 has shown/,
  ],
  [
    incident('Database down', '# Check the pod', 'kubectl get pods', '# Restart if needed', 'kubectl delete pod db-0'),
    /deletes the pod db-0/,
  ],
  [
    incident('Broken containers', '# View logs', 'docker compose logs db', '# Rebuild', 'docker compose -p x down'),
    /stops and removes every container of the project/,
  ],
  [
    incident('Queue stuck', '# Look', 'systemctl status worker', '# Restart', 'ssh w1 "sudo systemctl restart worker"'),
    /restarts worker/,
  ],
  // Asked: by a condition that can be answered, by the shell, by a choice.
  [incident('API down', '# Check', 'kubectl get pods', '# If OOMKilled', 'kubectl rollout restart deploy/api'), null],
  [incident('API down', '# Check', 'kubectl get pods', 'curl -f localhost || systemctl restart api'), null],
  // Looking afterwards, or only after the mending began.
  [incident('API down', '# Restart', 'systemctl restart api', '# Check', 'systemctl status api'), null],
  [
    incident(
      'API down',
      '# Look',
      'kubectl get pods',
      '# Set',
      'kubectl apply -f x.yaml',
      '# Go',
      'systemctl restart api',
    ),
    null,
  ],
  // Planned work goes on whatever it sees; a list of commands is not pasted whole.
  [incident('Deploy the API', '# Check', 'kubectl get pods', '# Restart', 'kubectl rollout restart deploy/api'), null],
  [incident('Common commands', '# Pods', 'kubectl get pods', '# Restart', 'kubectl rollout restart deploy/api'), null],
  [
    '# API down\n\n**Fix:**\n\n```bash\n# Check the exit code\ndocker inspect api\n# Restart\ndocker restart api\n```\n',
    /this restarts api/,
    'info',
  ],
  [incident('API down', '# Look', 'docker ps', '# Restart', 'docker compose -f compose.local.yml restart api'), null],
])
