/** What a monitoring system reported. */
export interface Alert {
  fingerprint: string
  name: string
  status: 'firing' | 'resolved'
  labels: Record<string, string>
  annotations: Record<string, string>
  startsAt: string
  endsAt: string | null
  /** Link back to the rule that fired. */
  generatorUrl: string | null
}
