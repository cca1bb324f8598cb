import { TextCursorInput } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../../api/queries.ts'
import type { IncidentDetail, Parameter, Run, Suggestion, Waiting } from '../../contract.ts'
import { Button } from '../../parts/button.tsx'
import { useStale } from '../../parts/connection-state.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'

interface Props {
  waiting: Extract<Waiting, { for: 'parameters' }>
  run: Run
  suggestions: IncidentDetail['suggestions']
  number: number
}

/** Fills the holes of a step. A value never becomes code: the server quotes it where the placeholder stood. */
export function ParametersForm({ waiting, run, suggestions, number }: Props) {
  const act = useAct(number)
  const stale = useStale()
  const [values, setValues] = useState<Record<string, string>>({})
  const missing = waiting.names.filter((name) => !values[name]?.trim())
  return (
    <form
      className="space-y-2 px-3 py-2 md:px-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (missing.length === 0) act.mutate({ path: `/runs/${run.id}/parameters`, body: { values } })
      }}
    >
      <h2 className="flex flex-wrap items-center gap-1.5 pr-8 text-base font-semibold">
        <TextCursorInput size={15} aria-hidden="true" className="text-write" />
        {waiting.names.length === 1 ? 'A value is missing' : 'Values are missing'} for{' '}
        <a href={`#step-${waiting.step + 1}`} className="underline decoration-line-strong underline-offset-2">
          step {waiting.step + 1}
        </a>
        <span className="font-normal">{run.procedure.steps[waiting.step]?.title}</span>
      </h2>
      <RefusalNote error={act.error} />
      <div className="grid gap-3 md:grid-cols-2">
        {waiting.names.map((name) => (
          <Field
            key={name}
            name={name}
            parameter={run.procedure.parameters.find((one) => one.name === name)}
            suggestions={suggestions[name] ?? []}
            value={values[name] ?? ''}
            onChange={(value) => setValues({ ...values, [name]: value })}
          />
        ))}
      </div>
      <Button
        type="submit"
        look="primary"
        disabled={act.isPending || stale || missing.length > 0}
        className="max-md:w-full"
      >
        Use {waiting.names.length === 1 ? 'this value' : 'these values'}
      </Button>
    </form>
  )
}

interface FieldProps {
  name: string
  parameter: Parameter | undefined
  suggestions: Suggestion[]
  value: string
  onChange: (value: string) => void
}

function Field({ name, parameter, suggestions, value, onChange }: FieldProps) {
  return (
    <div className="min-w-0">
      <label className="block">
        <span className="flex flex-wrap items-baseline gap-2">
          <code className="font-semibold">{name}</code>
          {parameter && <span className="text-xs text-muted">written as {parameter.texts.join(', ')}</span>}
        </span>
        <input
          type={parameter?.secret ? 'password' : 'text'}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="mt-0.5 h-8 w-full rounded-md border border-line-strong bg-bg px-2 font-mono text-sm max-md:h-10 max-md:text-lg"
        />
      </label>
      {suggestions.length > 0 && (
        <ul aria-label={`Suggestions for ${name}`} className="mt-1 flex max-h-24 flex-wrap gap-1 overflow-y-auto">
          {suggestions.map((suggestion) => (
            <li key={suggestion.value} className="min-w-0">
              <button
                type="button"
                title={suggestion.from}
                aria-pressed={value === suggestion.value}
                onClick={() => onChange(suggestion.value)}
                className="max-w-full rounded-sm border px-1.5 py-0.5 text-left text-xs break-all hover:bg-sunken aria-pressed:border-accent aria-pressed:bg-accent-soft max-md:py-1.5"
              >
                <code>{suggestion.value}</code> <span className="text-faint">{suggestion.from}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
