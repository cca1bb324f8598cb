import type { Placeholder } from '../runbook/placeholders/placeholders.ts'
import type { StepDraft } from '../runbook/step-draft.ts'
import type { Analysis } from './analyse.ts'

/** The same steps with each hole named by what it means. */
export function nameByMeaning(
  steps: readonly StepDraft[],
  analyses: readonly Analysis[],
  placeholders: readonly Placeholder[][],
): { analyses: readonly Analysis[]; placeholders: readonly Placeholder[][] } {
  const holes = holesOf(steps, placeholders)
  // One hole has nobody to be mistaken for.
  if (holes.length < 2) return { analyses, placeholders }
  const found = meaningsOf(
    holes.map(({ hole, step }) => siteOf(hole, step, steps[step] as StepDraft, analyses[step] as Analysis)),
  )
  if (found.length === 0) return { analyses, placeholders }
  const meanings = steps.map(() => new Map<number, string>())
  for (const { name, hole, step } of found) meanings[step]?.set(hole.from, name)
  const renamed = <T extends { from: number; name: string }>(holes: readonly T[], step: number) =>
    holes.map((hole) => ({ ...hole, name: meanings[step]?.get(hole.from) ?? hole.name }))
  return {
    analyses: analyses.map((analysis, step) => ({ ...analysis, holes: renamed(analysis.holes, step) })),
    placeholders: placeholders.map((found, step) => renamed(found, step)),
  }
}

/** The holes of the shell steps. */
function holesOf(
  steps: readonly StepDraft[],
  placeholders: readonly (readonly Placeholder[])[],
): { hole: Placeholder; step: number }[] {
  const holes: { hole: Placeholder; step: number }[] = []
  for (const [step, found] of placeholders.entries())
    if (steps[step]?.kind === 'shell') for (const hole of found) if (hole.kind === 'hole') holes.push({ hole, step })
  return holes
}

/**
 * Gives each hole of a procedure the name of what it means.
 *
 * Two things make a name lie. `<id>` under `--task` and `<id>` under `--instance-id` are two values: each gets the name of
 * its option. `<TASK_ARN>` and `<task-id>` are one, if both are all of what `--task` of the same tool is given and that
 * option takes either. Where it is not sure, names stay as they are: asking twice is better than putting one value in
 * the place of another.
 *
 * @returns the new names; a hole that is not among them keeps its own.
 */
function meaningsOf(holes: readonly Site[]): Named[] {
  return [...split(holes), ...merge(holes)]
}

interface Named {
  hole: Placeholder
  step: number
  name: string
}

interface Site {
  hole: Placeholder
  step: number
  /** `aws ecs`, `kubectl`; null when the command is not in sight. */
  tool: string | null
  /** What it is given to, in the singular: `task` of `--tasks`, `deployment` of `deployment/<name>`; null if part of a word. */
  option: string | null
}

/** Names that say what shape a value has, and not of what. */
const SHAPES = /^(?:ID|IDS|NAME|ARN|VALUE|IDENTIFIER|NUMBER|UUID|X{3,}|VALUE_XXX)$/

function split(holes: readonly Site[]): Named[] {
  const named = new Map<string, Site[]>()
  for (const site of holes) if (SHAPES.test(site.hole.name)) group(named, site.hole.name, site)
  return [...named.values()].flatMap((sites) => {
    const places = new Set(sites.flatMap(({ tool, option }) => (option === null ? [] : [`${tool} ${option}`])))
    const options = new Set(sites.flatMap(({ option }) => option ?? []))
    if (places.size < 2 || options.size < 2) return []
    return sites.flatMap(({ hole, step, option }) =>
      option === null ? [] : [{ hole, step, name: specific(option, hole.name) }],
    )
  })
}

/** `instance-id` and ID → `INSTANCE_ID`. */
function specific(option: string, shape: string): string {
  const subject = option.replace(/-/g, '_').toUpperCase()
  const ending = /^(?:VALUE|IDENTIFIER|X|NUMBER)/.test(shape) ? '' : shape.replace(/S$/, '')
  return ending === '' || subject.endsWith(`_${ending}`) || subject === ending ? subject : `${subject}_${ending}`
}

/** Options that take an ARN, an id or a name alike; what the AWS CLI says of them in its reference. */
const EITHER = new Set([
  'aws ecs task',
  'aws ecs cluster',
  'aws ecs service',
  'aws ecs container-instance',
  'aws lambda function-name',
  'aws secretsmanager secret-id',
])

function merge(holes: readonly Site[]): Named[] {
  const places = new Map<string, Site[]>()
  for (const site of holes)
    if (site.option !== null && EITHER.has(`${site.tool} ${site.option}`))
      group(places, `${site.tool} ${site.option} ${stem(site.hole.name)}`, site)
  return [...places.values()].flatMap((sites) => {
    const first = sites[0] as Site
    const names = new Set(sites.map(({ hole }) => hole.name))
    // The name must say the same thing as the option, or nothing tells the task to stop from the task to look at.
    if (names.size < 2 || stem(first.hole.name) !== stem((first.option ?? '').replace(/-/g, '_').toUpperCase()))
      return []
    // Elsewhere one of them may stand where only an id will do.
    if (holes.some((site) => names.has(site.hole.name) && !sites.includes(site))) return []
    return sites.map(({ hole, step }) => ({ hole, step, name: first.hole.name }))
  })
}

function stem(name: string): string {
  return name.replace(/_(?:ARN|ID|NAME)S?$/, '')
}

function siteOf(hole: Placeholder, step: number, draft: StepDraft, analysis: Analysis): Site {
  const before = draft.code.slice(Math.max(0, hole.from - 120), hole.from)
  const after = draft.code[hole.to] ?? ' '
  const whole = /[\s"'`)|;&]/.test(after)
  const option = whole ? (/--([a-z][\w-]*)[ =]["']?$/.exec(before)?.[1] ?? null) : null
  const command = analysis.commands.find(({ argv }) => argv.some((word) => word.includes(hole.text)))
  const first = command?.subcommand?.split(' ')[0]
  const tool =
    command === undefined ? null : command.program === 'aws' && first !== undefined ? `aws ${first}` : command.program
  const thing =
    whole && /^(?:kubectl|oc)$/.test(command?.program ?? '') ? /\s([a-z]+)[/ ]$/.exec(before)?.[1] : undefined
  const given = option ?? (thing !== undefined && !NO_THING.test(thing) ? thing : null)
  return { hole, step, tool, option: given === null ? null : given.replace(/(?<=[a-z]{2})(?<!s)s$/, '') }
}

/** Words of kubectl that are followed by a name of what they do not say. */
const NO_THING = /^(?:exec|logs|cordon|uncordon|drain|attach|cp|it|n|f|c|l|o)$/

function group<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const known = groups.get(key)
  if (known === undefined) groups.set(key, [value])
  else known.push(value)
}
