import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fillHoles } from '../../src/exec/render-script.ts'
import { compileRunbook } from '../../src/plan/compile.ts'
import type { Hole, Plan, Script, Step } from '../../src/plan/plan.ts'

/** A statement of a runbook into which values go, and where it comes from. */
export interface Position {
  from: string
  /** Of the whole step: it decides what is refused. */
  script: Script
  /** Bash text that reads the values from the environment. */
  text: string
  /** The statement's own holes. */
  holes: Hole[]
  /** Parameters that the text reads as variables. */
  variables: string[]
  /** Programs it may start. */
  programs: string[]
}

const SHARED = join(import.meta.dirname, '../../../shared')

/** The seeds and the corpus; empty where they are not. */
export function foreignRunbooks(which: readonly ('seeds' | 'corpus/files')[]): string[] {
  return which.flatMap((folder) => {
    const root = join(SHARED, folder)
    return existsSync(root)
      ? readdirSync(root, { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.md'))
          .map((name) => join(root, name))
      : []
  })
}

/** Ways in which runbooks write placeholders, each as people do it. */
const WRITTEN = `
kubectl delete pod <X>
kubectl delete pod "<X>" -n '<NAMESPACE>'
kubectl get pods -l app=<X> -o name
kubectl scale deployment/<X> --replicas=<COUNT>
kubectl exec <POD> -- ls /srv/<X>
kubectl exec <POD> -- sh -c "ls /srv/<X>"
kubectl exec -it <POD> -- psql -U app -c "SELECT * FROM orders WHERE id = <ID>"
ssh <HOST> "sudo systemctl restart <X>"
sh -c 'ls <X>'
bash -c "ls '<X>'"
sudo sh -c "ls <X>"
psql "$DATABASE_URL" -c "SELECT * FROM orders WHERE id = <ID>"
psql -h <HOST> -c 'SELECT * FROM orders WHERE name = '"'"'<X>'"'"''
psql -c "UPDATE orders SET note = '<X>' WHERE id = <ID> AND region = 'eu'"
psql -c "SELECT pg_terminate_backend(<PID>);"
psql -c "VACUUM <TABLE>"
psql -c "SELECT * FROM \\"<TABLE>\\" LIMIT <COUNT>"
psql -c 'SELECT count(*) FROM <TABLE> WHERE id > <ID>'
aws ecs update-service --cluster <CLUSTER> --service "<X>" --desired-count <COUNT>
aws ecs describe-tasks --query "tasks[?taskArn=='<X>'].lastStatus"
aws ecs describe-tasks --query 'tasks[?group==\`<X>\`]'
aws ecs run-task --overrides '{"containerOverrides":[{"name":"<X>","command":["ls","<DIR>"]}]}'
aws ecs run-task --overrides "{\\"name\\":\\"<X>\\",\\"count\\":<COUNT>}"
aws secretsmanager put-secret-value --secret-id <X> --secret-string '<VALUE>'
curl -s https://api.example.test/v1/items/<ID>
curl -s "<URL>"
curl -d '{"text":"<X>"}' https://hooks.example.test/
curl -H "Authorization: Bearer <X>" https://api.example.test/
redis-cli -h <HOST> DEL "<X>"
redis-cli EVAL "return redis.call('del', '<X>')" 0
mysql -e "DELETE FROM orders WHERE id = <ID>"
python3 -c "print('<X>')"
node -e "console.log('<X>')"
awk '/<X>/ {print}' log
sed -n '/<X>/p' log
jq '.items[] | select(.name == "<X>")' file
grep "<X>" log
echo "<X>"
printf '%s\\n' "<X>"
echo "ls <X>" | sh
echo "SELECT <X>" | psql
echo "<X>" | tee note
cat <<EOF | tee note
<X>
EOF
for i in <X> b; do kubectl get pod "$i"; done
if kubectl get pod <X>; then kubectl describe pod <X>; fi
A=<X> && kubectl get pod "$A"
out=$(kubectl get pod <X>) && echo "$out"
kubectl get pod "$(echo <X>)"
kubectl get pod $(echo <X>)
echo <X> | xargs kubectl delete pod
watch -n 5 "kubectl get pods -l app=<X>"
eval "ls <X>"
docker run --rm -e NAME=<X> image
docker exec db psql -U app -c "SELECT <ID>"
./scripts/deploy.sh <X> --env=<ENVIRONMENT>
make deploy VERSION=<X>
[[ "$a" == <X> ]] || ls
kubectl patch deployment web -p '{"spec":{"replicas":<COUNT>}}'
ls $X_DIR "$X_FILE" '<X>'
aws s3 ls "s3://bucket/\${X_PREFIX}/"
`

/** Our own, always there: one step each. */
export function writtenPositions(): Position[] {
  const steps = WRITTEN.trim()
    .split(/\n(?![\s\S]{0,3}EOF|<X>\nEOF)/)
    .map((text, index) => `### ${index + 1}\n\n\`\`\`bash\n${text}\n\`\`\`\n`)
  return positionsOf(compileRunbook('written.md', `# R\n\n## P\n\n${steps.join('\n')}`))
}

export const positionsIn = (file: string): Position[] => positionsOf(compileRunbook(file, readFileSync(file, 'utf8')))

function positionsOf(plan: Plan): Position[] {
  const seen = new Set<Step>()
  return plan.procedures.flatMap((procedure) =>
    procedure.steps.flatMap((step, index) => {
      const { script } = step
      if (script === null || seen.has(step)) return []
      seen.add(step)
      const variables = procedure.parameters
        .filter(({ source, steps }) => source === 'variable' && steps.includes(index))
        .map(({ name }) => name)
      return script.statements.flatMap((statement): Position[] => {
        const text = script.text.slice(statement.from, statement.to)
        const holes = script.holes.filter((hole) => hole.from >= statement.from && hole.to <= statement.to)
        const read = variables.filter((name) => new RegExp(`\\$\\{?${name}\\b`).test(text))
        if (holes.length === 0 && read.length === 0) return []
        const from = `${plan.file.split('/').slice(-2).join('/')}:${statement.line - 1 + step.line}`
        const programs = step.commands.map(({ program }) => program)
        let filled: string
        try {
          filled = fillHoles(script, statement)
        } catch {
          // No value can be put there at all: the step is left to a person.
          return []
        }
        return [{ from, script, text: filled, holes, variables: read, programs }]
      })
    }),
  )
}

/** Where a command begins: builtins that reach out of the shell they run in, and what may go on for ever. */
const BUILTIN =
  /(?:^|[;&|(){}!\n]|\b(?:then|do|else|if|elif|time)\b)\s*(?:kill|exec|source|\.|trap|ulimit|enable|hash|builtin|command|cd|pushd|popd|while|until|select|set|shopt|wait|exit|return|dirs|umask|fg|bg|jobs|disown|suspend|logout|times)(?:\s|$)/

/**
 * Whether a statement may be run with recorders in the place of its programs: it starts none by its path, leads nothing
 * to files elsewhere, touches no process and no setting of the shell it runs in, and comes to an end.
 */
export function isSafeToRun({ text, programs }: Pick<Position, 'text' | 'programs'>): boolean {
  const isPath = (program: string) => program.includes('/') || /^[~$]/.test(program)
  return (
    !programs.some((program) => isPath(program) && text.includes(program)) &&
    !/>\|?&?\s*["']?(?!\/dev\/null|&?\d)[/~$]|`|<\(|>\(|\(\)\s*\{|\bPATH=/.test(text) &&
    !BUILTIN.test(text)
  )
}
