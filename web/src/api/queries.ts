import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type {
  Drill,
  DrillRequest,
  EnvironmentSummary,
  IncidentDetail,
  IncidentSummary,
  RehearsalSummary,
  RunbookDetail,
  RunbookSummary,
  RunRequest,
  StartedRun,
  SystemSummary,
} from '../contract.ts'
import { mergeDetail } from '../state/apply-change.ts'
import { getJson, getText, postJson, Refusal } from './client.ts'

export const incidentKey = (number: number) => ['incident', number] as const

/** Lists are told of changes by the stream; the interval is for pages that follow another stream. */
export function useIncidents(options: { every?: number } = {}) {
  return useQuery({
    queryKey: ['incidents'],
    queryFn: ({ signal }) => getJson<IncidentSummary[]>('/incidents', signal),
    ...(options.every ? { refetchInterval: options.every } : {}),
  })
}

export function useIncident(number: number) {
  const client = useQueryClient()
  return useQuery({
    queryKey: incidentKey(number),
    queryFn: async ({ signal }) => {
      const fresh = await getJson<IncidentDetail>(`/incidents/${number}`, signal)
      const known = client.getQueryData<IncidentDetail>(incidentKey(number))
      return known ? mergeDetail(known, fresh) : fresh
    },
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })
}

export function usePostmortem(number: number, wanted: boolean) {
  return useQuery({
    queryKey: ['postmortem', number],
    queryFn: ({ signal }) => getText(`/incidents/${number}/postmortem`, signal),
    enabled: wanted,
    staleTime: 0,
    gcTime: 0,
  })
}

export function useRunbooks() {
  return useQuery({
    queryKey: ['runbooks'],
    queryFn: ({ signal }) => getJson<RunbookSummary[]>('/runbooks', signal),
  })
}

export function useRunbook(digest: string) {
  return useQuery({
    queryKey: ['runbook', digest],
    queryFn: ({ signal }) => getJson<RunbookDetail>(`/runbooks/${encodeURIComponent(digest)}`, signal),
    // A digest names exact bytes: they never change.
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useSystems() {
  return useQuery({
    queryKey: ['systems'],
    queryFn: ({ signal }) => getJson<SystemSummary[]>('/systems', signal),
    // The virtual clocks move on without an event.
    refetchInterval: 5_000,
  })
}

export function useDrills() {
  return useQuery({ queryKey: ['drills'], queryFn: ({ signal }) => getJson<Drill[]>('/drills', signal) })
}

export function useRehearsals() {
  return useQuery({
    queryKey: ['rehearsals'],
    queryFn: ({ signal }) => getJson<RehearsalSummary[]>('/rehearsals', signal),
  })
}

export function useStartDrill() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (request: DrillRequest) => postJson<Drill>('/drills', request),
    onSettled: () => refreshLists(client),
  })
}

export function useEnvironments() {
  return useQuery({
    queryKey: ['environments'],
    queryFn: ({ signal }) => getJson<EnvironmentSummary[]>('/environments', signal),
  })
}

export function useStartRun() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (request: RunRequest) => postJson<StartedRun>('/runs', request),
    onSettled: () => refreshLists(client),
  })
}

export function useAbandonDrill() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      postJson<Drill>(`/drills/${id}/abandon`, { reason }),
    onSettled: () => refreshLists(client),
  })
}

/**
 * Something a person does on an incident's page. What it changed comes back through the stream; a conflict means that
 * the page was behind, so it is fetched anew.
 */
export function useAct(number: number) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ path, body = {} }: { path: string; body?: unknown }) => postJson<unknown>(path, body),
    onSettled: (_answer, error) => {
      if (error instanceof Refusal && error.status === 0) return
      void client.invalidateQueries({ queryKey: incidentKey(number) })
    },
  })
}

export function refreshLists(client: QueryClient): void {
  for (const key of ['incidents', 'drills', 'systems', 'runbooks', 'rehearsals'])
    void client.invalidateQueries({ queryKey: [key] })
}
