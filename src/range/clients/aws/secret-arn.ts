import type { System } from '../../system/system.ts'
import { randomText } from '../../world/random.ts'
import { arn, placeOf } from './arn.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Secrets Manager puts six letters after the name. */
export function secretArn(system: System, name: string): string {
  const spec = system.aws.secrets.find((s) => s.name === name)
  return arn(placeOf(system, spec ?? {}), 'secretsmanager', `secret:${name}-${randomText(LETTERS, 6, name)}`)
}
