import type { Command, Diagnostic, Plan, Procedure } from '../contract.ts'

/** What is known of a runbook's lines, by line number. */
export interface LineNotes {
  /** The commands that begin on a line. */
  commands: Map<number, Command[]>
  /** The effect that colours a line: of the command that covers it. */
  covered: Map<number, Command>
  /** Placeholders as they are written, by line, with the name of the parameter. */
  placeholders: Map<number, { text: string; name: string }[]>
  diagnostics: Map<number, Diagnostic[]>
  procedures: Map<number, Procedure>
}

/** Gathers by line what a plan says. A step that two procedures share is told once. */
export function annotate(plan: Plan): LineNotes {
  const notes: LineNotes = {
    commands: new Map(),
    covered: new Map(),
    placeholders: new Map(),
    diagnostics: Map.groupBy(plan.diagnostics, (diagnostic) => diagnostic.line),
    procedures: new Map(plan.procedures.map((procedure) => [procedure.line, procedure])),
  }
  for (const step of plan.procedures.flatMap((procedure) => procedure.steps)) {
    for (const command of step.commands) noteCommand(notes, command)
    for (const { line, text, name, example } of step.placeholders) {
      if (example === true) continue
      const known = notes.placeholders.get(line) ?? []
      if (!known.some((one) => one.text === text)) notes.placeholders.set(line, [...known, { text, name }])
    }
  }
  return notes
}

function noteCommand(notes: LineNotes, command: Command): void {
  const known = notes.commands.get(command.line) ?? []
  const key = keyOf(command)
  // Seen through another procedure. The same command may still stand twice on one line, then it is told once.
  if (known.some((one) => keyOf(one) === key)) return
  notes.commands.set(command.line, [...known, command])
  for (let line = command.line; line <= command.endLine; line++) {
    if (!notes.covered.has(line)) notes.covered.set(line, command)
  }
}

function keyOf(command: Command): string {
  return JSON.stringify([command.line, command.argv, command.effect])
}

/** Cuts a line at its placeholders, leftmost first. */
export function splitAtPlaceholders(
  text: string,
  placeholders: readonly { text: string; name: string }[],
): { text: string; name: string | null }[] {
  const parts: { text: string; name: string | null }[] = []
  let rest = text
  while (rest !== '') {
    const found = placeholders
      .map((placeholder) => ({ ...placeholder, at: rest.indexOf(placeholder.text) }))
      .filter((placeholder) => placeholder.at >= 0 && placeholder.text !== '')
      .toSorted((a, b) => a.at - b.at || b.text.length - a.text.length)[0]
    if (!found) break
    if (found.at > 0) parts.push({ text: rest.slice(0, found.at), name: null })
    parts.push({ text: found.text, name: found.name })
    rest = rest.slice(found.at + found.text.length)
  }
  return rest === '' ? parts : [...parts, { text: rest, name: null }]
}
