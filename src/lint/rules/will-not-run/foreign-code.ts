import type { StepFact } from '../../facts/facts.ts'
import { type Finding, onLine, type Rule } from '../../rule.ts'
import { isInteractiveClient } from '../hangs/needs-terminal.ts'

const SHELLS = /^(bash|sh|shell|zsh|console|terminal|shell-session|sh-session)$/
const NAMES: Readonly<Record<string, string>> = { sql: 'SQL', json: 'JSON', hcl: 'Terraform', python: 'Python' }

export const foreignCode: Rule = {
  id: 'foreign-code',
  family: 'will not run',
  severity: 'error',
  summary: 'SQL, JSON or Python stands in a block for the shell',
  *check({ steps }) {
    for (const step of steps) {
      const language = NAMES[step.step.kind]
      if (language === undefined || step.fence === null || !SHELLS.test(step.fence.language)) continue
      if (isTypedIntoClient(step)) continue
      yield finding(step, language)
    }
  },
}

function finding(step: StepFact, language: string): Finding {
  const word = /[^\s(]+/.exec(step.code)?.[0] ?? ''
  return onLine(
    step.step.line,
    `the block is for the shell and this is ${language}: pasted, the shell looks for a program called "${word}"`,
    language === 'SQL'
      ? 'hand it to the client: psql -c "…", or a block of its own marked ```sql'
      : `put it into a file (cat > name <<'EOF' … EOF) or a block of its own marked \`\`\`${step.step.kind}`,
  )
}

/** After an opened `psql` it is what the person types there. */
function isTypedIntoClient(step: StepFact): boolean {
  return (step.fence?.steps ?? []).some(
    (other) => other.step.line < step.step.line && other.commands.some((command) => isInteractiveClient(command)),
  )
}
