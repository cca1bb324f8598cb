import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { CurlError } from './curl-error.ts'
import { expandAddress } from './glob.ts'

const ADDRESSES = [
  'http://h/{a,b}',
  'http://h/[1-3]',
  'http://h/[08-10]/[a-b]',
  'http://h/[1-9:4]',
  'http://h/q?x=up{job="a",env="b"}',
  'http://h/q?x=rate(x[5m])',
  'http://h/q?x=rate(x{a="b"}[5m])',
  'http://h/q?match[]=up',
  'http://h/x\\[5m\\]\\{a\\}',
  'http://[::1]:8080/x',
  'http://h/{a{b}',
  'http://h/{a',
  'http://h/{}',
  'http://h/a}',
  'http://h/x]',
  'http://h/[3-1]',
  'http://h/[z-a]',
  'http://h/[a-9]',
]

function ours(address: string): string {
  try {
    return expandAddress(address).join(' ')
  } catch (error) {
    if (!(error instanceof CurlError)) throw error
    return error.message.split('\n')[0] ?? ''
  }
}

test('brackets of an address are what they are to curl', () => {
  assert.equal(ours('http://h/{a,b}/[1-2]'), 'http://h/a/1 http://h/a/2 http://h/b/1 http://h/b/2')
  assert.equal(ours('http://h/q?x=up{job="a"}'), 'http://h/q?x=upjob="a"')
  assert.equal(ours('http://h/q?x=rate(x[5m])'), 'curl: (3) bad range in URL position 21:')
  assert.equal(ours('http://[::1]:80/q?match[]=up\\[5m\\]'), 'http://[::1]:80/q?match[]=up[5m]')
})

test('the real curl takes the same addresses for the same', (t) => {
  if (spawnSync('curl', ['--version']).status !== 0) return t.skip('curl is not installed here')
  for (const address of ADDRESSES) {
    // Nobody listens on port 1: it says which addresses it would have asked.
    const args = ['-s', '-S', '-o', '/dev/null', '-w', '%{url} ', '--connect-to', '::127.0.0.1:1', address]
    const { stdout, stderr } = spawnSync('curl', args, { encoding: 'utf8' })
    const theirs = stderr.startsWith('curl: (3)') ? stderr.split('\n')[0] : stdout.trim()
    // It counts otherwise after another pattern.
    const plain = (text = '') => text.replace(/ position \d+/, '')
    assert.equal(plain(ours(address)), plain(theirs), address)
  }
})
