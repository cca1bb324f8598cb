import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyseShell } from './analyse-shell.ts'

const analyse = (text: string, firstLine = 1) => analyseShell(text, { firstLine })
const holesOf = (text: string) =>
  analyse(text).holes.map(({ from, to, name, quoting }) => `${text.slice(from, to)} ${name} ${quoting}`)
const statementsOf = (text: string) =>
  analyse(text).statements.map(({ from, to, effect }) => [text.slice(from, to), effect])

test('a command says what it is about and what it needs', () => {
  const [command] = analyse('aws ecs update-service --cluster c --service <name> --region eu-west-1').commands
  assert.deepEqual(command, {
    line: 1,
    endLine: 1,
    program: 'aws',
    subcommand: 'ecs update-service',
    argv: ['aws', 'ecs', 'update-service', '--cluster', 'c', '--service', '<name>', '--region', 'eu-west-1'],
    effect: 'write',
    reasons: ['updates service (ecs:UpdateService, IAM access level Write)'],
    targets: [
      { kind: 'cluster', name: 'c' },
      { kind: 'service', name: '<name>' },
      { kind: 'region', name: 'eu-west-1' },
    ],
    permissions: ['ecs:UpdateService'],
  })
  const [other] = analyse('kubectl scale deployment/<api> --replicas=3 -n production').commands
  assert.deepEqual(other?.targets, [
    { kind: 'deployment', name: '<api>' },
    { kind: 'namespace', name: 'production' },
  ])
  assert.deepEqual(other?.permissions, ['get deployments.apps', 'patch deployments.apps/scale'])
})

test('arguments are split and unquoted as the shell would, what it alone knows stays', () => {
  const [command] = analyse(`echo 'a b' "c $D" e\\ f <TASK_ARN> "\${G}" $(date)`).commands
  assert.deepEqual(command?.argv, ['echo', 'a b', 'c $D', 'e f', '<TASK_ARN>', `\${G}`, '$(date)'])
})

test('commands in substitutions count by themselves, those handed to another command do not', () => {
  const programs = (text: string) => analyse(text).commands.map(({ program, line }) => `${line} ${program}`)
  assert.deepEqual(programs('kubectl get pods |\n  grep $(date)'), ['1 kubectl', '2 grep', '2 date'])
  assert.deepEqual(programs("watch 'kubectl get pods'"), ['1 watch'])
  assert.deepEqual(programs('A=$(git rev-parse HEAD)\nB=1'), ['1 (assignment)', '1 git', '2 (assignment)'])
  assert.deepEqual(programs('kubectl exec x -- psql -c "select 1"'), ['1 kubectl'])
  assert.deepEqual(programs('for i in 1 2; do\n  echo $i\ndone'), ['2 echo'])
})

test('lines count from where the text begins', () => {
  const { commands } = analyse('# c\naws ecs list-tasks \\\n  --cluster c\n\nls', 10)
  assert.deepEqual(
    commands.map(({ line, endLine }) => [line, endLine]),
    [
      [11, 12],
      [14, 14],
    ],
  )
})

test('a hole knows how the shell quotes it', () => {
  assert.deepEqual(holesOf('aws s3 ls s3://<bucket>/'), ['<bucket> BUCKET bare'])
  assert.deepEqual(holesOf('echo "hi <name>"'), ['<name> NAME double'])
  assert.deepEqual(holesOf("echo 'hi <name>'"), ['<name> NAME single'])
  assert.deepEqual(holesOf('cat <<EOF\n<name>\nEOF'), ['<name> NAME heredoc'])
  assert.deepEqual(holesOf("cat <<'EOF'\n<name>\nEOF"), ['<name> NAME nested'])
  assert.deepEqual(holesOf('echo "$(ls <dir_name>)"'), ['<dir_name> DIR_NAME bare'])
})

test('a hole in a program text of another interpreter is nested', () => {
  for (const text of [
    "sh -c 'kubectl get pods -n <namespace>'",
    'psql -c "select * from t where id = <id>"',
    'ssh host "systemctl status <unit>"',
    "watch 'kubectl get pods -n <namespace>'",
    "awk '/<pattern>/' f",
    'eval "ls <dir>"',
    `aws ecs run-task --cluster c --task-definition t --overrides '{"containerOverrides":[{"name":"<container>"}]}'`,
    'echo $((<number> + 1))',
  ])
    assert.deepEqual(
      analyse(text).holes.map(({ quoting }) => quoting),
      ['nested'],
      text,
    )
})

test('a list is one statement, with its worst effect; a here-document and a closing mark belong to it', () => {
  assert.deepEqual(statementsOf('ls\nls && rm x || true; date &\ncat <<EOF\nhi\nEOF\nls'), [
    ['ls', 'read'],
    ['ls && rm x || true;', 'destructive'],
    ['date &', 'read'],
    ['cat <<EOF\nhi\nEOF', 'read'],
    ['ls', 'read'],
  ])
})

test('after something the shell cannot parse, the rest is still read', () => {
  const text = 'kubectl get pods\n\nif broken; then\n\nkubectl delete pod x'
  const { commands, problems, statements } = analyse(text)
  assert.equal(problems.length, 1)
  assert.equal(problems[0]?.line, 3)
  assert.deepEqual(
    commands.filter(({ program }) => program === 'kubectl').map(({ effect }) => effect),
    ['read', 'destructive'],
  )
  assert.deepEqual(
    statements.map(({ effect }) => effect),
    ['read', 'unknown', 'destructive'],
  )
})

test('variables: what a text sets for later, and what it needs', () => {
  const { assigned, read } = analyse(
    'A=$X\nexport B=1\necho $A $B ${C} ${D:-1} $HOME $1\n(E=1)\nread F\nfor g in $H; do :; done',
  )
  assert.deepEqual(assigned, ['A', 'B', 'F', 'g'])
  assert.deepEqual(read, ['X', 'C', 'H'])
})

test('a placeholder is no redirection', () => {
  const { commands } = analyse('aws ecs describe-tasks --cluster c --tasks <TASK_ARN>')
  assert.equal(commands[0]?.effect, 'read')
  assert.deepEqual(commands[0]?.argv.at(-1), '<TASK_ARN>')
})
