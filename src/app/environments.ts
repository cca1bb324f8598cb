import type { Environment } from './environment.ts'

/** The places where commands may run: those configured, and the simulated productions. */
export interface Environments {
  get(name: string): Environment | null
  list(): Environment[]
  /** Adds one, or replaces the one of that name. */
  register(environment: Environment): void
}

/** Name of the environment that is this machine as it is. */
export const LOCAL = 'local'

export const localEnvironment = (): Environment => ({
  name: LOCAL,
  kind: 'host',
  path: [],
  env: {},
  parameters: {},
  worldNow: null,
})

export function createEnvironments(initial: readonly Environment[]): Environments {
  const byName = new Map(initial.map((environment) => [environment.name, environment]))
  return {
    get: (name) => byName.get(name) ?? null,
    list: () => [...byName.values()],
    register: (environment) => void byName.set(environment.name, environment),
  }
}
