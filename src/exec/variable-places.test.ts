import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'
import type { Script } from '../plan/plan.ts'
import { checkValues } from './check-values.ts'
import { wouldBeOption, wouldSplit } from './variable-places.ts'

const rows: readonly [text: string, value: string, isOption: boolean][] = [
  ['sort $X', '-o/tmp/f', true],
  ['sort "$X"', '-o/tmp/f', true],
  ['sort "${X}"', '-o/tmp/f', true],
  ['sort $X', 'in -o out', true],
  ['sort "$X"', 'in -o out', false],
  ['echo $(sort $X)', '-o/tmp/f', true],
  ['tail -n $X log', '-20', false],
  ['cat - $X', '-', false],
  ['curl https://h/$X', '-o', false],
  ['curl https://h/$X', 'a -o /tmp/f', true],
  ['A=$X; export B="$X"', 'a -o b', false],
  ['cat <<EOF\n$X -\nEOF', '- one\n-o two', false],
  ["awk '{ print $X }'", '-o', false],
]

test('a value that would become an option where the text reads it is found', () => {
  for (const [text, value, isOption] of rows)
    assert.equal(wouldBeOption(text, 'X', value), isOption, JSON.stringify([text, value]))
})

const splits: readonly [text: string, value: string, doesSplit: boolean][] = [
  ['ls $X', 'a b', true],
  ['ls $X', '*', true],
  ['# look in\nls $X', 'a b', true],
  ['ls "$X"', 'a b', false],
  ['set image \\\n  worker=image:$X', 'a b', true],
  ['A="b c" B=$X ls', 'a b', false],
  ['A=$X; [[ $X = a ]]; case $X in *) ls;; esac', 'a b', false],
  ['for i in $X c; do ls "$i"; done', 'a b', false],
  ['ls $X', 'a-b_c', false],
]

test('a value that the shell would make several words of is found', () => {
  for (const [text, value, doesSplit] of splits)
    assert.equal(wouldSplit(text, 'X', value), doesSplit, JSON.stringify([text, value]))
})

test('what an earlier step has left is split as the runbook means it; what a person gives is not', () => {
  const script = scriptOf('kubectl delete $PODS')
  assert.throws(() => checkValues(script, { PODS: 'pod/a pod/b' }), { code: 'unsafe-value' })
  checkValues(script, { PODS: 'pod/a pod/b' }, ['PODS'])
  assert.throws(() => checkValues(script, { PODS: 'pod/a --all' }, ['PODS']), { code: 'unsafe-value' })
})

function scriptOf(text: string): Script {
  const plan = compileRunbook('x.md', `# R\n\n## P\n\n\`\`\`bash\n${text}\n\`\`\`\n`)
  const script = plan.procedures.flatMap((procedure) => procedure.steps)[0]?.script
  assert.ok(script)
  return script
}

test('values from outside reach no program text: of variables as of holes', () => {
  const hostile = '1; drop table t'
  const refused = [
    'psql -c "select * from t where id = $ID"',
    'ssh host "ls $ID"',
    'kubectl exec p -- sh -c "ls $ID"',
    'psql <<SQL\nselect $ID;\nSQL',
    'sh <<< "ls $ID"',
    '[[ $(echo "[a]") -eq $ID ]]',
    'echo ${!ID}',
  ]
  for (const text of refused) {
    assert.throws(() => checkValues(scriptOf(text), { ID: hostile }), { code: 'unsafe-value' }, text)
    checkValues(scriptOf(text), { ID: '17' })
  }
  assert.throws(() => checkValues(scriptOf('sh <<< "ls <ID>"'), { ID: hostile }), { code: 'unsafe-value' })
  for (const text of ['PGPASSWORD=$ID psql -c "select 1"', 'jq . <<< "$ID"', 'echo "$ID" | grep x'])
    checkValues(scriptOf(text), { ID: hostile })
})
