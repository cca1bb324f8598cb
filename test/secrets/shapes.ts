import { createHmac } from 'node:crypto'

/** One way in which a secret is seen. */
export interface Shape {
  name: string
  /** What is printed; several pieces come one after the other, with a pause. */
  printed: string | readonly string[]
  /** What must never be found. */
  planted: readonly string[]
}

const noise = (seed: string, length: number, alphabet: string) =>
  [...createHmac('sha512', 'planted').update(seed).digest(), ...createHmac('sha512', 'more').update(seed).digest()]
    .slice(0, length)
    .map((byte) => alphabet[byte % alphabet.length])
    .join('')

const LETTERS = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ234567'
const word = (seed: string, length = 24) => noise(seed, length, LETTERS)

/** Known to Standby: a variable of the environment whose name says so. With characters that spellings differ by. */
export const DECLARED = `p@ss/W'rd"${word('declared', 12)}&é`
export const DECLARED_LONG = word('long', 90)
export const MULTILINE = `first-${word('m1')}\nsecond-${word('m2')}\nthird-${word('m3')}`
export const DSN_PASSWORD = word('dsn', 14)
export const DSN = `postgres://app:${DSN_PASSWORD}@db.example.test:5432/app`

const base64 = (text: string) => Buffer.from(text).toString('base64')
const hex = (text: string) => Buffer.from(text).toString('hex')
const wrap = (text: string, width: number) => text.replaceAll(new RegExp(`(.{${width}})`, 'g'), '$1\n')

const pem = (kind: string) =>
  `-----BEGIN ${kind}-----\n${wrap(word(kind, 60) + word(`${kind}2`, 60), 64)}\n-----END ${kind}-----`

const colour = (text: string) => text.replace(/^(.{5})(.{4})/, '$1\u001b[01;31m\u001b[K$2\u001b[m\u001b[K')

/** Printed as they are, with what must not be found of them: by default the whole. */
function form(name: string, printed: (secret: string) => string | readonly string[], secret: string): Shape {
  return { name, printed: printed(secret), planted: [secret] }
}

const spelled = (name: string, spelling: string): Shape => ({
  name: `declared, ${name}`,
  printed: `value ${spelling} end`,
  planted: [spelling],
})

