import { join } from 'node:path'

/** Where generated data goes: data/, or elsewhere to compare it with what is there (`STANDBY_DATA`). */
export const DATA = process.env.STANDBY_DATA ?? join(import.meta.dirname, '../../data')
