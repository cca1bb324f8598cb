import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson, displayCommands, type Signable, secretMark, signStep } from './signing.ts'

const signable: Signable = {
  script: {
    text: 'kubectl delete pod <POD>',
    statements: [{ from: 0, to: 24, line: 7, effect: 'destructive' }],
    holes: [{ from: 19, to: 24, name: 'POD', quoting: 'bare' }],
  },
  values: { POD: 'web-1', TOKEN: secretMark('run', 'TOKEN', 's3cret') },
  environment: 'production',
  runbookDigest: 'a'.repeat(64),
  procedureId: 'pods',
  line: 7,
}

const changes: [what: string, changed: Partial<Signable>][] = [
  ['a letter of a command', { script: { ...signable.script, text: 'kubectl delete pod <PAD>' } }],
  ['a value', { values: { ...signable.values, POD: 'web-2' } }],
  ['a secret value', { values: { ...signable.values, TOKEN: secretMark('run', 'TOKEN', 'other') } }],
  ['the environment', { environment: 'staging' }],
  ["the runbook's version", { runbookDigest: 'b'.repeat(64) }],
  ['the procedure', { procedureId: 'nodes' }],
  ['the place in the runbook', { line: 8 }],
  ['an effect', { script: { ...signable.script, statements: [{ from: 0, to: 24, line: 7, effect: 'read' }] } }],
  ['a quoting', { script: { ...signable.script, holes: [{ from: 19, to: 24, name: 'POD', quoting: 'double' }] } }],
]
for (const [what, changed] of changes) {
  test(`a signature does not hold for another ${what}`, () => {
    assert.notEqual(signStep({ ...signable, ...changed }).digest, signStep(signable).digest)
  })
}

test('equal data has equal bytes, whatever the order it was put together in', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
      const reversed = Object.fromEntries(Object.entries(data).reverse())
      assert.equal(canonicalJson(reversed), canonicalJson(data))
      assert.deepEqual(JSON.parse(canonicalJson(data)), JSON.parse(JSON.stringify(data)))
    }),
  )
})

test('what is signed names a secret without holding it', () => {
  assert.doesNotMatch(signStep(signable).bytes, /s3cret/)
  assert.notDeepEqual(secretMark('run', 'A', 'x'), secretMark('run', 'B', 'x'))
})

test('a person sees the commands with their values', () => {
  assert.equal(displayCommands(signable.script, { POD: 'web-1' }, []), 'kubectl delete pod web-1')
  assert.equal(displayCommands(signable.script, {}, []), 'kubectl delete pod <POD>')
  assert.equal(displayCommands(signable.script, { POD: 'a', V: '1' }, ['V', 'W']), 'V=1\nkubectl delete pod a')
})

test('what a screen would obey or hide is shown by its number', () => {
  const text = 'rm <A>\necho "\u001b[2Jok"\r'
  const script = { text, holes: [{ from: 3, to: 6, name: 'A', quoting: 'bare' as const }] }
  const shown = displayCommands(script, { A: 'a\u202Etxt\u200B\nb', B: '1\n2' }, ['B'])
  assert.equal(shown, 'B=1\n2\nrm a⟨U+202E⟩txt⟨U+200B⟩⟨U+000A⟩b\necho "⟨U+001B⟩[2Jok"⟨U+000D⟩')
})
