import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { silentLogger } from '../../core/logger.ts'
import type { Answer, Call } from '../clients/client.ts'
import { writeBinFolder } from './bin-folder.ts'
import { listen } from './listen.ts'
import { readCall } from './wire.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'standby-listen-')))
const bin = join(folder, 'bin')
const asked: { system: string; call: Call }[] = []
let answer: Answer = { stdout: '', stderr: '', exitCode: 0 }
let server: Awaited<ReturnType<typeof listen>>

before(async () => {
  server = await listen(async (system, call) => {
    asked.push({ system, call })
    return answer
  }, silentLogger)
  writeBinFolder(bin, ['kubectl', 'psql'], server)
})
after(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

async function run(program: string, argv: readonly string[], stdin: string | null = null, env = {}, cwd = folder) {
  if (stdin !== null) writeFileSync(join(folder, 'input'), stdin)
  const input = stdin === null ? null : openSync(join(folder, 'input'), 'r')
  const child = spawn(join(bin, program), argv, {
    cwd,
    env: { PATH: process.env.PATH, STANDBY_RANGE_SYSTEM: 'shop', ...env },
    stdio: [input ?? 'ignore', 'pipe', 'pipe'],
  })
  if (input !== null) closeSync(input)
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('close', resolve)),
  ])
  return { stdout, stderr, exitCode, ...asked.splice(0)[0] }
}

async function text(stream: AsyncIterable<Buffer> | null): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream ?? []) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** What a process may be given as a word. */
const word = fc.string({ unit: 'binary', maxLength: 20 }).map((s) => s.replaceAll('\0', '').toWellFormed())
/** What a program may print: anything, and enough of it to come in pieces. */
const output = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom(1, 1, 4_000))
  .map(([s, times]) => s.toWellFormed().repeat(times))

test('words and the answer arrive unchanged, whatever they hold', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(word, { maxLength: 5 }),
      output,
      output,
      fc.nat({ max: 255 }),
      async (argv, stdout, stderr, exitCode) => {
        answer = { stdout, stderr: stderr.replaceAll('\0', ''), exitCode }
        const ran = await run('kubectl', argv, '')
        assert.deepEqual(ran.call?.argv, argv)
        assert.deepEqual({ stdout: ran.stdout, stderr: ran.stderr, exitCode: ran.exitCode }, answer)
      },
    ),
    { numRuns: 60, examples: [[['', ' '], 'a\0b\\0\\n\u0001\u007f', '', 3]] },
  )
})

test('a call tells the system, the attempt, the folder without links and the variables that count', async () => {
  symlinkSync(folder, join(folder, 'link'))
  const env = { STANDBY_ATTEMPT: 'a1', AWS_REGION: 'eu-west-1', PGHOST: '', HOME: '/root' }
  const { system, call } = await run('kubectl', ['get', 'pods'], null, env, join(folder, 'link'))
  assert.equal(system, 'shop')
  assert.deepEqual(call, {
    program: 'kubectl',
    argv: ['get', 'pods'],
    cwd: folder,
    stdin: null,
    attempt: 'a1',
    env: { AWS_REGION: 'eu-west-1', PGHOST: '' },
  })
  assert.equal((await run('kubectl', [])).call?.attempt, null)
})

test('only a command that reads standard input gets it', async () => {
  const input = `one\0two\n${'three'.repeat(40_000)}`
  const given = async (program: string, ...argv: string[]) => (await run(program, argv, input)).call?.stdin
  for (const argv of [['apply', '-f', '-'], ['-f-'], ['--data=@-'], ['/dev/stdin'], ['--password-stdin']])
    assert.equal(await given('kubectl', ...argv), input, argv.join(' '))
  assert.equal(await given('kubectl', 'get', 'pods'), null)
  assert.equal(await given('psql', '-h', 'db'), input)
  assert.equal(await given('psql', '-c', 'select 1'), null)
  assert.equal((await run('psql', ['-h', 'db'])).call?.stdin, null)
})

test('a text for the shell is run by it, with what is piped in', async () => {
  answer = { stdout: '', stderr: '', exitCode: 0, shell: `command -p tr a-z A-Z; exit 7` }
  const ran = await run('kubectl', [], 'some text')
  assert.deepEqual([ran.stdout, ran.stderr, ran.exitCode], ['SOME TEXT', '', 7])
})

test('whoever has had enough of an answer ends the program that prints it', async () => {
  answer = { stdout: 'line\n'.repeat(100_000), stderr: '', exitCode: 0 }
  const child = spawn('bash', ['-c', `"${bin}/kubectl" logs | head -1; echo "\${PIPESTATUS[0]}"`], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  assert.equal(await text(child.stdout), 'line\n141\n')
})

test('a server that is gone, or goes while it is asked, is said, with a status of its own', async () => {
  const other = await listen(() => new Promise(() => setImmediate(() => void other.close())), silentLogger)
  writeBinFolder(join(folder, 'bin/other'), ['kubectl'], other)
  const during = await run('other/kubectl', ['get', 'pods'])
  assert.deepEqual(
    [during.stderr, during.exitCode],
    ['standby range: not reachable: it went away while it was asked\n', 98],
  )
  const gone = await run('other/kubectl', ['get', 'pods'])
  assert.deepEqual([gone.stderr, gone.exitCode], ['standby range: not reachable: nobody listens\n', 98])
})

test('whoever does not know the token is not answered', async () => {
  const socket = connect(server.port, '127.0.0.1')
  const guessed = '0'.repeat(32)
  socket.write([guessed, 'shop', 'kubectl', '/', '', '0', '0', 'none', '', guessed].join('\0'))
  assert.equal(await text(socket), '')
  assert.deepEqual(asked, [])
})

test('a call is read once it is whole', () => {
  const bytes = Buffer.from('t0k\0shop\0aws\0/\0\x001\0A=b=c\x002\0s3\0\0input\0in\0put\0t0k')
  for (let cut = 0; cut < bytes.length; cut++) assert.equal(readCall(bytes.subarray(0, cut), 't0k'), 'more')
  const call = { program: 'aws', argv: ['s3', ''], cwd: '/', stdin: 'in\0put', attempt: null, env: { A: 'b=c' } }
  assert.deepEqual(readCall(bytes, 't0k'), { system: 'shop', call })
})
