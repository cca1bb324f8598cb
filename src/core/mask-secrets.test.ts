import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createMasker, MASK } from './mask-secrets.ts'
import { looksSecret } from './secret-names.ts'

function maskInPieces(pieces: readonly string[], secrets: readonly string[]): string {
  const masker = createMasker(secrets)
  return pieces.map((piece) => masker.push(piece)).join('') + masker.end()
}

const formats: [name: string, text: string, secret: string][] = [
  ['access key', 'key AKIAIOSFODNN7EXAMPLE here', 'AKIAIOSFODNN7EXAMPLE'],
  ['bearer', 'Authorization: Bearer abc.def-123456', 'abc.def-123456'],
  ['url', 'postgres://app:hunter2secret@db/app', 'hunter2secret'],
  ['assignment', 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG', 'wJalrXUtnFEMI/K7MDENG'],
  ['json', '{"password": "s3cr3t-w0rd"}', 's3cr3t-w0rd'],
  ['token', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'],
]
for (const [name, text, secret] of formats) {
  test(`masks a secret by its format, wherever it is cut: ${name}`, () => {
    for (let cut = 0; cut <= text.length; cut++) {
      const shown = maskInPieces([text.slice(0, cut), text.slice(cut), '\nafter'], [])
      assert.equal(shown, `${text.replace(secret, MASK)}\nafter`, `cut at ${cut}`)
    }
  })
}

test('masks a private key over many lines', () => {
  const text = 'a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nb\n'
  for (let cut = 0; cut <= text.length; cut++) {
    assert.equal(maskInPieces([text.slice(0, cut), text.slice(cut)], []), `a\n${MASK}\nb\n`)
  }
})

test('never shows a known secret, however the stream is cut, and keeps the rest', () => {
  const secret = fc.string({ minLength: 4, maxLength: 12, unit: fc.constantFrom('a', 'b', ' ', '\n', 'x', '=') })
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 3 }),
      fc.array(fc.nat(2)),
      fc.array(fc.nat(9)),
      (secrets, picks, cuts) => {
        const text = picks.map((pick) => `<${secrets[pick % secrets.length]}>`).join('')
        const pieces: string[] = []
        let at = 0
        for (const cut of cuts) {
          pieces.push(text.slice(at, at + cut))
          at += cut
        }
        pieces.push(text.slice(at))
        const shown = maskInPieces(pieces, secrets)
        for (const one of secrets) assert.ok(!shown.includes(one))
        assert.equal(shown, maskInPieces([text], secrets))
      },
    ),
    { numRuns: 300 },
  )
})

test('shows at once what cannot be the beginning of a secret', () => {
  const masker = createMasker(['hunter2'])
  assert.equal(masker.push('waiting ... '), 'waiting ... ')
  assert.equal(masker.push('...'), '...')
  assert.equal(masker.push('line\n'), 'line\n')
  assert.equal(masker.push('it is hunt'), 'it is ')
  assert.equal(masker.push('er2\n'), `${MASK}\n`)
})

test('masks other spellings of a secret', () => {
  assert.equal(maskInPieces(['p%40ss%2Fword cEBzcy93b3Jk\n'], ['p@ss/word']), `${MASK} ${MASK}\n`)
})

test('tells secret names from others', () => {
  for (const name of ['DATABASE_URL', 'GITHUB_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'db_password'])
    assert.ok(looksSecret(name))
  for (const name of ['PATH', 'AWS_REGION', 'KUBECONFIG', 'MONKEY']) assert.ok(!looksSecret(name))
})
