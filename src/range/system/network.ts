import * as z from 'zod'
import { deed } from './deeds.ts'
import { labels, name } from './name.ts'

/** Something that answers HTTP. */
export const host = z.strictObject({
  /** `https://api.stratum.ai`: scheme, host and port must be the same. */
  origin: z.string().regex(/^https?:\/\/[^/]+$/, 'is not an origin such as https://api.example.com'),
  kind: z.enum(['service', 'prometheus', 'external']),
  /** service: the workload behind it. */
  of: name.optional(),
  /** Where health is asked; `deep` ones look at what the service depends on, and at its faults. */
  health: z.array(z.strictObject({ path: z.string(), deep: z.boolean().default(false) })).default([]),
  /** Dependencies a deep health check names: databases and caches. */
  checks: z.record(z.string(), name).default({}),
  /** The first whose method and path match. */
  routes: z
    .array(
      z.strictObject({
        method: z.string().default('GET'),
        /** A regular expression over the path with its query; its named groups are values for `sql` and `does`. */
        path: z.string(),
        /** Answered with 401 without this in the header Authorization: a regular expression. */
        authorization: z.string().optional(),
        /** While this fault is active, another answer: the route is passed over without it. */
        during: z.string().optional(),
        status: z.number().int(),
        headers: labels,
        body: z.string().default(''),
        /** The body instead: one JSON value that a query answers; no row is 404. Fields of the request's JSON body are values too. */
        sql: z.strictObject({ database: name, text: z.string() }).optional(),
        does: z.array(deed).default([]),
      }),
    )
    .default([]),
})

/** One record of the DNS. */
export const record = z.strictObject({
  name: z.string(),
  type: z.enum(['A', 'AAAA', 'CNAME', 'CAA', 'TXT', 'MX', 'NS']),
  value: z.string(),
  ttl: z.number().int().default(300),
  /** It is so only while this fault is active; `-fault`: only while it is not. */
  during: z.string().optional(),
})
