import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyNotFromAlert } from './from-alert.ts'

const taken = [
  'api',
  'web-1.example.test:9090',
  'https://api.example.test/health?a=b',
  'arn:aws:ecs:eu-west-1:1:task/a',
  '5',
  'a b',
]
const refused = [
  'file:///etc/passwd',
  'FILE:/etc/passwd',
  ' gopher://h/',
  'dict:h:11211',
  'ftp://h/x',
  '--all',
  '@/etc/passwd',
  'a\nb',
  'a\u202Eb',
  'a'.repeat(501),
  'http://169.254.169.254/latest/meta-data/',
  'http://u@169.254.169.254/',
  '169.254.169.254',
  'http://[fd00:ec2::254]/',
  'http://metadata.google.internal/x',
]

test('of an alert only plain values and http addresses of others are used', () => {
  for (const value of taken) assert.equal(whyNotFromAlert(value), null, value)
  for (const value of refused) assert.notEqual(whyNotFromAlert(value), null, value)
})
