import { OPTIONAL } from '../plan/open-condition.ts'
import type { Diagnostic, Effect, Parameter, Plan, Procedure, Step } from '../plan/plan.ts'
import { stepEffect } from '../plan/plan.ts'

/** Widest line; longer text is cut, the file itself has it in full. */
const WIDEST = 110
/** What stands before a step's title. */
const MARGIN = 26
/** Titles that are shorter say nothing: on a screen as narrow as that, lines break instead. */
const LEAST = MARGIN + 24

/** Colours that differ for every kind of colour blindness; the badge's letter says the same. */
const PAINT: Record<Effect, string> = { read: '34', write: '38;5;208', destructive: '1;38;5;161', unknown: '38;5;244' }
const BADGE: Record<Effect, string> = { read: 'r', write: 'w', destructive: 'D', unknown: '?' }

interface Style {
  /** Columns of a line. */
  width: number
  effect(effect: Effect, text: string): string
  strong(text: string): string
  faint(text: string): string
}

/**
 * The plan as `standby show` prints it: one line per step, with what its commands do.
 *
 * @param options.color - Whether to write ANSI colours. Nothing is said by colour alone.
 * @param options.width - Columns of the screen.
 */
export function showText(plan: Plan, options: { color: boolean; width?: number }): string {
  const style = styleFor(options.color, Math.max(LEAST, Math.min(WIDEST, options.width ?? WIDEST)))
  const name = plan.title === null ? '' : `${style.strong(plan.title)}  `
  const lines = [`${name}${style.faint(plan.file)}`]
  for (const procedure of plan.procedures) lines.push('', ...procedureLines(procedure, plan, style))
  if (plan.procedures.length === 0) lines.push('', 'no procedure: no heading has commands or a numbered list under it')
  const said = plan.diagnostics.filter((diagnostic) => diagnostic.rule !== 'not-understood')
  if (said.length > 0)
    lines.push(
      '',
      `${style.strong('diagnostics')}  ${style.faint(`in full, with what to write instead: standby check ${plan.file}`)}`,
      ...said.map((diagnostic) => diagnosticLine(diagnostic, style)),
    )
  lines.push(
    '',
    style.faint('r read  w write  D destructive  ? unknown, treated as destructive  · nothing to run'),
    summary(plan),
  )
  return `${lines.join('\n')}\n`
}

function procedureLines(procedure: Procedure, plan: Plan, style: Style): string[] {
  const where = procedure.line === procedure.endLine ? `${procedure.line}` : `${procedure.line}–${procedure.endLine}`
  const lines = [
    `${style.strong(procedure.heading)}  ${style.faint(`${procedure.kind} · ${procedure.id} · lines ${where}`)}`,
  ]
  for (const [name, value] of factsOf(procedure)) lines.push(cut(`  ${name.padEnd(10)} ${value}`, style.width))
  let section: string | null = null
  for (const [index, step] of procedure.steps.entries()) {
    if (step.section !== section) {
      section = step.section
      if (section !== null) lines.push(style.faint(cut(`  ── ${section}`, style.width)))
    }
    lines.push(...stepLines(step, index, style))
  }
  if (procedure.steps.length === 0) {
    const parent = plan.procedures.find((other) => other.id === procedure.parent)
    lines.push(
      style.faint(parent === undefined ? '  no steps' : `  its steps are those of ${parent.id} on the same lines`),
    )
  }
  lines.push(...parameterLines(procedure, style))
  return lines
}

function factsOf(procedure: Procedure): [string, string][] {
  const { alert, severity, responseTime, estimatedTime, when, parent } = procedure
  const facts: [string, string | null][] = [
    ['alert', alert === null ? null : alert.threshold === null ? alert.name : `${alert.name} (${alert.threshold})`],
    ['severity', severity],
    ['respond in', responseTime],
    ['takes', estimatedTime],
    ['when', when],
    ['part of', parent],
    ['symptoms', procedure.symptoms.length === 0 ? null : procedure.symptoms.join('; ')],
    ['needs', procedure.prerequisites.length === 0 ? null : procedure.prerequisites.join('; ')],
    ['causes', procedure.causes.length === 0 ? null : `${procedure.causes.length} known, with fixes`],
  ]
  return facts.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value]]))
}

