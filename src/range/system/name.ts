import * as z from 'zod'

/** What things of a system are called. */
export const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'is not a name')
export const share = z.number().min(0).max(1)
export const labels = z.record(z.string(), z.string()).default({})
