import { useMemo } from 'react'
import type { Attempt, Script, Step } from '../../contract.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { EffectBadge, ExplainedEffect, nameOf } from '../../parts/effect-badge.tsx'
import { effectOf, failuresInside, holesIn, type ScriptBlock, scriptBlocks } from '../../state/statements.ts'
import { withoutTitle } from '../../state/without-title.ts'

interface Props {
  step: Step
  attempt: Attempt | null
  values: Record<string, string>
}

/** What a step consists of: exactly the runbook's text, with what each command does beside it. */
export function StepText({ step, attempt, values }: Props) {
  if (step.kind === 'prose' || step.kind === 'checklist') {
    return <p className="exact max-w-prose text-muted">{step.text === step.title ? null : step.text}</p>
  }
  return (
    <div className="relative rounded-md border bg-sunken">
      <div className="absolute top-0.5 right-0.5">
        <CopyButton text={step.script?.text ?? step.text} what="the step's commands" />
      </div>
      {step.script ? (
        <ScriptText script={step.script} step={step} attempt={attempt} values={values} />
      ) : (
        <PlainText step={step} />
      )}
      {step.expected && (
        <p className="border-t px-2 py-0.5 text-xs text-muted">
          <span className="text-faint">expected </span>
          <code className="exact">{step.expected}</code>
        </p>
      )}
    </div>
  )
}

function ScriptText({ script, step, attempt, values }: { script: Script } & Props) {
  const blocks = useMemo(() => scriptBlocks(script, step.commands), [script, step.commands])
  return (
    <div className="py-1">
      {blocks.map((block) =>
        block.kind === 'statement' ? (
          <Statement key={block.from} block={block} script={script} attempt={attempt} values={values} />
        ) : (
          <Between key={block.from} text={block.from === 0 ? withoutTitle(block.text, step.title) : block.text} />
        ),
      )}
    </div>
  )
}

/** Comments between statements; blanks alone are left to the layout. */
function Between({ text }: { text: string }) {
  const comments = text.trim()
  if (comments === '') return null
  return <pre className="exact px-2 pr-8 text-xs text-faint">{comments}</pre>
}

const EDGE = {
  read: 'border-l-read/50',
  write: 'border-l-write',
  destructive: 'border-l-destructive',
  unknown: 'border-l-unknown border-dashed',
}

function Statement(props: {
  block: ScriptBlock
  script: Script
  attempt: Attempt | null
  values: Record<string, string>
}) {
  const { block, script, attempt, values } = props
  const effect = block.effect ?? 'unknown'
  const groups = Map.groupBy(block.commands, (command) => command.effect)
  return (
    <div className={`grid border-l-2 px-2 py-0.5 pr-8 md:grid-cols-[minmax(0,1fr)_auto] md:gap-x-3 ${EDGE[effect]}`}>
      <pre className="exact text-xs">
        <WithHoles block={block} script={script} values={values} />
      </pre>
      <div className="flex items-start gap-2">
        <Statuses attempt={attempt} statements={block.statements} />
        <ExplainedEffect effect={effect} commands={block.commands} />
      </div>
      {groups.size > 1 && (
        <ul className="flex flex-wrap gap-x-3 gap-y-0.5 md:col-span-2" aria-label="Commands">
          {[...groups].map(([effect, commands]) => (
            <li key={effect} className="inline-flex items-baseline gap-1 text-2xs text-muted">
              <EffectBadge effect={effect} />
              <code>{commands.map(nameOf).join(', ')}</code>
            </li>
          ))}
        </ul>
      )}
      <Inside attempt={attempt} statements={block.statements} />
    </div>
  )
}

/** Commands that failed inside a statement, which its own exit status does not tell: left of `||`, in `$(…)`, in a loop. */
function Inside({ attempt, statements }: { attempt: Attempt | null; statements: readonly number[] }) {
  const failures = failuresInside(attempt, statements)
  if (failures.length === 0) return null
  return (
    <ul className="space-y-0.5 pt-0.5 md:col-span-2" aria-label="Failed inside it">
      {failures.map(({ command, statuses }) => (
        <li
          key={`${statuses.join()} ${command}`}
          className="flex flex-wrap items-baseline gap-x-1.5 text-2xs text-fail"
        >
          <span>failed inside</span>
          <code className="exact min-w-0 text-text">{command}</code>
          <ExitStatuses statuses={statuses} />
        </li>
      ))}
    </ul>
  )
}

/** Marks the places where a value is put, and says which. */
function WithHoles({ block, script, values }: { block: ScriptBlock; script: Script; values: Record<string, string> }) {
  const parts = []
  let done = 0
  for (const hole of holesIn(block, script.holes)) {
    const value = values[hole.name]
    parts.push(block.text.slice(done, hole.from))
    parts.push(
      <mark
        key={hole.from}
        title={value === undefined ? `${hole.name}: no value yet` : `${hole.name} = ${value}`}
        className={`rounded-sm border-b px-0.5 text-text ${value === undefined ? 'border-dashed border-write bg-write-soft' : 'border-accent bg-accent-soft'}`}
      >
        {block.text.slice(hole.from, hole.to)}
      </mark>,
    )
    done = hole.to
  }
  return [...parts, block.text.slice(done)]
}

/** Exit statuses of a pipeline, where any is not zero: a failure in its middle must not pass unseen. */
function Statuses({ attempt, statements }: { attempt: Attempt | null; statements: readonly number[] }) {
  const failed = attempt?.statements.filter(
    (result) => statements.includes(result.statement) && result.statuses.some((status) => status !== 0),
  )
  return failed?.map((result) => {
    const hidden = result.statuses.at(-1) === 0
    const why = hidden ? 'A command of the pipeline failed, and the pipeline as a whole hides it' : undefined
    return <ExitStatuses key={result.statement} statuses={result.statuses} hidden={hidden} title={why} />
  })
}

function ExitStatuses(props: { statuses: readonly number[]; hidden?: boolean; title?: string | undefined }) {
  return (
    <span
      title={props.title}
      className="rounded-sm border border-fail px-1 font-mono text-2xs leading-[1.05rem] whitespace-nowrap text-fail"
    >
      exit {props.statuses.join(' | ')}
      {props.hidden && ' hidden'}
    </span>
  )
}

/** Something that is not a shell script we can run: shown as it is. */
function PlainText({ step }: { step: Step }) {
  const effect = effectOf(step)
  return (
    <div className="px-2 py-1 pr-8">
      <pre className="exact text-xs">{step.text}</pre>
      {effect && (
        <div className="mt-1 flex flex-wrap gap-2">
          <ExplainedEffect effect={effect} commands={step.commands} />
        </div>
      )}
    </div>
  )
}
