import type { AwsOperation } from './grammar.ts'
import type { Query } from './jmespath.ts'

/** One call of the AWS CLI, as its own parser would see it. */
export interface AwsCall {
  /** `ecs`; null if there is none, or no such one. */
  service: string | null
  /** `update-service`, `wait services-stable`; null if there is none, or no such one. */
  operation: string | null
  /** By full name without dashes, even if abbreviated; values as given, `[]` for a flag. */
  options: Record<string, string[]>
  /** `region`, `output`, `query`, `profile`, `endpoint-url`…, likewise. */
  globals: Record<string, string[]>
  /** What `--query` asks for; null if it is not given, no expression, or not known before it runs. */
  query: Query | null
  positionals: string[]
  /** In the words of the real client (without `aws: error: `), the one it would print first. Empty if it would call. */
  errors: string[]
  /** The IAM action it needs: `ecs:UpdateService`; null if unknown, or if it calls nothing. */
  action: string | null
  /** The operation's grammar, for those who ask more. */
  grammar: AwsOperation | null
}
