/**
 * Moments at which a node may die or freeze, each with the race it opens. The engine names them as it passes; outside of
 * tests nobody listens, and nothing happens (docs/adr/0013). What must hold at each: nothing done twice, nothing lost, nothing stuck.
 */
export const FAULT_POINTS = {
  /** The run is this node's, and nobody else will claim it; nothing is decided yet. */
  'run-claimed': 'a claimed run is left, and no step of it was begun',
  /** In the database the attempt runs; in the world nothing has happened. */
  'attempt-committed': 'an attempt is recorded as started whose process never was',
  /** The lease was fresh a moment ago: a peer may take over before the process is there. */
  'gate-passed': 'a node freezes between the look at its lease and the effect',
  /** The process is there, and its number is written down nowhere. */
  'process-started': 'a process lives on whose node is gone',
  /** The effect has happened, and nobody knows but this node. */
  'process-ended': 'a write is done, and its result is lost with the node',
  /** What a step left is read, and not yet kept. */
  'files-read': 'the folder is on a machine that is gone',
  /** The result is in the database, and the node does not know. */
  'result-committed': 'a result is written twice, or the next step begun twice',
  /** The signature is in the database; nobody was told to go on. */
  'decision-committed': 'a signature is lost, or waits for a notification that never comes',
  /** The frozen peer's connections are ended; its lock is free, its runs are still its own. */
  'take-over-begun': 'the one who takes over goes too, or the frozen one wakes in the midst of it',
} as const

export type FaultPoint = keyof typeof FAULT_POINTS

/** Told of each point; what it does there decides about the node. */
export type OnFaultPoint = (point: FaultPoint) => void | Promise<void>