export const SHAPES: readonly Shape[] = [
  form('declared', (secret) => `the password is ${secret}.`, DECLARED),
  spelled('in a URL', encodeURIComponent(DECLARED)),
  spelled(
    'in a URL, small letters',
    encodeURIComponent(DECLARED).replaceAll(/%../g, (code) => code.toLowerCase()),
  ),
  spelled('in JSON', JSON.stringify(DECLARED).slice(1, -1)),
  spelled('in JSON in JSON', JSON.stringify(JSON.stringify(DECLARED)).slice(3, -3)),
  spelled('in JSON as Go writes it', JSON.stringify(DECLARED).slice(1, -1).replaceAll('&', '\\u0026')),
  spelled('in HTML', DECLARED.replaceAll('&', '&amp;').replaceAll('"', '&quot;')),
  spelled('quoted for a shell', DECLARED.replaceAll("'", "'\\''")),
  spelled('quoted for SQL', DECLARED.replaceAll("'", "''")),
  spelled('base64', base64(DECLARED)),
  {
    name: 'declared, in base64 of more',
    printed: base64(`user:${DECLARED}\n`),
    planted: [base64(`user:${DECLARED}\n`).slice(8, -6)],
  },
  {
    name: 'declared, in base64 of more, shifted',
    printed: base64(`ab${DECLARED} and more`),
    planted: [base64(`ab${DECLARED} and more`).slice(4, 28)],
  },
  spelled('base64 for URLs', Buffer.from(DECLARED).toString('base64url')),
  spelled('hex', hex(DECLARED)),
  spelled('hex, capitals', hex(DECLARED).toUpperCase()),
  {
    name: 'declared, cut across pieces',
    printed: ['so it is ', DECLARED.slice(0, 7), DECLARED.slice(7, 15), DECLARED.slice(15), '\n'],
    planted: [DECLARED],
  },
  {
    name: 'declared, with colours inside',
    printed: colour(DECLARED_LONG),
    planted: [DECLARED_LONG, DECLARED_LONG.slice(9)],
  },
  form('declared, long', (secret) => `x${secret}y`, DECLARED_LONG),
  {
    name: 'declared, long, base64 in lines',
    printed: wrap(base64(DECLARED_LONG), 76),
    planted: [base64(DECLARED_LONG).slice(0, 76)],
  },
  { name: 'declared, several lines', printed: MULTILINE, planted: MULTILINE.split('\n') },
  {
    name: 'declared, several lines, indented',
    printed: MULTILINE.replaceAll('\n', '\n    '),
    planted: MULTILINE.split('\n'),
  },
  form('password of an address by itself', (secret) => `auth failed for ${secret}`, DSN_PASSWORD),
  form('address with a password', () => DSN, DSN_PASSWORD),
  form('address of Redis', (secret) => `redis://:${secret}@cache:6379/0`, word('redis')),
  form('address with a password, encoded', (secret) => `amqp://app:${secret}%40x@mq/`, word('amqp')),
  form('AWS access key', (secret) => `aws_access_key_id = ${secret}`, `AKIA${noise('akia', 16, UPPER)}`),
  form('AWS temporary key', (secret) => `{"AccessKeyId":"${secret}"}`, `ASIA${noise('asia', 16, UPPER)}`),
  form('AWS secret key', (secret) => `aws_secret_access_key = ${secret}`, `${word('awssk', 36)}/+ab`),
  form('AWS secret key, JSON', (secret) => `  "SecretAccessKey": "${secret}",`, `${word('awssk2', 36)}/+cd`),
  form('AWS session token', (secret) => `"SessionToken": "${secret}"`, `IQoJb3JpZ2luX2Vj${word('st', 60)}`),
  form('signed address', (secret) => `https://b.s3.test/k?X-Amz-Signature=${secret}&x=1`, hex(word('sig', 32))),
  form('JWT', (secret) => `token=${secret}`, `eyJ${word('h')}.eyJ${word('p', 40)}.${word('s', 43)}`),
  form('GitHub token', (secret) => `remote: ${secret}`, `ghp_${word('gh', 36)}`),
  form('GitHub token, fine', (secret) => secret, `github_pat_${word('ghf', 50)}`),
  form('GitLab token', (secret) => `PRIVATE-TOKEN: ${secret}`, `glpat-${word('gl', 20)}`),
  form('Slack token', (secret) => `slack ${secret}`, `xoxb-${noise('x', 12, '0123456789')}-${word('xo')}`),
  form(
    'Slack hook',
    (secret) => `https://hooks.slack.com/services/${secret}`,
    `T0${word('t', 8)}/B0${word('b', 8)}/${word('h', 24)}`,
  ),
  form('Stripe key', (secret) => `stripe: ${secret}`, `sk_live_${word('st', 24)}`),
  form('OpenAI key', (secret) => `OPENAI=${secret}`, `sk-proj-${word('oa', 48)}`),
  form('Google key', (secret) => `AIza key ${secret}`, `AIza${word('goo', 35)}`),
  form('npm token', (secret) => `//r/:_authToken=${secret}`, `npm_${word('npm', 36)}`),
  form('Vault token', (secret) => `token          ${secret}`, `hvs.${word('hvs', 40)}`),
  form('Authorization: Bearer', (secret) => `> Authorization: Bearer ${secret}`, word('bearer', 40)),
  form('Authorization: Basic', (secret) => `authorization: Basic ${secret}`, base64(`u:${word('basic')}`)),
  form('X-Api-Key', (secret) => `x-api-key: ${secret}`, word('xapi', 32)),
  form('password in YAML', (secret) => `  password: ${secret}`, word('yaml', 16)),
  form('password in JSON', (secret) => `{"db":{"password":"${secret}","port":5432}}`, word('json', 16)),
  form('password in JSON in JSON', (secret) => `"{\\"password\\":\\"${secret}\\"}"`, word('jj', 16)),
  form('password of a command', (secret) => `+ mysqldump --password=${secret} db`, word('dump', 16)),
  form('PGPASSWORD', (secret) => `PGPASSWORD=${secret} psql`, word('pg', 16)),
  form('user and password of curl', (secret) => `+ curl -u admin:${secret} https://h/`, word('curl', 16)),
  form('key of Azure storage', (secret) => `AccountName=a;AccountKey=${secret};`, `${word('az', 60)}==`),
  { name: 'private key', printed: pem('RSA PRIVATE KEY'), planted: pem('RSA PRIVATE KEY').split('\n').slice(1, 3) },
  {
    name: 'private key, cut across pieces',
    printed: [...pem('EC PRIVATE KEY')]
      .map((_, at, all) => (at % 37 === 0 ? all.slice(at, at + 37).join('') : ''))
      .filter((piece) => piece !== ''),
    planted: pem('EC PRIVATE KEY').split('\n').slice(1, 3),
  },
  {
    name: 'private key in JSON',
    printed: `{"private_key": ${JSON.stringify(pem('PRIVATE KEY'))}}`,
    planted: pem('PRIVATE KEY').split('\n').slice(1, 3),
  },
  {
    name: 'GitHub token with colours inside',
    printed: colour(`ghp_${word('ghc', 36)}`),
    planted: [`ghp_${word('ghc', 36)}`, word('ghc', 36).slice(6)],
  },
]
