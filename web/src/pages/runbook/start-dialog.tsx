import { Play } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useEnvironments, useStartRun } from '../../api/queries.ts'
import type { EnvironmentSummary, Parameter, Procedure } from '../../contract.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { EffectCounts } from '../../parts/effect-badge.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'
import { countCommands } from '../../state/count-effects.ts'

interface Props {
  digest: string
  procedure: Procedure
}

/** Starts a procedure by hand: where, with which values, and what will then happen without a signature and with one. */
export function StartButton({ digest, procedure }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button data-testid={`start-${procedure.id}`} onClick={() => setOpen(true)}>
        <Play size={13} aria-hidden="true" /> Start…
      </Button>
      <Dialog title={`Start “${procedure.heading}”`} open={open} onClose={() => setOpen(false)}>
        <StartForm digest={digest} procedure={procedure} onCancel={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function StartForm({ digest, procedure, onCancel }: Props & { onCancel: () => void }) {
  const environments = useEnvironments()
  const start = useStartRun()
  const [, navigate] = useLocation()
  const [chosen, setChosen] = useState<string | null>(null)
  const [values, setValues] = useState<Record<string, string>>({})
  const known = environments.data ?? []
  const environment = chosen ?? (known.length === 1 ? known[0]?.name : undefined)
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''))
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (environment === undefined) return
        start.mutate(
          { runbook: { digest }, procedureId: procedure.id, environment, parameters: given },
          { onSuccess: ({ incident }) => navigate(`/incidents/${incident}`) },
        )
      }}
    >
      <WhatHappens procedure={procedure} />
      <Where environments={known} chosen={environment} onChoose={setChosen} />
      {procedure.parameters.length > 0 && (
        <fieldset className="space-y-2">
          <legend className="font-semibold">Values</legend>
          <p className="text-xs text-muted">
            What is left empty is taken from the environment or asked for in its turn.
          </p>
          {procedure.parameters.map((parameter) => (
            <ValueField
              key={parameter.name}
              parameter={parameter}
              value={values[parameter.name] ?? ''}
              onChange={(value) => setValues({ ...values, [parameter.name]: value })}
            />
          ))}
        </fieldset>
      )}
      <RefusalNote error={environments.error ?? start.error} />
      <div className="flex justify-end gap-2">
        <Button look="ghost" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          look="primary"
          type="submit"
          data-testid="start-confirm"
          disabled={start.isPending || environment === undefined}
        >
          {environment === undefined ? 'Choose where' : `Start in ${environment}`}
        </Button>
      </div>
    </form>
  )
}

/** What the default policy does with it: reads at once, the rest after a signature. */
function WhatHappens({ procedure }: { procedure: Procedure }) {
  const counts = countCommands(procedure.steps)
  const changes = counts.write + counts.destructive + counts.unknown
  return (
    <div className="space-y-1 text-muted">
      <p>
        {readsWords(counts.read)}
        {signWords(changes)}
      </p>
      <EffectCounts counts={counts} />
    </div>
  )
}

function signWords(changes: number): string {
  if (changes === 0) return '; there is nothing to sign.'
  const what = changes === 1 ? 'the one change' : `each of the ${changes} changes`
  return `; before ${what} you are shown its exact bytes, to sign.`
}

function readsWords(reads: number): string {
  if (reads === 0) return 'Nothing runs by itself'
  return reads === 1 ? 'One read runs by itself' : `${reads} reads run by themselves`
}

interface WhereProps {
  environments: readonly EnvironmentSummary[]
  chosen: string | undefined
  onChoose: (name: string) => void
}

function Where({ environments, chosen, onChoose }: WhereProps) {
  return (
    <fieldset className="space-y-1">
      <legend className="font-semibold">Where</legend>
      {environments.map(({ name, kind }) => (
        <label
          key={name}
          className="flex min-h-8 cursor-pointer items-center gap-2 rounded-md border px-2 has-checked:border-accent has-checked:bg-accent-soft max-md:min-h-10"
        >
          <input
            type="radio"
            name="environment"
            value={name}
            checked={chosen === name}
            onChange={() => onChoose(name)}
          />
          <code>{name}</code>
          <span className={`ml-auto text-xs ${kind === 'host' ? 'font-semibold text-write' : 'text-muted'}`}>
            {kind === 'host' ? 'real: its commands run on this server' : 'simulated'}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

interface ValueFieldProps {
  parameter: Parameter
  value: string
  onChange: (value: string) => void
}

function ValueField({ parameter, value, onChange }: ValueFieldProps) {
  return (
    <label className="block">
      <span className="flex flex-wrap items-baseline gap-2">
        <code className="font-semibold">{parameter.name}</code>
        <span className="text-xs text-muted">
          {parameter.type && parameter.type !== 'text' && `${parameter.type}, `}written as {parameter.texts.join(', ')}
        </span>
      </span>
      <input
        type={parameter.secret ? 'password' : 'text'}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder={parameter.default ?? ''}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="mt-0.5 h-8 w-full rounded-md border border-line-strong bg-bg px-2 font-mono text-sm max-md:h-10 max-md:text-lg"
      />
    </label>
  )
}
