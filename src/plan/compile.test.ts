import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { cpuTime } from '../../test/support/cpu-time.ts'
import { compileRunbook } from './compile.ts'
import type { Plan } from './plan.ts'

const SHARED = join(import.meta.dirname, '../../../shared')
const skip = existsSync(SHARED) ? false : '../shared is not here'

/** What holds of every plan, whatever the text. */
function assertSound(plan: Plan, text: string): void {
  const lineCount = text.split('\n').length
  const ids = plan.procedures.map((procedure) => procedure.id)
  assert.equal(new Set(ids).size, ids.length, 'ids are unique')
  const source = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
  for (const procedure of plan.procedures) {
    assert.ok(procedure.line >= 1 && procedure.line <= procedure.endLine && procedure.endLine <= lineCount)
    assert.ok(procedure.parent === null || ids.includes(procedure.parent))
    for (const step of procedure.steps) {
      assert.ok(
        step.line >= procedure.line && step.line <= step.endLine && step.endLine <= procedure.endLine,
        step.title,
      )
      assert.ok(step.kind === 'shell' || step.script === null)
      for (const command of step.commands) assert.ok(command.line >= step.line && command.line <= step.endLine)
      if (step.script !== null) assertScript(step.script, source, step.line)
    }
    for (const parameter of procedure.parameters) {
      assert.match(parameter.name, /^[A-Za-z_][A-Za-z0-9_]*$/)
      for (const index of parameter.steps) assert.ok(procedure.steps[index] !== undefined)
    }
  }
}

function assertScript(
  script: NonNullable<Plan['procedures'][number]['steps'][number]['script']>,
  source: string[],
  line: number,
): void {
  let at = 0
  for (const { from, to } of script.holes) {
    assert.ok(from >= at && to > from && to <= script.text.length, 'holes are in order and do not overlap')
    at = to
  }
  at = 0
  for (const { from, to } of script.statements) {
    assert.ok(from >= at && to >= from && to <= script.text.length, 'statements are in order and do not overlap')
    at = to
  }
  // Every line of a script ends as the line of the file it comes from: only indentation and prompts are taken off.
  for (const [index, text] of script.text.split('\n').entries()) {
    const written = source[line - 1 + index] ?? ''
    // A command in a sentence or a cell stands between backticks; a pipe in a cell is escaped.
    const inline = written.replaceAll('\\|', '|').includes(`\`${text}\``) || written.includes(`\` ${text}`)
    assert.ok(text === '' || written.endsWith(text) || inline, `line ${line + index}: ${text}`)
  }
}

const piece = fc.constantFrom(
  '# A\n',
  '## Steps\n',
  '### 1. Check it\n',
  '#### Rollback\n',
  '**Alert**: `X` (> 5 %)\n',
  '**If bad:**\n',
  '**Scale up:**\n\n',
  '```bash\n',
  '```\n',
  '~~~sql\n',
  '~~~\n',
  '   ```\n',
  '# 1. do\n',
  'kubectl get pods\n',
  'rm -rf <DIR>\n',
  "echo 'x\n",
  'cat <<EOF\n',
  'EOF\n',
  '- [ ] done (if x)\n',
  '1. Restart it:\n',
  '2. ',
  '| Cause | Fix |\n|---|---|\n| a | b |\n',
  '> ',
  '\t',
  '\r\n',
  '\uFEFF',
  '---\n',
  'a: b\n',
  '\n',
  '\\\n',
  '"',
  '$(',
  '<x',
  '…',
  '$V',
  '`',
  '|',
  '*',
  '[a](b)',
)

test('any text compiles to a sound plan, and the same one twice', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const plan = compileRunbook('x.md', text)
      assertSound(plan, text)
      assert.deepEqual(compileRunbook('x.md', text), plan)
    }),
    { numRuns: 500 },
  )
})

