import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withinOwnRoot } from './own-root.ts'

const moved = (text: string) => withinOwnRoot(text, 'R').text

test('what the shell would write or read at an absolute path lies under the run’s own root', () => {
  assert.equal(moved('echo a >> /var/log/a.log'), 'echo a >> "$R"/var/log/a.log')
  assert.equal(moved('cmd >"/etc/x y" 2>&1'), 'cmd >"$R""/etc/x y" 2>&1')
  assert.equal(moved("cmd 2>'/srv/$a' | sort >|/srv/b"), 'cmd 2>"$R"\'/srv/$a\' | sort >|"$R"/srv/b')
  assert.equal(moved('while read -r l; do :; done < /srv/list'), 'while read -r l; do :; done < "$R"/srv/list')
  assert.equal(moved('make &> /tmp/log'), 'make &> "$R"/tmp/log')
})

test('devices, words in quotes, comments and bodies of documents stay as they are', () => {
  for (const text of [
    'cmd > /dev/null 2>&1',
    'exec 3<>/dev/tcp/db/5432',
    'echo "a > /b"',
    "awk '$1 > /x/ {print}'",
    'cat <<EOF\na > /b\nEOF',
    'cmd > out.log',
    'cat <<< /etc/x',
    'diff <(sort a) >(sort b)',
    'echo a # > /b',
    'curl -d a=1\\>/x',
  ])
    assert.equal(moved(text), text)
})

test('the folders it needs are named, as far as they are known', () => {
  assert.deepEqual(withinOwnRoot('a > /var/log/app/x; b > /y; c > "/srv/$d/z"; d > /../../etc/x', 'R').folders, [
    '/var/log/app',
    '/srv',
  ])
})
