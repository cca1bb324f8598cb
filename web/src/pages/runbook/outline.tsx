import type { Plan, Procedure } from '../../contract.ts'
import { EffectCounts } from '../../parts/effect-badge.tsx'
import { countCommands } from '../../state/count-effects.ts'

/** The file's procedures, as deep as they lie in each other. */
export function Outline({ plan }: { plan: Plan }) {
  const byId = new Map(plan.procedures.map((procedure) => [procedure.id, procedure]))
  return (
    <nav aria-label="Procedures">
      <ul>
        {plan.procedures.map((procedure) => (
          <li key={procedure.id}>
            <a
              href={`#${procedure.id}`}
              data-row=""
              className={`block py-1 pr-2 hover:bg-sunken focus-visible:-outline-offset-2 ${INDENT[Math.min(3, depthOf(procedure, byId))]}`}
            >
              <span className="block text-sm leading-snug">{procedure.heading}</span>
              <span className="flex flex-wrap items-center gap-1.5 text-2xs text-faint">
                {procedure.kind} · {procedure.steps.length} {procedure.steps.length === 1 ? 'step' : 'steps'}
                <EffectCounts counts={countCommands(procedure.steps)} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

const INDENT = ['pl-4', 'pl-7', 'pl-10', 'pl-12']

function depthOf(procedure: Procedure, byId: ReadonlyMap<string, Procedure>): number {
  let depth = 0
  for (let at = procedure.parent; at !== null && depth < 8; at = byId.get(at)?.parent ?? null) depth += 1
  return depth
}
