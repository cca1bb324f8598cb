import { testRule } from '../../test-support/test-rule.ts'

testRule('signs-locally', [
  ['# Check the presigned URL\naws s3 presign s3://a/b', /without asking S3/],
  ['# Make a link for the customer\naws s3 presign s3://a/b', null],
])
