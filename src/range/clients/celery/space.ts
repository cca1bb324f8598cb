import type { Scene } from '../client.ts'

/** One command to the workers or the broker. */
export interface CelerySpace {
  scene: Scene
  /** Long options and their values; a flag's is ''. */
  options: Record<string, string>
  args: string[]
}
