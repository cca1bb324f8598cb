import { parseAws } from '../../analysis/aws/parse-aws.ts'
import { arnsOf } from './arns.ts'
import { dependentNeeds, dependentNotes } from './dependent.ts'
import { isIamAction } from './iam-data.ts'
import type { IamNeed } from './need.ts'
import { s3Needs } from './s3-needs.ts'

export interface AwsNeeds {
  needs: IamNeed[]
  notes: string[]
  /** Why nothing can be said; null when something can, or nothing is needed. */
  notKnown: string | null
}

/** Commands of the CLI that never reach AWS, or that anyone signed in may call. */
const NEEDS_NOTHING = /^(?:configure(?: |$)|history |sso |sts get-caller-identity$|help$)/

/** Operations whose action has another name: "Actions, resources, and condition keys for Amazon S3". */
const OTHER_NAMES: Record<string, string[]> = {
  's3api list-buckets': ['s3:ListAllMyBuckets'],
  's3api list-objects': ['s3:ListBucket'],
  's3api list-objects-v2': ['s3:ListBucket'],
  's3api list-object-versions': ['s3:ListBucketVersions'],
  's3api list-multipart-uploads': ['s3:ListBucketMultipartUploads'],
  's3api head-bucket': ['s3:ListBucket'],
  's3api head-object': ['s3:GetObject'],
  's3api copy-object': ['s3:GetObject', 's3:PutObject'],
  's3api delete-objects': ['s3:DeleteObject'],
  's3api create-multipart-upload': ['s3:PutObject'],
  's3api upload-part': ['s3:PutObject'],
  's3api complete-multipart-upload': ['s3:PutObject'],
  's3api get-bucket-lifecycle-configuration': ['s3:GetLifecycleConfiguration'],
  's3api put-bucket-lifecycle-configuration': ['s3:PutLifecycleConfiguration'],
  's3api get-bucket-replication': ['s3:GetReplicationConfiguration'],
  's3api get-bucket-encryption': ['s3:GetEncryptionConfiguration'],
  's3api get-public-access-block': ['s3:GetBucketPublicAccessBlock'],
}

/**
 * What one call of `aws` needs.
 *
 * @param args - The words after `aws`.
 * @param judged - Actions that the analysis found for the command beyond the operation's own: `s3:GetObject`.
 */
export function awsNeeds(args: readonly string[], judged: readonly string[] = []): AwsNeeds {
  const call = parseAws(args)
  const name = [call.service, call.operation].filter((part) => part !== null).join(' ')
  const made = s3Needs(call)
  if (made !== null) return { needs: made, notes: [], notKnown: null }
  const own = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : call.action === null ? [] : [call.action]
  const actions = [...new Set([...(own ?? []), ...judged])].filter(
    (action) => isIamAction(action) && action !== 'iam:PassRole',
  )
  if (actions.length === 0 || NEEDS_NOTHING.test(name)) {
    const nothing = name === '' || NEEDS_NOTHING.test(name) || call.errors[0] === 'help'
    return { needs: [], notes: [], notKnown: nothing ? null : 'IAM has no action of this name' }
  }
  const needs: IamNeed[] = []
  for (const action of actions) {
    needs.push({ action, resources: arnsOf(action, call) })
    for (const need of dependentNeeds(action, call))
      needs.push({ ...need, resources: need.resources ?? arnsOf(need.action, call) })
  }
  return { needs, notes: actions.flatMap(dependentNotes), notKnown: null }
}
