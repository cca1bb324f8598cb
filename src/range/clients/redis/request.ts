import type { CacheSpec, System } from '../../system/system.ts'
import type { CacheState, World } from '../../world/world.ts'
import type { Scene } from '../client.ts'
import type { Reply } from './reply.ts'

/** One command to one Redis. */
export interface RedisRequest {
  scene: Scene
  world: World
  system: System
  spec: CacheSpec
  cache: CacheState
}

export interface RedisCommand {
  /** How many words it takes, its name included; negative: at least so many. As `COMMAND INFO` says. */
  arity: number
  /** Refused by a cache that is full. */
  grows?: boolean
  answer: (request: RedisRequest, args: string[]) => Reply
}
