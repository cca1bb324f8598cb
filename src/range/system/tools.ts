import * as z from 'zod'
import { condition } from './conditions.ts'
import { deed } from './deeds.ts'
import { duration } from './duration.ts'
import { labels, name } from './name.ts'

/** A program and what it prints: in a container, or on the responder's own machine. */
export const program = z.strictObject({
  /** A regular expression over the command line, words joined by one space; its named groups are values for `does`. */
  match: z.string(),
  /** Databases, caches: when one is not available, `otherwise` is the answer. */
  needs: z.array(name).default([]),
  /** As long as this fault is active, `otherwise` is the answer too. */
  failsDuring: z.string().optional(),
  stdout: z.string().default(''),
  exit: z.number().int().default(0),
  otherwise: z
    .strictObject({ stderr: z.string(), exit: z.number().int() })
    .default({ stderr: 'connection refused', exit: 1 }),
  does: z.array(deed).default([]),
})

/** A task that a person may have run: by `celery call`, or by a route. */
export const task = z.strictObject({
  name: z.string(),
  /** What must be so for it to end well. */
  when: condition.optional(),
  takes: duration.default(20_000),
  does: z.array(deed).default([]),
})

/** The team's repository on GitHub, as `git` and `gh` see it. */
export const repository = z.strictObject({
  /** `owner/name`. */
  name: z.string(),
  branch: z.string().default('main'),
  /** Newest last. */
  commits: z.array(z.strictObject({ sha: z.string().regex(/^[0-9a-f]{7,40}$/), message: z.string() })).min(1),
  workflows: z
    .array(
      z.strictObject({
        file: z.string(),
        name: z.string(),
        /** Inputs it needs, and what they must match. */
        inputs: z.record(z.string(), z.string()).default({}),
        takes: z.tuple([z.number(), z.number()]).default([180, 320]),
        does: z.array(deed).default([]),
      }),
    )
    .default([]),
})

/** Docker on the responder's machine, and the registry it pushes to. */
export const docker = z.strictObject({
  /** Folder of a Dockerfile → name of the workload whose image it makes. */
  contexts: z.record(z.string(), name).default({}),
  compose: z
    .strictObject({
      project: name,
      services: z
        .array(
          z.strictObject({
            name,
            image: z.string(),
            /** The workload that it is, where system.yaml has it. */
            workload: name.optional(),
            ports: z.string().default(''),
            healthcheck: z.boolean().default(true),
          }),
        )
        .min(1),
    })
    .optional(),
})

/** A file or folder of a machine that commands look at: a log, an archive. */
export const file = z.strictObject({
  path: z.string().startsWith('/'),
  bytes: z.number().int().min(0),
  ageDays: z.number().min(0),
})

/** Where logs lie, and how large it is. */
export const disk = z.strictObject({
  mount: z.string().startsWith('/'),
  device: z.string(),
  sizeGb: z.number().positive(),
  usedGb: z.number().min(0),
})

/** What lies in a run's folder when it begins: the team's checkout. */
export const checkout = z.strictObject({ path: z.string(), text: z.string(), executable: z.boolean().default(false) })

/** A HorizontalPodAutoscaler. */
export const autoscaler = z.strictObject({
  name,
  workload: name,
  min: z.number().int().positive(),
  max: z.number().int().positive(),
  /** Percent of the CPU that is wanted. */
  target: z.number().positive(),
})

/** A Kubernetes Secret or ConfigMap; values of secrets are never shown in the clear by `get`. */
export const bundle = z.strictObject({ name, kind: z.enum(['Secret', 'ConfigMap']), data: labels })
