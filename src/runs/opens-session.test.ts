import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'
import type { Step } from '../plan/plan.ts'
import { opensSession } from './opens-session.ts'

const stepOf = (command: string): Step => {
  const plan = compileRunbook('x.md', `# X\n\n## Do it\n\n\`\`\`bash\n${command}\n\`\`\`\n`)
  return plan.procedures[0]?.steps[0] as Step
}

const SESSIONS = [
  'bash',
  'psql "$DATABASE_URL"',
  'kubectl exec -it web -- /bin/bash',
  'docker exec -it web sh',
  'redis-cli -h cache',
  'ssh host',
  'python3',
  'mongosh',
  'python manage.py shell',
  'rails console',
  'top',
  'vim /etc/hosts',
  'kubectl edit deployment web',
  'crontab -e',
  'sudo -i',
  'aws ecs execute-command --cluster c --task t --interactive --command "/bin/bash"',
]
for (const command of SESSIONS) {
  test(`is handed to the person: ${command}`, () => assert.ok(opensSession(stepOf(command))))
}

const RUNS = [
  'psql -c "select 1"',
  'psql <<EOF\nselect 1;\nEOF',
  'echo "select 1" | psql',
  'kubectl exec web -- ls /',
  'ssh host uptime',
  'redis-cli ping',
  'top -b -n1',
  'python3 -c "print(1)"',
  'mysql < dump.sql',
  'bash ./script.sh',
]
for (const command of RUNS) {
  test(`is run: ${command.replaceAll('\n', ' ')}`, () => assert.ok(!opensSession(stepOf(command))))
}
