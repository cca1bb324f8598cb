import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { sharedPlayground } from '../test-support/playground.ts'
import { UNANSWERED } from './client.ts'

const play = sharedPlayground()
beforeEach(async () => {
  await play.range.reset('stratum', { seed: 1 })
  await play.range.reset('scr', { seed: 1 })
})

const stratum = (text: string, stdin?: string) => play.bash('stratum', text, stdin === undefined ? {} : { stdin })
const scr = (text: string) => play.bash('scr', text)
const out = async (text: string, system = 'stratum') => {
  const ran = await play.bash(system, text)
  assert.equal(ran.stderr, '')
  assert.equal(ran.exitCode, 0)
  return ran.stdout
}

test('kubectl get pods prints the real table, and pipes go on with it', async () => {
  assert.match(
    await out('kubectl get pods -n production'),
    /^NAME {2,}READY {3}STATUS {4}RESTARTS {3}AGE\n(stratum-(api|workers)-\w{10}-\w{5} +1\/1 {5}Running {3}0 {10}4d23h|stratum.*\n)+/,
  )
  assert.equal(await out('kubectl get pods -n production --no-headers | wc -l'), '14\n')
  assert.equal(await out('kubectl get pods -n production -l app=stratum-api -o name | head -1 | cut -d/ -f1'), 'pod\n')
})

test('kubectl get speaks json, yaml, jsonpath and custom columns', async () => {
  assert.equal(
    await out(`kubectl get deploy/stratum-api -n production -o jsonpath='{.spec.template.spec.containers[0].image}'`),
    'stratum/api:2.14.1',
  )
  assert.equal(
    await out(
      `kubectl get deployments -n production -o jsonpath='{range .items[*]}{.metadata.name}={.spec.replicas}{"\\n"}{end}'`,
    ),
    'stratum-api=6\nstratum-workers=8\n',
  )
  assert.equal(
    await out('kubectl get deploy -n production -o custom-columns=NAME:.metadata.name,N:.spec.replicas'),
    'NAME              N\nstratum-api       6\nstratum-workers   8\n',
  )
  assert.equal(JSON.parse(await out('kubectl get pods -n production -o json')).items.length, 14)
  assert.match(
    await out('kubectl get deploy stratum-api -n production -o yaml'),
    /^apiVersion: apps\/v1\nkind: Deployment\n/,
  )
})

test('date is the virtual one, also in arithmetic, also over a day', async () => {
  const begin = play.range.now('stratum').getTime()
  const seconds = Number(await out('date +%s'))
  assert.ok(Math.abs(seconds - begin / 1_000) < 5)
  assert.equal(Math.round(Number(await out(`date -d '30 minutes ago' +%s000`)) / 1_000 - seconds), -1800 + 1)
  const day = (back: number) => new Date(begin - back * 86_400_000).toISOString().slice(0, 10)
  assert.match(await out(`date -u -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ`), new RegExp(`^${day(0)}T12:40:0\\dZ\n$`))
  assert.equal(await out('echo backup-$(date +%Y%m%d-%H%M)'), `backup-${day(0).replaceAll('-', '')}-1340\n`)
  assert.equal(
    await out(`date -d 'yesterday' +%F; date -d '2024-02-29' +%F; date -d @0 -u +%F; date --date='2 weeks ago' +%F`),
    `${day(1)}\n2024-02-29\n1970-01-01\n${day(14)}\n`,
  )
})

test('sleep takes virtual time only', async () => {
  const before = play.range.now('stratum').getTime()
  const began = performance.now()
  await out('sleep 300; sleep 1.5m')
  assert.ok(performance.now() - began < 60_000)
  assert.ok(play.range.now('stratum').getTime() - before >= 390_000)
})

test('watch looks a few times and ends', async () => {
  const ran = await stratum(`watch -n 10 'kubectl get deployments -n production | wc -l'`)
  assert.equal(ran.stdout.match(/Every 10\.0s: kubectl get deployments/g)?.length, 3)
  assert.equal(ran.stdout.match(/^3$/gm)?.length, 3)
})

test('aws answers in JSON, text and tables, and with --query', async () => {
  const describe = 'aws ecs describe-services --cluster scr-production --services scr-api-production'
  assert.deepEqual(
    JSON.parse(
      await out(
        `${describe} --query 'services[0].{running:runningCount,desired:desiredCount,pending:pendingCount}'`,
        'scr',
      ),
    ),
    { running: 4, desired: 4, pending: 0 },
  )
  assert.equal(
    await out(`${describe} --query 'services[0].[serviceName,desiredCount]' --output text`, 'scr'),
    'scr-api-production\t4\n',
  )
  assert.match(
    await out(`${describe} --query 'services[].{n:serviceName}' --output table`, 'scr'),
    /^-+\n\| +DescribeServices +\|\n/,
  )
  assert.equal(
    await out(
      `aws ecs list-task-definitions --family-prefix scr-api-production --sort DESC --query 'taskDefinitionArns[:2]' --output text | tr '\\t' '\\n' | sed 's/.*://'`,
      'scr',
    ),
    '86\n85\n',
  )
})

