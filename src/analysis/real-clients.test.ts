import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { parseAws } from './aws/parse-aws.ts'
import { parseKubectl } from './kubectl/parse-kubectl.ts'

const run = promisify(execFile)

/** A program may be on PATH and yet not be ours to run: a link into another user's home. */
async function canRun(program: string, args: string[]): Promise<boolean> {
  return run(program, args, { timeout: 20_000 }).then(
    () => true,
    () => false,
  )
}

/** What a program writes to standard error. */
async function complaintOf(program: string, args: string[]): Promise<string> {
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_CONFIG_FILE: '/dev/null',
    KUBECONFIG: '/dev/null',
  }
  try {
    return (await run(program, args, { env, timeout: 20_000 })).stderr
  } catch (error) {
    const failed = error as { stderr?: string; stdout?: string }
    return `${failed.stderr}${failed.stdout}`
  }
}

const AWS = [
  'ecs describe-services --services a',
  'ecs describe-services',
  'ecs describe-services --serv a --clus b',
  'ecs describe-services --services a --clusterx b',
  'ecs describe-services --services a --cluster',
  'ecs describe-services a b --services c',
  'ecs update-service --service a --force-new-deployment --no-enable-execute-command',
  'ecs update-service --service a --desired-count x',
  'ecs update-service --service a --d 1',
  'ecs wait services-stable --services a --nope',
  'ecs run-task --cluster c',
  'rds create-db-snapshot ...',
  'rds describe-db-instances --db-instance-identifier d --query DBInstances[0]',
  'rds modify-db-instance --db-instance-class x',
  'elasticache modify-replication-group --replication-group-id r --node-group-configuration NodeGroupId=0001',
  'cloudwatch get-metric-statistics --namespace n --metric-name m',
  's3 cp a',
  's3 cp a b c d',
  's3 sync a b --delete --nope',
  's3api get-object --bucket a',
  'logs filter-log-events --log-group-name g --start-time now',
  'secretsmanager put-secret-value --secret-string s',
  'sns publish --message m extra',
  'sts get-caller-identity --nope',
]

test('aws refuses what the real AWS CLI refuses, in the same words', { concurrency: 2 }, async (t) => {
  if (!(await canRun('aws', ['--version']))) return t.skip('the AWS CLI cannot be run here')
  for (let at = 0; at < AWS.length; at += 2)
    await Promise.all(
      AWS.slice(at, at + 2).map(async (line) => {
        const words = line.split(' ')
        const said = await complaintOf('aws', [
          ...words,
          '--region',
          'us-east-1',
          '--endpoint-url',
          'http://127.0.0.1:1',
        ])
        const [error] = parseAws(words).errors
        // The CLI's own commands join with `,` what its API commands join with `, `.
        const real = said.replaceAll(/,(?=\S)/g, ', ')
        if (error === undefined) assert.match(real, /Could not connect|endpoint|fatal error/i, line)
        else assert.ok(real.includes(error), `${line}\nwe say: ${error}\nit says: ${said}`)
      }),
    )
})

const KUBECTL = [
  'get pods -n prod -owide',
  'get',
  'get pods --foo',
  'get pods -z',
  'get pods/a svc',
  'foo',
  'rolout undo deployment/x',
  'rollout foo',
  'rollout undo',
  'rollout undo deployment/x --to-revision=a',
  'rollout status deployment/x --timeout=5',
  'rollout restart deployment/x deployment/y --nope',
  'scale --replicas=x deployment/y',
  'scale --replicas=3',
  'set image deployment/x a=b --nope=1',
  'set env',
  'exec',
  'exec pod',
  'exec pod ls',
  'logs',
  'logs a b c',
  'logs -l app=x a',
  'describe',
  'delete',
  'apply',
  'patch deployment x',
  'cordon',
  'wait pod/x',
  'cp a',
  'port-forward x',
]

test('kubectl refuses what the real kubectl refuses, in the same words', async (t) => {
  if (!(await canRun('kubectl', ['version', '--client']))) return t.skip('kubectl cannot be run here')
  for (const line of KUBECTL) {
    const words = line.split(' ')
    const said = await complaintOf('kubectl', [...words, '--server=http://127.0.0.1:1', '--request-timeout=1s'])
    const error = parseKubectl(words).errors[0]?.split('\n')[0]
    if (error === undefined) assert.match(said ?? '', /refused|connection/i, line)
    else assert.ok(said.toLowerCase().includes(error.toLowerCase()), `${line}\nwe say: ${error}\nit says: ${said}`)
  }
})
