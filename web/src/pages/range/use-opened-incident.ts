import { useEffect } from 'react'
import { useLocation } from 'wouter'
import type { Drill } from '../../contract.ts'

/** Follows the drill that was just begun to its incident, once its alarm has fired. */
export function useOpenedIncident(
  begun: Drill | null,
  drills: readonly Drill[] | undefined,
  incidents: readonly { id: string; number: number; drillId: string | null }[] | undefined,
): void {
  const [, navigate] = useLocation()
  const now = drills?.find((drill) => drill.id === begun?.id) ?? begun
  const incident = incidents?.find((one) => now && (one.id === now.incidentId || one.drillId === now.id))
  const number = incident?.number
  useEffect(() => {
    if (number !== undefined) navigate(`/incidents/${number}`)
  }, [number, navigate])
}