test('aws refuses what the real one refuses, with its words and exit statuses', async () => {
  const refusals: [string, number, RegExp][] = [
    [
      'aws ecs describe-services --cluster nope --services x',
      255,
      /An error occurred \(ClusterNotFoundException\) when calling the DescribeServices operation: Cluster not found\./,
    ],
    [
      'aws ecs update-service --cluster scr-production --service nope --desired-count 2',
      255,
      /ServiceNotFoundException\) when calling the UpdateService operation/,
    ],
    [
      'aws ecs update-service --cluster scr-production --service scr-api-production --task-definition scr-api-production:999',
      255,
      /ClientException\).*TaskDefinition not found/,
    ],
    [
      'aws ecs update-service --cluster scr-production --service scr-api-production --task-definition scr-api-production:latest',
      255,
      /ClientException\).*Invalid revision number/,
    ],
    ['aws ecs describe-services --bogus --services x', 255, /Unknown options: --bogus/],
    ['aws ecs list-tasks --cluster', 2, /argument --cluster: expected one argument/],
    [
      'aws elbv2 describe-target-health --target-group-arn nope',
      255,
      /ValidationError\).*'nope' is not a valid target group ARN/,
    ],
    [
      'aws logs filter-log-events --log-group-name nope',
      255,
      /ResourceNotFoundException\).*The specified log group does not exist/,
    ],
    [`aws ecs list-tasks --cluster scr-production --query 'a['`, 255, /Bad value for --query a\[/],
  ]
  for (const [command, exitCode, says] of refusals) {
    const ran = await scr(command)
    assert.deepEqual([command, ran.exitCode, ran.stdout], [command, exitCode, ''])
    assert.match(ran.stderr, says)
  }
})

