import { findPlaceholders } from '../runbook/placeholders.ts'
import type { StepDraft } from '../runbook/step-draft.ts'
import type { Command, Hole, Statement } from './plan.ts'

/** What is known of a step's code. */
export interface Analysis {
  commands: Command[]
  statements: Statement[]
  holes: Hole[]
  assigned: string[]
  read: string[]
  problems: { line: number; message: string }[]
}

export function analyse(step: StepDraft): Analysis {
  const none: Analysis = { commands: [], statements: [], holes: [], assigned: [], read: [], problems: [] }
  if (step.kind !== 'shell') return none
  const first = step.code.trim().split(/\s+/)[0] ?? ''
  return {
    ...none,
    commands: [
      {
        line: step.line,
        endLine: step.endLine,
        program: first,
        subcommand: null,
        argv: [],
        effect: 'unknown',
        reasons: [],
        targets: [],
        permissions: [],
      },
    ],
    statements: [{ from: 0, to: step.code.length, line: step.line, effect: 'unknown' }],
    read: findPlaceholders(step.code)
      .filter((p) => p.kind === 'variable')
      .map((p) => p.name),
  }
}
