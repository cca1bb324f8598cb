import type { Command, Procedure, Step } from '../plan/plan.ts'
import { callsIn, type ProgramCall } from './calls.ts'
import type { IamNeed } from './iam/need.ts'
import { awsNeeds } from './iam/needs.ts'
import { iamPolicies } from './iam/policy.ts'
import type { NotKnown, Permissions } from './permissions.ts'
import { kubectlNeeds, type RbacNeed } from './rbac/needs.ts'
import { rolesFor } from './rbac/roles.ts'
import { grantsFor, type SqlRequest } from './sql/grants.ts'
import { readPsql } from './sql/psql.ts'
import { sqlNeeds } from './sql/tables.ts'

/** Programs that reach other systems by rights that no policy here can say. */
const ELSEWHERE: Record<string, string> = {
  helm: 'it changes whatever its chart holds',
  helmfile: 'it changes whatever its charts hold',
  kustomize: 'it depends on the files it reads',
  terraform: 'it depends on the resources in its files',
  gcloud: 'Google Cloud: not worked out yet',
  gsutil: 'Google Cloud: not worked out yet',
  bq: 'Google Cloud: not worked out yet',
  az: 'Azure: not worked out yet',
  gh: 'the rights of a GitHub token',
  argocd: 'the rights of an Argo CD account',
  flux: 'it depends on the objects it reconciles',
  eksctl: 'it acts through CloudFormation stacks of its own',
  istioctl: 'it depends on the objects it reads',
  velero: 'it acts through objects of its own',
  'redis-cli': 'Redis has users and rules of its own: ACL LIST',
  celery: 'whoever reaches the broker may',
  alembic: 'it depends on its migrations',
  mysql: 'MySQL: not worked out yet',
  mongosh: 'MongoDB: not worked out yet',
  pg_restore: 'it depends on what the dump holds',
  ssh: 'an account on the machine',
  scp: 'an account on the machine',
  docker: 'whoever may reach the Docker daemon',
  'docker-compose': 'whoever may reach the Docker daemon',
}

class Gatherer {
  readonly iam: { look: IamNeed[]; act: IamNeed[] } = { look: [], act: [] }
  readonly rbac: { look: RbacNeed[]; act: RbacNeed[] } = { look: [], act: [] }
  readonly sql: { look: SqlRequest[]; act: SqlRequest[] } = { look: [], act: [] }
  readonly notKnown: NotKnown[] = []
  readonly notes = new Set<string>()

  command(command: Command, step: Step): void {
    const side = command.effect === 'read' ? 'look' : 'act'
    if (command.program === 'sql') {
      this.#sql(command.argv[0] ?? '', null, side)
      return
    }
    const calls = callsIn(command)
    for (const call of calls) this.#call(call, command, step, side)
    if (calls.length === 0) this.#other(command)
  }

  #call({ program, args }: ProgramCall, command: Command, step: Step, side: 'look' | 'act'): void {
    if (program === 'aws') {
      const judged = command.program === 'aws' ? command.permissions : []
      const { needs, notes, notKnown } = awsNeeds(args, judged)
      this.iam[side].push(...needs)
      for (const note of notes) this.notes.add(note)
      if (notKnown !== null) this.#note(command, notKnown)
    } else if (program === 'kubectl' || program === 'oc') {
      const { needs, notKnown } = kubectlNeeds(args)
      this.rbac[side].push(...needs)
      if (notKnown !== null) this.#note(command, notKnown)
    } else this.#psql(args, command, step, side)
  }

  #psql(args: readonly string[], command: Command, step: Step, side: 'look' | 'act'): void {
    const call = readPsql(args, heredocOf(command, step))
    for (const sql of call.sql) this.#sql(sql, call.database, side)
    if (call.file !== null) this.#note(command, `it depends on what ${call.file} holds`)
    else if (call.open) this.#note(command, 'whatever is typed or piped into it')
  }

  #sql(text: string, database: string | null, side: 'look' | 'act'): void {
    const needs = sqlNeeds(text)
    this.sql[side].push({ ...needs, database })
    for (const owner of needs.owners) this.notes.add(owner)
  }

  #other(command: Command): void {
    const { program } = command
    if (program === 'pg_dump' || program === 'pg_dumpall') {
      this.sql.look.push({ tables: [], memberships: ['pg_read_all_data'], owners: [], database: null })
      return
    }
    const why = Object.hasOwn(ELSEWHERE, program) ? ELSEWHERE[program] : undefined
    if (why !== undefined) this.#note(command, why)
    else if (command.effect === 'unknown') this.#note(command, command.reasons[0] ?? 'not known')
  }

  #note({ line, program, subcommand }: Command, why: string): void {
    this.notKnown.push({ line, what: subcommand === null ? program : `${program} ${subcommand}`, why })
  }
}

/**
 * The least that running procedures needs. Pure.
 *
 * A command that only reads counts to *look*, every other one to *act*; whoever acts is meant to hold both. Names in the
 * commands narrow what is granted; where they show only at run time `*` stands.
 */
export function permissionsFor(procedures: readonly Procedure[]): Permissions {
  const gatherer = new Gatherer()
  const seen = new Set<string>()
  for (const { steps } of procedures)
    for (const step of steps)
      for (const command of step.commands) {
        // A rollback within an incident has its steps there as well.
        const key = `${command.line} ${command.argv.join(' ')}`
        if (seen.has(key)) continue
        seen.add(key)
        gatherer.command(command, step)
      }
  const { iam, rbac, sql, notKnown, notes } = gatherer
  for (const note of powerful(gatherer)) notes.add(note)
  return {
    iam: iam.look.length + iam.act.length === 0 ? null : iamPolicies(iam),
    rbac: rbac.look.length + rbac.act.length === 0 ? null : rolesFor(rbac),
    sql: sql.look.length + sql.act.length === 0 ? null : grantsFor(sql),
    notKnown: notKnown.sort((a, b) => a.line - b.line),
    notes: [...notes],
  }
}

/** Looking from within a container takes a right that allows anything there. */
function powerful({ iam, rbac }: Gatherer): string[] {
  const notes: string[] = []
  if (rbac.look.some(({ verb, resource }) => verb === 'create' && resource === 'pods/exec'))
    notes.push(
      'create pods/exec: some commands only read, but from within a container; the right itself allows anything there',
    )
  if (iam.look.some(({ action }) => action === 'ecs:ExecuteCommand'))
    notes.push(
      'ecs:ExecuteCommand: some commands only read, but from within a container; the right itself allows anything there',
    )
  return notes
}

/** The here-document that a command of a step reads; null without one. */
function heredocOf(command: Command, step: Step): string | null {
  const lines = step.text.split('\n')
  const first = step.endLine - lines.length + 1
  for (let at = Math.max(0, command.line - first); at < lines.length && at <= command.endLine - first; at++) {
    const mark = /<<-?\s*(['"]?)([\w.-]+)\1/.exec(lines[at] as string)?.[2]
    if (mark === undefined) continue
    const body = lines.slice(at + 1)
    const end = body.findIndex((line) => line.trim() === mark)
    return (end < 0 ? body : body.slice(0, end)).join('\n')
  }
  return null
}
