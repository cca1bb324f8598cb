import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, afterEach, beforeEach, test } from 'node:test'
import pg from 'pg'
import { systemClock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import { isAlive } from './process.ts'
import { type EmbeddedServer, startEmbedded } from './server.ts'

// Real servers in temporary folders. `initdb` is paid for once: the folder is used again by every test.

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'standby-embedded-'))
await chmod(dataDir, 0o755)
let folder = ''
const servers: EmbeddedServer[] = []

async function start(durable = false): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir, durable, clock: systemClock, logger: silentLogger })
  folder = server.folder
  servers.push(server)
  return server
}

const cluster = (...parts: string[]) => path.join(folder, 'cluster', ...parts)
const pidOf = async () => Number((await readFile(cluster('data', 'postmaster.pid'), 'utf8')).split('\n')[0])

async function query<T>(server: EmbeddedServer, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: server.url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows as T[]
  } finally {
    await client.end()
  }
}

/** Looks until it is so; fails after a minute. */
async function until(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 3000; i++) {
    if (await isSo()) return
    await systemClock.sleep(20)
  }
  assert.fail(`never: ${what}`)
}

beforeEach(async () => {
  await start()
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.leave('always')
})
after(() => Promise.all([dataDir, folder].map((each) => rm(each, { recursive: true, force: true }))))

test('a first start makes a database that sorts and cases UTF-8 alike on every machine', async () => {
  const rows = await query<Record<string, string>>(
    servers[0] as EmbeddedServer,
    `select current_database() as name, pg_encoding_to_char(encoding) as encoding, datlocprovider as provider,
            datlocale as locale, upper('straße über') as upper, current_setting('listen_addresses') as tcp,
            current_setting('timezone') as zone
     from pg_database where datname = current_database()`,
  )
  assert.deepEqual(rows, [
    {
      name: 'standby',
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
      upper: 'STRAßE ÜBER',
      tcp: '',
      zone: 'UTC',
    },
  ])
})

test('PostgreSQL never runs as root, and its socket asks for a password', async () => {
  const [server] = servers as [EmbeddedServer]
  const status = await readFile(`/proc/${await pidOf()}/status`, 'utf8').catch(() => null)
  if (status !== null) assert.doesNotMatch(status, /^Uid:\s*0\b/m)
  const stranger = new pg.Client({ connectionString: server.url.replace(/:[^:@/]+@/, ':guess@') })
  await assert.rejects(stranger.connect(), /password authentication failed/)
})

test('a second start adopts the server, and only the last to leave stops it', async () => {
  const pid = await pidOf()
  const second = await start()
  assert.equal(await pidOf(), pid)
  assert.equal(await servers[0]?.leave('if-unused'), false)
  assert.ok(isAlive(pid))
  assert.equal(await second.leave('if-unused'), true)
  assert.ok(!isAlive(pid))
  assert.ok(!existsSync(cluster('data', 'postmaster.pid')))
})

test('several starts at once on a stopped database share one server', async () => {
  await servers[0]?.leave('always')
  const started = await Promise.all([start(), start(), start()])
  const pids = await Promise.all(
    started.map((server) => query<{ at: Date }>(server, 'select pg_postmaster_start_time() as at')),
  )
  assert.equal(new Set(pids.map(([row]) => row?.at.getTime())).size, 1)
})

test('the server outlives a killed Standby, and the next one adopts it with its data', async () => {
  await servers[0]?.leave('always')
  const script = `
    import { startEmbedded } from ${JSON.stringify(path.join(import.meta.dirname, 'server.ts'))}
    import { systemClock } from ${JSON.stringify(path.resolve(import.meta.dirname, '../../core/clock.ts'))}
    import { silentLogger } from ${JSON.stringify(path.resolve(import.meta.dirname, '../../core/logger.ts'))}
    await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, durable: false, clock: systemClock, logger: silentLogger })
    process.kill(process.pid, 'SIGKILL')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })
  const signal = await new Promise((resolve) => child.on('exit', (_status, by) => resolve(by)))
  assert.equal(signal, 'SIGKILL')
  const pid = await pidOf()
  assert.ok(isAlive(pid))
  const server = await start()
  assert.equal(await pidOf(), pid)
  assert.deepEqual(await query(server, 'select 1 as one'), [{ one: 1 }])
})

test('a server that dies is started again while it is in use, and keeps what was committed', async () => {
  await servers[0]?.leave('always')
  const server = await start(true)
  await query(server, 'create table if not exists kept (n integer); insert into kept values (42)')
  const pid = await pidOf()
  process.kill(pid, 'SIGKILL')
  await until('another server runs', async () => {
    return existsSync(cluster('data', 'postmaster.pid')) && (await pidOf().catch(() => pid)) !== pid
  })
  await until('it answers', () => query(server, 'select 1').then(Boolean, () => false))
  assert.deepEqual(await query(server, 'select distinct n from kept'), [{ n: 42 }])
})

test('a postmaster.pid that names a process of somebody else does not stop the start', async () => {
  await servers[0]?.leave('always')
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' })
  await writeFile(
    cluster('data', 'postmaster.pid'),
    `${stranger.pid}\n${cluster('data')}\n1\n5432\n/nowhere\n\n1 1\nready\n`,
  )
  try {
    assert.deepEqual(await query(await start(), 'select 1 as one'), [{ one: 1 }])
  } finally {
    stranger.kill('SIGKILL')
  }
})

test('what a start that was cut short left behind is removed or taken over', async () => {
  await servers[0]?.leave('always')
  await writeFile(path.join(folder, 'start.lock'), '999999999 1')
  await start()
  assert.deepEqual((await readdir(folder)).sort(), ['cluster', 'postgres.log'])
})

test('data of another major version is refused and left alone', async () => {
  await servers[0]?.leave('always')
  const file = cluster('data', 'PG_VERSION')
  await writeFile(file, '15\n')
  try {
    await assert.rejects(start(), (error) => {
      assert.ok(error instanceof AppError)
      assert.equal(error.code, 'database-version')
      assert.match(error.message, /made by PostgreSQL 15/)
      return true
    })
  } finally {
    await writeFile(file, '18\n')
  }
})

test('a database that cannot start says why, in PostgreSQL’s words', async () => {
  await servers[0]?.leave('always')
  const control = cluster('data', 'global', 'pg_control')
  const saved = await readFile(control)
  await rm(control)
  try {
    await assert.rejects(start(), (error) => {
      assert.ok(error instanceof AppError)
      assert.equal(error.code, 'database-not-started')
      assert.match(error.hint, /postgres\.log/)
      return true
    })
  } finally {
    await writeFile(control, saved)
    const { uid, gid } = await stat(cluster('data'))
    await chown(control, uid, gid)
  }
})
