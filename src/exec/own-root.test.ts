import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withinOwnRoot } from './own-root.ts'

const moved = (text: string) => withinOwnRoot(text, 'R').text

test('what the shell would write or read at an absolute path lies under the run’s own root', () => {
  assert.equal(moved('echo a >> /var/log/a.log'), 'echo a >> "$R"/var/log/a.log')
  assert.equal(moved('cmd >"/etc/x.y" 2>&1'), 'cmd >"$R""/etc/x.y" 2>&1')
  assert.equal(moved("cmd 2>'/srv/a' | sort >|/srv/b"), 'cmd 2>"$R"\'/srv/a\' | sort >|"$R"/srv/b')
  assert.equal(moved('while read -r l; do :; done < /srv/list'), 'while read -r l; do :; done < "$R"/srv/list')
  assert.equal(moved('make &> /tmp/log'), 'make &> "$R"/tmp/log')
})

test('where a path is not known beforehand, the shell asks when it comes to it', () => {
  const asked = (word: string) => `"$(__standby_own_path ${word})"`
  for (const word of [
    '/../../etc/x',
    '"$FILE"',
    '$DIR/x',
    '"${LOG:-/var/log/x}"',
    '../x',
    'out.log',
    '~root/x',
    '$(name > y)',
  ])
    assert.equal(moved(`cmd >>${word} 2>&1; true`), `cmd >>${asked(word)} 2>&1; true`)
  assert.equal(moved('x=`cmd > $F` y="$(a > $G)"'), `x=\`cmd > ${asked('$F')}\` y="$(a > ${asked('$G')})"`)
  assert.equal(moved('cmd >& log; f() { a &>>$L; }'), `cmd >& ${asked('log')}; f() { a &>>${asked('$L')}; }`)
  assert.equal(moved('((a; b) > $F; c)'), `((a; b) > ${asked('$F')}; c)`)
})

test('devices, words in quotes, comments and bodies of documents stay as they are', () => {
  for (const text of [
    'cmd > /dev/null 2>&1',
    'exec 3<>/dev/tcp/db/5432',
    'echo "a > /b"',
    "awk '$1 > /x/ {print}'",
    'cat <<EOF\na > /b\nEOF',
    'cat <<< /etc/x',
    '(( n > 5 )) && [[ a > b ]] || echo $((n>1)) "${x:->y}"',
    'for ((i = 0; i < 3; i++)); do :; done',
    'cmd 3>&- 2>&1 <&3',
    "echo 'a' \"b > c\" $'it\\'s > d'",
    'while read -r l; do :; done < <(cmd)',
    'diff <(sort a) >(sort b)',
    'echo a # > /b',
    'curl -d a=1\\>/x',
  ])
    assert.equal(moved(text), text)
})

test('the folders it needs are named, as far as they are known', () => {
  assert.deepEqual(withinOwnRoot('a > /var/log/app/x; b > /y; c > "/srv/$d/z"; d > /../../etc/x', 'R').folders, [
    '/var/log/app',
  ])
})
