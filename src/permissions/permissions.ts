/** What a person or a machine must be allowed to run procedures. Plain JSON: `standby permissions --format json`. */

/** `look`: what the commands need that only read; `act`: what the others need besides. */
export interface Split<T> {
  look: T
  act: T
}

/** As IAM takes it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface IamPolicy {
  Version: '2012-10-17'
  Statement: IamStatement[]
}

export interface IamStatement {
  Sid: string
  Effect: 'Allow'
  Action: string[]
  Resource: string[]
  Condition?: Record<string, Record<string, string | string[]>>
}

/** As Kubernetes takes it. */
export interface Role {
  apiVersion: 'rbac.authorization.k8s.io/v1'
  kind: 'Role' | 'ClusterRole'
  /** Without a namespace, `kubectl` puts a Role into that of the current context. */
  metadata: { name: string; namespace?: string }
  rules: RbacRule[]
}

export interface RbacRule {
  apiGroups: string[]
  resources: string[]
  /** Left out: any name. */
  resourceNames?: string[]
  verbs: string[]
}

/** What could not be worked out, and of which command. */
export interface NotKnown {
  line: number
  /** `./scripts/smoke_test.sh`, `helm upgrade`. */
  what: string
  why: string
}

export interface Permissions {
  /** Null: none of the commands calls AWS. */
  iam: Split<IamPolicy> | null
  rbac: Split<Role[]> | null
  /** Statements for `psql`, with the role `standby_look` or `standby_act`. */
  sql: Split<string[]> | null
  notKnown: NotKnown[]
  /** What whoever grants this should know. */
  notes: string[]
}
