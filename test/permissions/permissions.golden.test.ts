import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { permissionsFor } from '../../src/permissions/gather.ts'
import { isIamAction } from '../../src/permissions/iam/iam-data.ts'
import type { Permissions } from '../../src/permissions/permissions.ts'
import { permissionsText } from '../../src/permissions/text.ts'
import { compileRunbook } from '../../src/plan/compile.ts'

const run = promisify(execFile)
/** `UPDATE_GOLDEN=1 node --test test/permissions/permissions.golden.test.ts` writes them anew. */
const update = process.env.UPDATE_GOLDEN === '1'
const EXAMPLES = ['regami', 'saas', 'scr', 'sleek', 'stratum', 'stratum-ecs']

function permissionsOfExample(name: string): Permissions {
  const file = join(import.meta.dirname, '../../examples', name, 'runbook.md')
  return permissionsFor(compileRunbook(file, readFileSync(file, 'utf8')).procedures)
}

for (const name of EXAMPLES) {
  test(`the permissions that examples/${name} needs`, () => {
    const { text } = permissionsText(permissionsOfExample(name), 'all')
    const golden = join(import.meta.dirname, `${name}.txt`)
    if (update) writeFileSync(golden, text)
    assert.equal(text, readFileSync(golden, 'utf8'))
  })

  test(`IAM knows every action that examples/${name} needs`, () => {
    const { iam } = permissionsOfExample(name)
    const actions = [...(iam?.look.Statement ?? []), ...(iam?.act.Statement ?? [])].flatMap(({ Action }) => Action)
    assert.deepEqual(
      actions.filter((action) => !isIamAction(action)),
      [],
    )
  })
}

test('kubectl takes the roles', async (t) => {
  const installed = await run('kubectl', ['version', '--client'], { timeout: 20_000 }).then(
    () => true,
    () => false,
  )
  if (!installed) return t.skip('kubectl is not installed here')
  // The client asks a server what kinds there are before it reads a file; this one knows of roles alone.
  const server = createServer((request, response) => {
    const body = DISCOVERY[(request.url ?? '').split('?')[0] ?? '']
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    const { text } = permissionsText(permissionsOfExample('stratum'), 'rbac')
    const args = ['create', '--dry-run=client', '--validate=false', '-o', 'name', '-f', '-']
    const child = run('kubectl', [`--server=http://127.0.0.1:${port}`, ...args], {
      timeout: 20_000,
      env: { ...process.env, KUBECONFIG: '/dev/null' },
    })
    child.child.stdin?.end(text)
    const { stdout } = await child
    assert.deepEqual(stdout.trim().split('\n'), [
      'role.rbac.authorization.k8s.io/standby-look',
      'role.rbac.authorization.k8s.io/standby-act',
    ])
  } finally {
    server.close()
  }
})

const GROUP = 'rbac.authorization.k8s.io'
const VERSION = { groupVersion: `${GROUP}/v1`, version: 'v1' }
const DISCOVERY: Record<string, unknown> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [{ name: GROUP, versions: [VERSION], preferredVersion: VERSION }],
  },
  '/api/v1': { kind: 'APIResourceList', groupVersion: 'v1', resources: [] },
  [`/apis/${GROUP}/v1`]: {
    kind: 'APIResourceList',
    groupVersion: `${GROUP}/v1`,
    resources: [
      { name: 'roles', singularName: 'role', namespaced: true, kind: 'Role', verbs: ['create', 'get'] },
      {
        name: 'clusterroles',
        singularName: 'clusterrole',
        namespaced: false,
        kind: 'ClusterRole',
        verbs: ['create', 'get'],
      },
    ],
  },
}
