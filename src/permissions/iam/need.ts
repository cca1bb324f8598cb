/** One action on some resources. */
export interface IamNeed {
  action: string
  /** Null: those of the call it belongs to. */
  resources: string[] | null
  condition?: Record<string, Record<string, string | string[]>>
}
