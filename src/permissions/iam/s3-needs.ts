import type { AwsCall } from '../../analysis/aws/parse-aws.ts'
import { knownPart } from '../known-part.ts'
import type { IamNeed } from './need.ts'

/** The `aws s3` commands are made of several calls; each of their paths needs its own. Null for other commands. */
export function s3Needs(call: AwsCall): IamNeed[] | null {
  if (call.service !== 's3' || call.operation === null) return null
  const many = call.operation === 'sync' || call.options.recursive !== undefined
  const [first = '', second = ''] = call.positionals
  const needs: IamNeed[] = []
  const add = (action: string, path: string, kind: 'bucket' | 'objects') => {
    if (path.startsWith('s3://'))
      needs.push({ action: `s3:${action}`, resources: [kind === 'bucket' ? bucketArn(path) : objectsArn(path, many)] })
  }
  switch (call.operation) {
    case 'ls':
      if (first === '') return [{ action: 's3:ListAllMyBuckets', resources: ['*'] }]
      return [{ action: 's3:ListBucket', resources: [bucketArn(first.startsWith('s3://') ? first : `s3://${first}`)] }]
    case 'mb':
      add('CreateBucket', first, 'bucket')
      return needs
    case 'rb':
      add('DeleteBucket', first, 'bucket')
      if (call.options.force !== undefined) {
        add('ListBucket', first, 'bucket')
        needs.push({ action: 's3:DeleteObject', resources: [`${bucketArn(first)}/*`] })
      }
      return needs
    case 'rm':
      if (many) add('ListBucket', first, 'bucket')
      if (call.options.dryrun === undefined) add('DeleteObject', first, 'objects')
      return needs
    case 'cp':
    case 'mv':
    case 'sync':
      if (many) add('ListBucket', first, 'bucket')
      if (call.operation === 'sync') add('ListBucket', second, 'bucket')
      add('GetObject', first, 'objects')
      if (call.options.dryrun === undefined) {
        add('PutObject', second, 'objects')
        if (call.operation === 'mv') add('DeleteObject', first, 'objects')
        if (call.options.delete !== undefined) add('DeleteObject', second, 'objects')
      }
      return needs
    case 'presign':
      add('GetObject', first, 'objects')
      return needs
    default:
      return null
  }
}

function bucketArn(path: string): string {
  return `arn:aws:s3:::${knownPart(path.slice('s3://'.length).split('/')[0] ?? '*')}`
}

function objectsArn(path: string, many: boolean): string {
  const text = knownPart(path.slice('s3://'.length))
  const [bucket = '*', ...key] = text.split('/')
  const name = key.join('/')
  const arn = `arn:aws:s3:::${bucket}/${name}`
  // A path that ends in a slash is a folder: the name of the file is put behind it.
  return (many || name === '' || name.endsWith('/') ? `${arn}*` : arn).replace(/\*{2,}/g, '*')
}
