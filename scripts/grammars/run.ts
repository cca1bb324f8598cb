/** Makes data/ anew from the tools on this machine: `npm run grammars`. Review the difference before committing it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const here = import.meta.dirname
const scratch = mkdtempSync(join(tmpdir(), 'grammars-'))
try {
  const tables = join(scratch, 'aws.jsonl')
  const env = { ...process.env, AWS_EC2_METADATA_DISABLED: 'true' }
  const shapes = join(scratch, 'aws-shapes.jsonl')
  const options = { encoding: 'utf8', maxBuffer: 1 << 28, env } as const
  writeFileSync(tables, execFileSync('python3', [join(here, 'aws-tables.py')], options))
  execFileSync(process.execPath, [join(here, 'aws.ts'), tables], { stdio: 'inherit' })
  writeFileSync(shapes, execFileSync('python3', [join(here, 'aws-shapes.py')], options))
  execFileSync(process.execPath, [join(here, 'aws-shapes.ts'), shapes], { stdio: 'inherit' })
  for (const script of ['kubectl.ts', 'postgres.ts', 'redis.ts', 'jq.ts', 'iam-resources.ts', 'cli/run.ts'])
    execFileSync(process.execPath, [join(here, script)], { stdio: 'inherit' })
} finally {
  rmSync(scratch, { recursive: true })
}
