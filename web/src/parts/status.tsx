import {
  Ban,
  Check,
  CircleDashed,
  CircleDot,
  CircleHelp,
  Eye,
  Hand,
  Loader,
  type LucideIcon,
  OctagonAlert,
  SkipForward,
  TriangleAlert,
  X,
} from 'lucide-react'
import type { IncidentStatus, Run, StepStatus } from '../contract.ts'

type Tone = 'quiet' | 'live' | 'good' | 'asks' | 'bad'

const TONE: Record<Tone, string> = {
  quiet: 'text-faint',
  live: 'text-read',
  good: 'text-accent',
  asks: 'text-write',
  bad: 'text-fail',
}

const STEP: Record<StepStatus, { icon: LucideIcon; words: string; tone: Tone; moves?: boolean }> = {
  pending: { icon: CircleDashed, words: 'not yet', tone: 'quiet' },
  waiting: { icon: Hand, words: 'waits for you', tone: 'asks' },
  running: { icon: Loader, words: 'running', tone: 'live', moves: true },
  succeeded: { icon: Check, words: 'done', tone: 'good' },
  failed: { icon: X, words: 'failed', tone: 'bad' },
  skipped: { icon: SkipForward, words: 'skipped', tone: 'quiet' },
  rejected: { icon: Ban, words: 'rejected', tone: 'bad' },
  manual: { icon: Eye, words: 'for you to do', tone: 'asks' },
  'outcome-unknown': { icon: CircleHelp, words: 'outcome unknown', tone: 'bad' },
}

/** `over`: the run has ended, so what has not been done will not be. */
export function StepStatusMark({ status, over }: { status: StepStatus; over: boolean }) {
  const { icon: Icon, words, tone, moves } = STEP[status]
  return (
    <span className={`inline-flex items-baseline gap-1 text-xs whitespace-nowrap ${TONE[tone]}`}>
      <Icon size={13} aria-hidden="true" className={`self-center ${moves ? 'pulse' : ''}`} />
      {over && status === 'pending' ? 'not run' : words}
    </span>
  )
}

const INCIDENT: Record<IncidentStatus, { icon: LucideIcon; look: string }> = {
  triggered: { icon: OctagonAlert, look: 'border-fail bg-fail-soft text-fail' },
  acknowledged: { icon: CircleDot, look: 'border-write/60 bg-write-soft text-write' },
  resolved: { icon: Check, look: 'border-accent/50 bg-accent-soft text-accent' },
}

export function IncidentStatusMark({ status, testId }: { status: IncidentStatus; testId?: string }) {
  const { icon: Icon, look } = INCIDENT[status]
  return (
    <span
      data-testid={testId}
      className={`inline-flex items-baseline gap-1 rounded-sm border px-1.5 text-xs leading-5 font-semibold whitespace-nowrap ${look}`}
    >
      <Icon size={12} aria-hidden="true" className="self-center" />
      {status}
    </span>
  )
}

export function Severity({ severity }: { severity: string | null }) {
  if (severity === null) return null
  return (
    <span className="inline-flex items-baseline gap-1 rounded-sm border border-line-strong px-1.5 text-xs leading-5 font-semibold whitespace-nowrap">
      {severity}
    </span>
  )
}

const RUN: Record<Run['status'], string> = {
  running: 'running',
  waiting: 'waits for a person',
  observing: 'observing until the alert resolves',
  finished: 'finished',
}

export function runWords(status: Run['status'], outcome: Run['outcome']): string {
  return outcome === null ? RUN[status] : outcome
}

export function Warning({ children }: { children: string }) {
  return (
    <span className="inline-flex items-baseline gap-1 text-xs text-fail">
      <TriangleAlert size={12} aria-hidden="true" className="self-center" /> {children}
    </span>
  )
}
