import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseKubectl } from './parse-kubectl.ts'

const parse = (line: string) => parseKubectl(line.split(' '))

test('the verb, the resources and the namespace, wherever the flags stand', () => {
  const call = parse('-n prod rollout undo deploy/api deployment/workers --to-revision=3')
  assert.deepEqual(call.path, ['rollout', 'undo'])
  assert.deepEqual(call.resources, [
    { type: 'deployments', name: 'api' },
    { type: 'deployments', name: 'workers' },
  ])
  assert.equal(call.namespace, 'prod')
  assert.deepEqual(call.flags, { namespace: ['prod'], 'to-revision': ['3'] })
  assert.deepEqual(call.errors, [])
})

test('resources in each way kubectl takes them', () => {
  const resources = (line: string) => parse(line).resources.map(({ type, name }) => `${type}/${name ?? '*'}`)
  assert.deepEqual(resources('get po,svc'), ['pods/*', 'services/*'])
  assert.deepEqual(resources('get pod a b'), ['pods/a', 'pods/b'])
  assert.deepEqual(resources('get deployments.apps/x'), ['deployments/x'])
  assert.deepEqual(resources('get widgets.example.com w'), ['widgets.example.com/w'])
  assert.deepEqual(resources('logs -l app=x'), ['pods/*'])
  assert.deepEqual(resources('logs deploy/x'), ['deployments/x'])
  assert.deepEqual(resources('exec p -- ls'), ['pods/p'])
  assert.deepEqual(resources('drain n1'), ['nodes/n1'])
  assert.deepEqual(resources('create secret generic s'), ['secrets/s'])
  assert.deepEqual(resources('top pods'), [])
})

test('short flags may be joined, and words that set something are no resources', () => {
  assert.deepEqual(parse('exec -it p -nprod -- sh -c ls').flags, {
    stdin: ['true'],
    tty: ['true'],
    namespace: ['prod'],
  })
  assert.deepEqual(parse('exec -it p -- sh -c ls').command, ['sh', '-c', 'ls'])
  assert.deepEqual(parse('set image deploy/x api=r/i:1 side=r/j:2').pairs, ['api=r/i:1', 'side=r/j:2'])
  assert.deepEqual(parse('label pod x a=b c-').pairs, ['a=b', 'c-'])
  assert.deepEqual(parse('set env deploy/x A=b').resources, [{ type: 'deployments', name: 'x' }])
})

test('what kubectl refuses is refused in its words', () => {
  const first = (line: string) => parse(line).errors[0]?.split('\n')[0]
  assert.equal(first('rolout undo'), 'error: unknown command "rolout" for "kubectl"')
  assert.equal(first('get pods --foo'), 'error: unknown flag: --foo')
  assert.equal(first('get pods -n'), "error: flag needs an argument: 'n' in -n")
  assert.equal(
    first('scale deploy/x --replicas=many'),
    'error: invalid argument "many" for "--replicas" flag: strconv.ParseInt: parsing "many": invalid syntax',
  )
  assert.equal(
    first('rollout status deploy/x --timeout=5'),
    'error: invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"',
  )
  assert.equal(first('rollout undo'), 'error: required resource not specified')
  assert.equal(
    first('exec p ls'),
    'error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
  )
  assert.equal(first('apply'), 'error: must specify one of -f and -k')
  assert.equal(first('create service nodeport s'), 'error: at least one tcp port specifier must be provided')
  assert.equal(first('create service clusterip s --clusterip=None'), undefined)
})

test('what the shell has yet to expand is not checked for its type', () => {
  assert.deepEqual(parse('scale deploy/x --replicas=$N').errors, [])
})
