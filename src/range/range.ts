import type { Environment } from '../app/environment.ts'
import type { Answer } from './clients/client.ts'
import type { ScriptedAnswers } from './script.ts'
import type { JournalEntry } from './server/world-store.ts'
import type { System } from './system/system.ts'
import type { Violation, World } from './world/world.ts'

export type { JournalEntry } from './server/world-store.ts'

export interface AlarmView {
  name: string
  state: 'ok' | 'pending' | 'firing'
  /** ISO 8601, virtual. */
  since: string
  value: number | null
}

export interface SystemState {
  name: string
  title: string
  platform: System['platform']
  /** What a runbook calls its parts: workloads, databases, hosts, alarms. */
  parts: string[]
  faults: FaultView[]
  worldAt: string
  alarms: AlarmView[]
  /** Faults it has been broken with since its last reset. */
  broken: { fault: string; at: string }[]
  violations: Violation[]
  pace: number
}

export interface FaultView {
  name: string
  title: string
  /** The alarm that is to fire. */
  alarm: string
}

export interface Range {
  systems(): SystemState[]
  /** @throws AppError `no-such-system` (also all others that name one). */
  environment(system: string): Environment
  /** A new world: all is well. */
  reset(system: string, options: { seed: number }): Promise<void>
  /** @param options.runbookUrl - becomes the annotation `runbook_url` of what fires. @throws AppError `no-such-fault` */
  breakSystem(system: string, fault: string, options?: { runbookUrl?: string }): Promise<void>
  /** @param enough - Asked every 15 seconds of the way: when it says yes, the rest does not pass. */
  advance(system: string, seconds: number, enough?: (world: World) => boolean): Promise<void>
  now(system: string): Date
  alarms(system: string): AlarmView[]
  faults(system: string): FaultView[]
  answers(system: string, fault: string): ScriptedAnswers
  /** Looks up what values say of the world at this moment: `{running-task:NAME}`. */
  fillIn(system: string, values: Readonly<Record<string, string>>): Record<string, string>
  /** The folder that its system.yaml lies in. */
  folder(system: string): string
  definition(system: string): System
  /** To look at, not to change. */
  world(system: string): World
  /** What a program would answer now. Nothing comes of it: no time passes, nothing is noted. */
  peek(system: string, command: readonly string[]): Promise<Answer>
  /** A person types a command. @param attempt - Whose doing the journal calls it. */
  perform(system: string, command: readonly string[], attempt: string): Promise<Answer>
  /**
   * The port on loopback where one of its caches speaks Redis' own protocol; it is opened for who asks first.
   * @throws AppError `no-such-cache`
   */
  redisPort(system: string, cache: string): Promise<number>
  violations(system: string): Violation[]
  /** Every command that reached it, oldest first; those after an entry, when one is named. */
  journal(system: string, after?: number): Promise<JournalEntry[]>
  /** Id of the journal's last entry; 0 when it is empty. */
  lastCall(system: string): Promise<number>
  /** Virtual seconds per real second; 0: time moves by commands and `advance` alone. */
  setPace(system: string, factor: number): Promise<void>
  /** Resolves when every alert so far is delivered. */
  settled(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}
