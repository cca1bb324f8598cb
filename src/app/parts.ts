import type { Clock } from '../core/clock.ts'
import type { NewId } from '../core/ids.ts'
import type { Logger } from '../core/logger.ts'
import type { Database } from '../db/database.ts'
import type { Policy } from '../policy/policy.ts'
import type { RunEngine } from '../runs/engine.ts'
import type { Environments } from './environments.ts'
import type { ClaimIncident } from './ports.ts'
import type { RunbookLibrary } from './runbooks.ts'

/** What the application's operations work with. */
export interface AppParts {
  db: Database
  clock: Clock
  newId: NewId
  logger: Logger
  engine: RunEngine
  environments: Environments
  runbooks: RunbookLibrary
  policy: Policy
  claimIncident: ClaimIncident
}
