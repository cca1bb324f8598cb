import { Popover } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import type { Command, Effect } from '../contract.ts'

const LETTER: Record<Effect, string> = { read: 'R', write: 'W', destructive: 'D', unknown: '?' }

const TONE: Record<Effect, string> = {
  read: 'border-read/45 bg-read-soft text-read',
  write: 'border-write/55 bg-write-soft text-write',
  destructive: 'border-destructive bg-destructive-soft text-destructive',
  unknown: 'border-dashed border-unknown bg-unknown-soft text-unknown hatch',
}

/** An effect in colour, letter and word: never in colour alone. */
export function EffectBadge({ effect, count }: { effect: Effect; count?: number }) {
  return (
    <span
      className={`inline-flex shrink-0 items-baseline gap-1 rounded-sm border px-1 text-2xs leading-4 whitespace-nowrap ${TONE[effect]}`}
    >
      <b aria-hidden="true" className="font-mono font-bold">
        {LETTER[effect]}
      </b>
      {effect}
      {count !== undefined && <span className="font-semibold">{count}</span>}
    </span>
  )
}

/** The badge of one command, or several; pointing at it, focusing or tapping it tells why. */
export function ExplainedEffect({ effect, commands }: { effect: Effect; commands: readonly Command[] }) {
  const [open, setOpen] = useState(false)
  if (commands.length === 0) return <EffectBadge effect={effect} />
  const spoken = commands
    .map((command) => `${nameOf(command)}: ${command.effect}. ${command.reasons.join('. ')}`)
    .join('; ')
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button
          type="button"
          aria-label={spoken}
          className="inline-flex rounded-sm max-md:-m-1 max-md:p-1"
          onPointerEnter={(event) => event.pointerType === 'mouse' && setOpen(true)}
          onPointerLeave={(event) => event.pointerType === 'mouse' && setOpen(false)}
          onFocus={(event) => event.currentTarget.matches(':focus-visible') && setOpen(true)}
          onBlur={() => setOpen(false)}
        >
          <EffectBadge effect={effect} />
        </button>
      </Popover.Trigger>
      {open && (
        <Popover.Portal>
          <Popover.Content
            side="bottom"
            align="start"
            sideOffset={4}
            collisionPadding={8}
            onOpenAutoFocus={(event) => event.preventDefault()}
            onCloseAutoFocus={(event) => event.preventDefault()}
            className="pointer-events-none z-50 max-h-96 w-96 max-w-[calc(100vw-1rem)] overflow-hidden rounded-md border border-line-strong bg-raised p-2.5 text-xs shadow-lg shadow-[#000]/20"
          >
            {commands.map((command) => (
              <CommandReasons key={`${command.line}-${command.argv.join(' ')}`} command={command} />
            ))}
          </Popover.Content>
        </Popover.Portal>
      )}
    </Popover.Root>
  )
}

function CommandReasons({ command }: { command: Command }) {
  return (
    <div className="not-last:mb-2 not-last:border-b not-last:pb-2">
      <div className="flex items-baseline gap-1.5">
        <EffectBadge effect={command.effect} />
        <code className="font-semibold">{nameOf(command)}</code>
      </div>
      <ul className="mt-1 text-muted">
        {command.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <Facts label="touches" values={command.targets.map((target) => `${target.kind} ${target.name}`)} />
      <Facts label="needs" values={command.permissions} />
    </div>
  )
}

function Facts({ label, values }: { label: string; values: readonly string[] }): ReactNode {
  if (values.length === 0) return null
  return (
    <p className="mt-1 break-words">
      <span className="text-faint">{label} </span>
      <code>{values.join(', ')}</code>
    </p>
  )
}

export function nameOf(command: Command): string {
  return command.subcommand ? `${command.program} ${command.subcommand}` : command.program
}

/** How many commands have each effect; those with none are left out. */
export function EffectCounts({ counts }: { counts: Record<Effect, number> }) {
  const present = (['read', 'write', 'destructive', 'unknown'] as const).filter((effect) => counts[effect] > 0)
  if (present.length === 0) return <span className="text-faint">no commands</span>
  return (
    <span className="inline-flex flex-wrap gap-1">
      {present.map((effect) => (
        <EffectBadge key={effect} effect={effect} count={counts[effect]} />
      ))}
    </span>
  )
}
