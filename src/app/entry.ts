import type { Clock } from '../core/clock.ts'
import type { Incident } from '../incidents/incident.ts'
import type { NewTimelineEntry } from '../incidents/timeline.ts'
import type { Environments } from './environments.ts'

/** An entry of an incident's story that is about no step, at this moment (and this moment of its simulated world). */
export function entry(
  parts: { clock: Clock; environments: Environments },
  incident: Pick<Incident, 'id' | 'environment'>,
  kind: NewTimelineEntry['kind'],
  actor: string,
  text: string,
): NewTimelineEntry {
  const worldAt = parts.environments.get(incident.environment)?.worldNow?.().toISOString() ?? null
  const at = parts.clock.now().toISOString()
  return { incidentId: incident.id, at, worldAt, kind, actor, text, step: null, attempt: null }
}
