import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { SHOP_RUNBOOK, startTestApp } from '../../test/support/app.ts'
import { readRunbooks } from './runbooks.ts'

const dir = mkdtempSync(path.join(tmpdir(), 'standby-runbooks-'))
after(() => rmSync(dir, { recursive: true, force: true }))

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(dir, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

test('a folder is read with all that lies in it, except what is hidden or no Markdown', () => {
  write('all/b.md', '# B')
  write('all/deep/er/a.markdown', '# A')
  write('all/.git/x.md', '# X')
  write('all/image.png', new Uint8Array([0, 1]))
  const found = readRunbooks([path.join(dir, 'all')])
  assert.deepEqual(
    found.map(({ file, text }) => [path.relative(dir, file), text]),
    [
      ['all/b.md', '# B'],
      ['all/deep/er/a.markdown', '# A'],
    ],
  )
})

test('what is not there, not UTF-8 or too large is refused by its name', () => {
  assert.throws(() => readRunbooks([path.join(dir, 'none.md')]), { code: 'no-such-runbook' })
  const latin = write('latin.md', new Uint8Array([0x23, 0x20, 0xe9]))
  assert.throws(() => readRunbooks([latin]), { code: 'not-markdown', message: `${latin} is not UTF-8 text` })
  assert.throws(() => readRunbooks([write('large.md', 'x'.repeat(2 * 1024 * 1024 + 1))]), { code: 'runbook-too-large' })
})

test('the configured runbooks are there when it has started', async () => {
  const file = write('configured/shop.md', SHOP_RUNBOOK)
  const standby = await startTestApp({ config: { runbooks: [path.dirname(file)] } })
  try {
    assert.deepEqual(
      (await standby.app.runbooks.list()).map((runbook) => runbook.file),
      [file],
    )
  } finally {
    await standby.close()
  }
})
