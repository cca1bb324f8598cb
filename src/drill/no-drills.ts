import type { Drills } from '../app/ports.ts'
import { AppError } from '../core/errors.ts'

/** For a server that simulates nothing: it lists none, and says how to have some. */
export const noDrills: Drills = {
  systems: async () => [],
  scenarios: async () => [],
  rehearsals: async () => [],
  list: async () => [],
  get: async () => null,
  start: async () => {
    throw notSimulated()
  },
  abandon: async () => {
    throw notSimulated()
  },
}

function notSimulated(): AppError {
  return new AppError('no-systems', 'this server simulates no systems', 'start it with: standby serve --examples', {
    status: 409,
  })
}
