import type { KubectlCall } from './kubectl-call.ts'

/** What one rule looks at. */
export interface Asked {
  call: KubectlCall
  /** `rollout undo`. */
  name: string
  words: readonly string[]
  /** The last value of a flag; undefined where it was not given. */
  flag: (name: string) => string | undefined
  /** Whether files are named. */
  file: boolean
  /** Neither words nor files. */
  none: boolean
  /** kubectl's pointer to its help. */
  see: string
}

/** Answers what kubectl would print; anything else for nothing. */
export type Rule = (asked: Asked) => string | null | undefined | false

/** Whether only the shell or a person knows the value, or there is none. */
export const open = (value: string | undefined) => value === undefined || /[$`<]/.test(value)
/** Whether a flag that takes no value was given and not taken back. */
export const given = (value: string | undefined) => value !== undefined && value !== 'false'

export const ONE_OR_MORE = `error: You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`
