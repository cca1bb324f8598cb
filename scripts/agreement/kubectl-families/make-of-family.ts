import type { Random } from '../random.ts'
import { changes } from './changes.ts'
import { create } from './create.ts'
import type { Family } from './family.ts'
import { output } from './output.ts'
import { runAndReach } from './run-and-reach.ts'
import { selector } from './selector.ts'
import { place, settings } from './settings.ts'
import { dryRun, duration } from './values.ts'

const FAMILIES: readonly Family[] = [output, selector, duration, dryRun, changes, create, runAndReach, settings, place]

/** The words of one command of a family picked by chance. */
export function makeOfFamily(random: Random, file: string): string[] {
  return random.pick(FAMILIES)(random, file)
}
