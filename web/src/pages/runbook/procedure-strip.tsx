import type { ReactNode } from 'react'
import type { Procedure } from '../../contract.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { EffectCounts } from '../../parts/effect-badge.tsx'
import { countCommands } from '../../state/count-effects.ts'
import { StartButton } from './start-dialog.tsx'

/** What was understood of a procedure, under its heading. */
export function ProcedureStrip({ procedure, digest }: { procedure: Procedure; digest: string }) {
  const { id, kind, alert, severity, responseTime, estimatedTime, steps, parameters } = procedure
  return (
    <div className="rounded-md border bg-surface px-2.5 py-1.5 text-xs">
      <div className="flex items-start gap-3">
        <dl className="flex grow flex-wrap items-center gap-x-4 gap-y-1">
          <Fact name="procedure">
            <code>{id}</code>
            <CopyButton text={id} what="the procedure's id" />
          </Fact>
          <Fact name="kind">{kind}</Fact>
          {alert && (
            <Fact name="alert">
              <code>{alert.name}</code>
              {alert.threshold && ` ${alert.threshold}`}
            </Fact>
          )}
          {severity && <Fact name="severity">{severity}</Fact>}
          {responseTime && <Fact name="respond within">{responseTime}</Fact>}
          {estimatedTime && <Fact name="takes">{estimatedTime}</Fact>}
          <Fact name={steps.length === 1 ? 'step' : 'steps'}>
            {steps.length} <EffectCounts counts={countCommands(steps)} />
          </Fact>
        </dl>
        {steps.length > 0 && <StartButton digest={digest} procedure={procedure} />}
      </div>
      {parameters.length > 0 && (
        <p className="mt-1 flex flex-wrap items-baseline gap-x-2 gap-y-1">
          <span className="text-faint">parameters</span>
          {parameters.map((parameter) => (
            <span key={parameter.name} title={`written as ${parameter.texts.join(', ')}`}>
              <code className="text-accent">{parameter.name}</code>
              {parameter.secret && <span className="text-faint"> secret</span>}
            </span>
          ))}
        </p>
      )}
    </div>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-center gap-1.5">
      <dt className="text-faint">{name}</dt>
      <dd className="flex items-center gap-1">{children}</dd>
    </div>
  )
}