test('kubectl refuses what the real one refuses', async () => {
  const refusals: [string, RegExp][] = [
    ['kubectl get pods --bogus', /^error: unknown flag: --bogus\n/],
    [
      'kubectl rollout undo deployment/nope -n production',
      /^Error from server \(NotFound\): deployments\.apps "nope" not found\n$/,
    ],
    ['kubectl rollout undo deployment/stratum-api', /NotFound/],
    [
      'kubectl rollout undo deployment/stratum-api -n production --to-revision=7',
      /^error: unable to find specified revision 7 in history\n$/,
    ],
    [
      'kubectl set image deployment/stratum-api web=x:1 -n production',
      /^error: unable to find container named "web"\n$/,
    ],
    ['kubectl get widgets -n production', /^error: the server doesn't have a resource type "widgets"\n$/],
  ]
  for (const [command, says] of refusals) {
    const ran = await stratum(command)
    assert.deepEqual([command, ran.exitCode, ran.stdout], [command, 1, ''])
    assert.match(ran.stderr, says)
  }
  const none = await stratum('kubectl get pods')
  assert.deepEqual(none, { stdout: '', stderr: 'No resources found in default namespace.\n', exitCode: 0 })
})

test('kubectl top measures the pods that serve, and the nodes they are on', async () => {
  assert.match(
    await out('kubectl top pods -n production -l app=stratum-api'),
    /^NAME {2,}CPU\(cores\) {3}MEMORY\(bytes\) {3}\n(stratum-api-\w+-\w+ {3}\d+m +\d+Mi +\n){6}$/,
  )
  assert.equal(await out('kubectl top pods -n production --containers --no-headers | wc -l'), '14\n')
  assert.match(
    await out('kubectl top nodes'),
    /^NAME +CPU\(cores\) {3}CPU% {3}MEMORY\(bytes\) {3}MEMORY% {3}\n(ip-\S+ +\d+m .*\n){4}$/,
  )
  assert.equal((await stratum('kubectl top pod no-such -n production')).exitCode, 1)
})

test('what the range cannot answer is loud, fails, changes nothing and is journalled', async () => {
  const commands = [
    'psql -l',
    'kubectl apply -f x.yaml',
    'aws braket search-jobs --filters []',
    'vercel promote',
    'docker run --rm alpine',
    'rm -rf /var/lib/elsewhere',
    `curl -s http://prometheus:9090/api/v1/query --data-urlencode 'query=no_such_metric'`,
  ]
  for (const command of commands) {
    const ran = await stratum(command)
    assert.deepEqual([command, ran.exitCode, ran.stdout], [command, UNANSWERED, ''])
    assert.match(ran.stderr, /^standby range: cannot answer: /)
  }
  const unanswered = (await play.range.journal('stratum')).filter((entry) => !entry.answered)
  assert.deepEqual(
    unanswered.map((e) => e.argv[0]),
    ['psql', 'kubectl', 'aws', 'vercel', 'docker', 'rm', 'curl'],
  )
  assert.ok(unanswered.every((e) => e.exitCode === UNANSWERED && e.effect === 'read'))
})

test('curl fails as curl does', async () => {
  await play.range.breakSystem('stratum', 'bad-deploy')
  await play.range.advance('stratum', 240)
  assert.deepEqual(await stratum('curl -f https://api.stratum.ai/health/detailed'), {
    stdout: '',
    stderr: 'curl: (22) The requested URL returned error: 503\n',
    exitCode: 22,
  })
  assert.deepEqual(await stratum('curl -sf https://api.stratum.ai/health/detailed'), {
    stdout: '',
    stderr: '',
    exitCode: 22,
  })
  assert.equal(await out(`curl -s -o /dev/null -w '%{http_code}\\n' https://api.stratum.ai/health/detailed`), '503\n')
  assert.equal(
    JSON.parse(await out('curl -s https://api.stratum.ai/health/detailed')).checks.campaigns,
    'SessionError: session is closed',
  )
  assert.equal((await stratum('curl https://no-such-host.example')).exitCode, 6)
  assert.equal((await stratum('curl http://api.stratum.ai:9999/')).exitCode, 7)
  assert.equal((await stratum('curl --no-such-option https://api.stratum.ai')).exitCode, 2)
  assert.match(
    (await stratum('curl -I https://api.stratum.ai/health')).stdout,
    /^HTTP\/1\.1 200 OK\r\nContent-Type: application\/json\r\n/,
  )
})

test('Prometheus answers over HTTP', async () => {
  const answer = JSON.parse(
    await out(
      `curl -s http://prometheus:9090/api/v1/query --data-urlencode 'query=topk(2, rate(api_requests_total{status_code="200"}[5m]))'`,
    ),
  )
  assert.equal(answer.status, 'success')
  assert.equal(answer.data.result.length, 2)
  const broken = await stratum(`curl -s -w ' %{http_code}' 'http://prometheus:9090/api/v1/query?query=sum('`)
  assert.match(broken.stdout, /"errorType":"bad_data".* 400$/)
})

test('a program in a container is one that system.yaml knows; the session looks like the plugin’s', async () => {
  const { TASK_ARN } = play.range.answers('scr', 'bad-deploy').parameters
  const run = (command: string, container = 'api') =>
    scr(
      `aws ecs execute-command --cluster scr-production --task ${TASK_ARN} --container ${container} --interactive --command ${command}`,
    )
  const ran = await run(`"python -c \\"from app.core.database import engine; print('DB OK')\\""`)
  assert.equal(ran.exitCode, 0)
  assert.match(
    ran.stdout,
    /^\nThe Session Manager plugin was installed successfully\..*\n\n\nStarting session with SessionId: ecs-execute-command-\w+\nDB OK\n\n\nExiting session with sessionId: /,
  )
  assert.equal((await run('"rm -rf /"')).exitCode, UNANSWERED)
  assert.match((await run('"alembic current"', 'web')).stderr, /InvalidParameterException/)
})

test('waiting polls in virtual time, to the real limit', async () => {
  const began = performance.now()
  const ran =
    await scr(`aws ecs update-service --cluster scr-production --service scr-api-production --force-new-deployment --query service.desiredCount
aws ecs wait services-stable --cluster scr-production --services scr-api-production && echo stable
aws ecs register-task-definition --family scr-api-production --container-definitions '[{"name":"api","image":"nowhere/api:1"}]' --query taskDefinition.revision
aws ecs update-service --cluster scr-production --service scr-api-production --task-definition scr-api-production --query service.pendingCount
aws ecs wait services-stable --cluster scr-production --services scr-api-production; echo $?`)
  assert.equal(ran.stdout, '4\nstable\n87\n4\n255\n')
  assert.match(ran.stderr, /Waiter ServicesStable failed: Max attempts exceeded/)
  assert.ok(performance.now() - began < 60_000)
})

test('a rollout that cannot pull its image times out, and the old pods go on serving', async () => {
  const ran = await stratum(`kubectl set image deployment/stratum-api api=stratum/api:9.9.9 -n production
kubectl rollout status deployment/stratum-api -n production --timeout=2m`)
  assert.equal(ran.exitCode, 1)
  assert.match(
    ran.stdout,
    /^deployment\.apps\/stratum-api image updated\nWaiting for deployment "stratum-api" rollout to finish: \d out of 6 new replicas/,
  )
  assert.match(ran.stderr, /error: timed out waiting for the condition\n$/)
  assert.match(await out('kubectl get pods -n production'), /ImagePullBackOff/)
  assert.equal(await out(`curl -s -o /dev/null -w '%{http_code}' https://api.stratum.ai/health/detailed`), '200')
})
