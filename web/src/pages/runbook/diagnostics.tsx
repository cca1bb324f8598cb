import { CircleX, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Diagnostic } from '../../contract.ts'

type Severity = Diagnostic['severity']
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

interface SeveritiesProps {
  diagnostics: readonly Diagnostic[]
  hidden: ReadonlySet<Severity>
  onToggle(severity: Severity): void
}

const LOOK: Record<Severity, { icon: LucideIcon; tone: string }> = {
  error: { icon: CircleX, tone: 'text-fail' },
  warning: { icon: TriangleAlert, tone: 'text-write' },
  info: { icon: Info, tone: 'text-muted' },
}

/** All that was found in the file, each with a way to its line. */
export function Diagnostics({ diagnostics }: { diagnostics: readonly Diagnostic[] }) {
  const [hidden, setHidden] = useState<ReadonlySet<Severity>>(new Set())
  if (diagnostics.length === 0) return null
  const toggle = (severity: Severity) =>
    setHidden(new Set(SEVERITIES.filter((one) => hidden.has(one) !== (one === severity))))
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length
  return (
    <details className="mb-4 max-w-4xl border bg-surface" open={errors > 0}>
      <summary className="px-3 py-1.5 font-semibold">
        {diagnostics.length} {diagnostics.length === 1 ? 'finding' : 'findings'}
        {errors > 0 && <span className="text-fail">, {errors} of them errors</span>}
      </summary>
      <Severities diagnostics={diagnostics} hidden={hidden} onToggle={toggle} />
      <ul className="max-h-72 space-y-1 overflow-y-auto border-t px-3 py-2">
        {diagnostics
          .filter(({ severity }) => !hidden.has(severity))
          .map((diagnostic) => (
            <li key={`${diagnostic.line}-${diagnostic.column}-${diagnostic.rule}`} className="flex gap-3">
              <a
                href={`#L${diagnostic.line}`}
                className="w-10 shrink-0 text-right font-mono text-xs text-accent hover:underline"
              >
                L{diagnostic.line}
              </a>
              <DiagnosticNote diagnostic={diagnostic} />
            </li>
          ))}
      </ul>
    </details>
  )
}

/** How many there are of each; a press hides them, another shows them again. Nothing to choose where all are alike. */
function Severities({ diagnostics, hidden, onToggle }: SeveritiesProps) {
  const counts = SEVERITIES.flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
    return count === 0 ? [] : [{ severity, count }]
  })
  if (counts.length < 2) return null
  return (
    <fieldset className="flex gap-2 px-3 pb-1.5">
      <legend className="sr-only">Which to show</legend>
      {counts.map(({ severity, count }) => (
        <button
          key={severity}
          type="button"
          aria-pressed={!hidden.has(severity)}
          onClick={() => onToggle(severity)}
          className={`rounded-md border px-2 text-xs max-md:min-h-8 ${hidden.has(severity) ? 'text-faint line-through' : LOOK[severity].tone}`}
        >
          {severity} {count}
        </button>
      ))}
    </fieldset>
  )
}

export function DiagnosticNote({ diagnostic }: { diagnostic: Diagnostic }) {
  const { icon: Icon, tone } = LOOK[diagnostic.severity]
  return (
    <div className="flex gap-1.5 text-xs">
      <Icon size={13} aria-hidden="true" className={`mt-0.5 shrink-0 ${tone}`} />
      <p>
        <span className={`font-semibold ${tone}`}>{diagnostic.severity}:</span> {diagnostic.message}{' '}
        <code className="text-2xs text-faint">{diagnostic.rule}</code>
        {diagnostic.hint && <span className="block text-muted">{diagnostic.hint}</span>}
      </p>
    </div>
  )
}