test('line endings and a byte-order mark change nothing', () => {
  const text =
    '# A\n\n## Disk Full\n\n| Cause | Fix |\n|---|---|\n| a | b |\n\n```bash\n# Look\ndf -h \\\n  /var\n```\n'
  const plan = compileRunbook('x.md', text)
  assert.equal(plan.procedures[0]?.steps[0]?.script?.text, 'df -h \\\n  /var')
  assert.equal(plan.procedures[0]?.causes.length, 1)
  assert.deepEqual(compileRunbook('x.md', text.replaceAll('\n', '\r\n')), plan)
  assert.deepEqual(compileRunbook('x.md', `\uFEFF${text}`), plan)
})

test('what one step sets and a later one reads is carried over, and is no parameter', () => {
  const text =
    '# Release\n\n```bash\n# 1. Name it\nTAG=$(git describe)\nUNUSED=1\n\n# 2. Push it\ndocker push "$REGISTRY/api:$TAG"\n```\n'
  const [procedure] = compileRunbook('x.md', text).procedures
  assert.deepEqual(procedure?.steps[0]?.script?.exports, ['TAG'])
  assert.deepEqual(
    procedure?.parameters.map((parameter) => [parameter.name, parameter.source, parameter.steps]),
    [['REGISTRY', 'variable', [1]]],
  )
})

test('a step with something left out has no script, and the plan says why', () => {
  const plan = compileRunbook('x.md', '# Restore\n\n```bash\naws rds create-db-snapshot ...\n```\n')
  assert.equal(plan.procedures[0]?.steps[0]?.script, null)
  assert.deepEqual(
    plan.diagnostics.map((diagnostic) => [diagnostic.rule, diagnostic.line]),
    [['left-out', 4]],
  )
})

test('commands outside any procedure are not passed over in silence', () => {
  const plan = compileRunbook('x.md', '```\nls -la\n```\n\n# A\n\n```yaml\nrun: ls\n```\n')
  assert.ok(plan.procedures.length > 0 || plan.diagnostics.some((diagnostic) => diagnostic.rule === 'not-understood'))
})

test('hostile texts take linear time', () => {
  for (const unit of [
    '# ',
    '> ',
    '- ',
    '```\n',
    '**a:**\n',
    '<a',
    '$(',
    '"',
    '1. x\n',
    '| a ',
    '|-|\n',
    '[',
    '# A\n```bash\nls\n```\n',
    '## 1. A\n```bash\nls\n```\n',
    '###### 1. Check\n\n- ls\n',
    '**Scale x:**\n\n```bash\nls\n```\n',
    '# x\n\n    ls <x> $V ...\n\n',
    '*',
    '_a',
    '\t',
  ]) {
    const ms = cpuTime(() => compileRunbook('x.md', unit.repeat(Math.floor(60_000 / unit.length))))
    assert.ok(ms < 4000, `${JSON.stringify(unit)} took ${Math.round(ms)} ms`)
  }
})

test('every public runbook at hand compiles soundly', { skip }, () => {
  for (const folder of ['seeds', 'corpus/files']) {
    for (const file of readdirSync(join(SHARED, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.md')) continue
      const text = readFileSync(join(SHARED, folder, file), 'utf8')
      assertSound(compileRunbook(file, text), text)
    }
  }
})

test('what says which programs run is not carried over: the programs of the later step would do as it says', () => {
  for (const name of ['GIT_PAGER', 'LESSOPEN', 'KUBECTL_EXTERNAL_DIFF', 'LD_PRELOAD', 'BASH_ENV']) {
    const text = `# A\n\n\`\`\`bash\n# One\nread -r ${name} < f\n\n# Two\necho "$${name}"; git log\n\`\`\`\n`
    const [procedure] = compileRunbook('x.md', text).procedures
    assert.deepEqual(procedure?.steps[0]?.script?.exports, [], name)
  }
})

test('what is optional waits for a person, as what depends on something does', () => {
  const text = ['# Check', '## Verify the dump', '```bash', '# Optional: load it', 'createdb scratch', '```'].join('\n')
  const [step] = compileRunbook('case.md', text).procedures[0]?.steps ?? []
  assert.deepEqual([step?.optional, step?.condition], [true, 'optional'])
})
