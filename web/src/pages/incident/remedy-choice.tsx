import { GitBranch } from 'lucide-react'
import { useRef } from 'react'
import { useAct } from '../../api/queries.ts'
import type { Remedy, Run, Step } from '../../contract.ts'
import { Button } from '../../parts/button.tsx'
import { useStale } from '../../parts/connection-state.tsx'
import { EffectBadge, EffectCounts } from '../../parts/effect-badge.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'
import { useShortcut } from '../../parts/use-shortcut.ts'
import { countCommands } from '../../state/count-effects.ts'
import { effectOf } from '../../state/statements.ts'
import { nameSteps } from '../../state/steps.ts'
import { withoutTitle } from '../../state/without-title.ts'

/** Several ways to go on: only a person knows which condition holds. */
export function RemedyChoice({ options, run, number }: { options: readonly Remedy[]; run: Run; number: number }) {
  const act = useAct(number)
  return (
    <div className="space-y-2 px-3 py-2 md:px-4">
      <h2 className="flex items-center gap-1.5 pr-8 text-base font-semibold">
        <GitBranch size={15} aria-hidden="true" className="text-write" />
        {options.length === 1 ? 'Does this apply?' : 'Which of these applies?'}
        <span className="text-sm font-normal text-muted max-md:hidden">
          What changes something still asks before it runs.
        </span>
      </h2>
      <RefusalNote error={act.error} />
      <ul className="grid gap-2 md:grid-cols-[repeat(auto-fit,minmax(18rem,1fr))]">
        {options.map((remedy, index) => (
          <RemedyCard
            key={remedy.id}
            remedy={remedy}
            steps={remedy.steps.flatMap((step) => run.procedure.steps[step] ?? [])}
            hotkey={index < 9 ? String(index + 1) : null}
            busy={act.isPending}
            onChoose={() => act.mutate({ path: `/runs/${run.id}/remedy`, body: { remedy: remedy.id } })}
          />
        ))}
      </ul>
    </div>
  )
}

interface CardProps {
  remedy: Remedy
  steps: Step[]
  hotkey: string | null
  busy: boolean
  onChoose: () => void
}

function RemedyCard({ remedy, steps, hotkey, busy, onChoose }: CardProps) {
  const stale = useStale()
  const button = useRef<HTMLButtonElement>(null)
  useShortcut(hotkey, `Go to: ${remedy.title}`, () => button.current?.focus())
  return (
    <li
      data-testid="remedy-card"
      className="flex min-w-0 flex-col gap-1.5 rounded-md border border-line-strong bg-surface p-2.5"
    >
      <div className="flex flex-wrap items-baseline gap-x-2">
        <h3 className="font-semibold">{remedy.title}</h3>
        <span className="text-xs text-muted">{nameSteps(remedy)}</span>
        {steps.length > 1 && <EffectCounts counts={countCommands(steps)} />}
      </div>
      {remedy.condition && remedy.condition !== remedy.title && <p className="text-muted">{remedy.condition}</p>}
      {remedy.cause && (
        <p className="text-muted">
          <span className="text-faint">when </span>
          {remedy.cause}
        </p>
      )}
      <ul className="max-h-44 min-w-0 space-y-0.5 overflow-y-auto">
        {steps.map((step) => (
          <li key={step.line} className="flex min-w-0 items-baseline gap-1.5">
            <StepEffect step={step} />
            <code className="exact min-w-0 text-xs">
              {step.script ? withoutTitle(step.script.text, step.title).trim() : step.title}
            </code>
          </li>
        ))}
      </ul>
      <div className="mt-auto pt-1">
        <Button
          ref={button}
          {...(hotkey ? { hotkey } : {})}
          disabled={busy || stale}
          onClick={onChoose}
          className="max-md:w-full"
        >
          Do this
          <span className="sr-only">: {remedy.title}</span>
        </Button>
      </div>
    </li>
  )
}

function StepEffect({ step }: { step: Step }) {
  const effect = effectOf(step)
  return effect ? <EffectBadge effect={effect} /> : <span className="text-2xs text-faint">by hand</span>
}