function stepLines(step: Step, index: number, style: Style): string[] {
  const effect = step.commands.length === 0 ? null : stepEffect(step)
  const badge = effect === null ? '·' : style.effect(effect, BADGE[effect])
  const number = String(index + 1).padStart(3)
  const kind = step.kind === 'shell' ? '' : ` [${step.kind}]`
  const head = `${number}  ${badge}  ${step.phase.padEnd(11)} ${String(step.line).padStart(4)}  `
  const room = style.width - MARGIN
  const lines = [`${head}${cut(step.title.replace(/^\d+[.)]\s+/, ''), room - kind.length)}${style.faint(kind)}`]
  const indent = ' '.repeat(MARGIN)
  const guard = [
    step.condition,
    step.choice === null ? null : `one of ${step.choice}`,
    step.optional && step.condition !== OPTIONAL ? OPTIONAL : null,
  ]
  const guards = guard.filter((text) => text !== null)
  if (guards.length > 0) lines.push(`${indent}${style.faint(cut(`⚑ ${guards.join(' · ')}`, room))}`)
  for (const command of step.commands) {
    if (command.effect === 'read') continue
    const name = command.subcommand === null ? command.program : `${command.program} ${command.subcommand}`
    const reason = command.reasons[0] ?? 'not known'
    lines.push(`${indent}${style.effect(command.effect, cut(`${BADGE[command.effect]} ${name}: ${reason}`, room))}`)
  }
  if (step.kind === 'shell' && step.script === null) lines.push(`${indent}${cut('! cannot be run as it stands', room)}`)
  return lines
}

function parameterLines(procedure: Procedure, style: Style): string[] {
  if (procedure.parameters.length === 0) return []
  const widest = Math.min(32, Math.max(...procedure.parameters.map((parameter) => parameter.name.length)))
  const lines = procedure.parameters.map((parameter) => {
    const steps = parameter.steps.map((step) => step + 1).join(', ')
    const words = [`${parameter.texts.join(' ')}  in ${steps}`, ...originOf(parameter)]
    const type = parameter.secret ? 'secret' : (parameter.type ?? 'text')
    return cut(`    ${parameter.name.padEnd(widest)}  ${type.padEnd(8)}  ${words.join('; ')}`, style.width)
  })
  return [style.faint('  ── parameters'), ...lines]
}

/** `default latest`, `from step 2 or alert label pod`. */
function originOf({ required, default: value, sources = [] }: Parameter): string[] {
  const from = sources.map((source) =>
    source.from === 'step'
      ? `step ${source.step + 1}`
      : source.from === 'alert-label'
        ? `alert label ${source.label}`
        : 'configuration',
  )
  const fallback = value === null || value === undefined ? [] : [`default ${value === '' ? 'empty' : value}`]
  return [
    ...(required === false && fallback.length === 0 ? ['optional'] : fallback),
    ...(from.length === 0 ? [] : [`from ${from.slice(0, 3).join(' or ')}`]),
  ]
}

function diagnosticLine({ line, severity, rule, message }: Diagnostic, { width }: Style): string {
  return cut(`  ${String(line).padStart(4)}  ${severity.padEnd(7)}  ${rule}: ${message}`, width)
}

/** Counts lines that look like commands, as `not-understood` does: once per command. */
function summary(plan: Plan): string {
  const missed = plan.diagnostics.filter((diagnostic) => diagnostic.rule === 'not-understood')
  const steps = plan.procedures.flatMap((procedure) => procedure.steps)
  const understood = steps.reduce((sum, step) => sum + new Set(step.commands.map((command) => command.line)).size, 0)
  const where =
    missed.length === 0
      ? ''
      : `; not in a procedure: line ${missed
          .slice(0, 8)
          .map((diagnostic) => diagnostic.line)
          .join(', ')}${missed.length > 8 ? ', …' : ''}`
  return `understood ${understood} of ${understood + missed.length} lines that look like commands${where}`
}

function cut(text: string, width: number): string {
  const line = text.replace(/\s+/g, (blank) => (blank.includes('\n') ? ' ' : blank))
  return line.length <= width ? line : `${line.slice(0, Math.max(1, width - 1))}…`
}

function styleFor(color: boolean, width: number): Style {
  if (!color) return { width, effect: (_, text) => text, strong: (text) => text, faint: (text) => text }
  const paint = (code: string, text: string) => `\u001B[${code}m${text}\u001B[0m`
  return {
    width,
    effect: (effect, text) => paint(PAINT[effect], text),
    strong: (text) => paint('1', text),
    faint: (text) => (text === '' ? '' : paint('2', text)),
  }
}
