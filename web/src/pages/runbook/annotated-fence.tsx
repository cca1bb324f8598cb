import { Fragment } from 'react'
import type { Command } from '../../contract.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { ExplainedEffect } from '../../parts/effect-badge.tsx'
import { type LineNotes, splitAtPlaceholders } from '../../state/annotate.ts'
import { worst } from '../../state/statements.ts'
import { DiagnosticNote } from './diagnostics.tsx'

interface Props {
  fence: { info: string; lines: { line: number; text: string }[] }
  notes: LineNotes
}

const EDGE = {
  read: 'border-l-read/50',
  write: 'border-l-write bg-write-soft/50',
  destructive: 'border-l-destructive bg-destructive-soft/60',
  unknown: 'border-l-unknown border-dashed bg-unknown-soft/60',
}

/** A fence as it is written, with what each command does beside its first line. */
export function AnnotatedFence({ fence, notes }: Props) {
  // Beside commands the rest is comment; a block without any is a drawing or an example.
  const quiet = fence.lines.some(({ line }) => notes.commands.has(line)) ? 'text-faint' : 'text-muted'
  return (
    <div className="rounded-md border bg-sunken pb-1">
      {/* A line of its own: over the first line of code it would cover what that command does. */}
      <div className="flex items-center justify-end text-2xs text-faint">
        <span>{fence.info}</span>
        <CopyButton text={fence.lines.map((line) => line.text).join('\n')} what="this block" />
      </div>
      {fence.lines.map(({ line, text }) => (
        <Fragment key={line}>
          <FenceLine line={line} text={text} notes={notes} quiet={quiet} />
          {notes.diagnostics.get(line)?.map((diagnostic) => (
            <div key={`${diagnostic.rule}-${diagnostic.column}`} className="py-0.5 pr-2 pl-12">
              <DiagnosticNote diagnostic={diagnostic} />
            </div>
          ))}
        </Fragment>
      ))}
    </div>
  )
}

function FenceLine({ line, text, notes, quiet }: { line: number; text: string; notes: LineNotes; quiet: string }) {
  const commands = notes.commands.get(line) ?? []
  const covered = notes.covered.get(line)
  const effect = commands.length > 0 ? worstOf(commands) : covered?.effect
  return (
    <div
      id={`L${line}`}
      className={`flex items-start gap-2 border-l-2 pr-2 ${effect ? EDGE[effect] : 'border-l-transparent'}`}
    >
      <a
        href={`#L${line}`}
        aria-label={`Line ${line}`}
        className="w-9 shrink-0 pl-1 text-right font-mono text-2xs leading-[1.125rem] text-faint select-none hover:text-text"
      >
        {line}
      </a>
      <div className="min-w-0 grow">
        {commands.length > 0 && effect && (
          <span className="float-right ml-2 flex">
            <ExplainedEffect effect={effect} commands={commands} />
          </span>
        )}
        <pre className={`exact text-xs ${effect ? '' : quiet}`}>
          {splitAtPlaceholders(text, notes.placeholders.get(line) ?? []).map((part, index) =>
            part.name === null ? (
              part.text
            ) : (
              <mark
                // biome-ignore lint/suspicious/noArrayIndexKey: parts of a fixed text do not move
                key={index}
                title={`parameter ${part.name}`}
                className="rounded-sm border-b border-dashed border-accent bg-accent-soft text-accent"
              >
                {part.text}
              </mark>
            ),
          )}
          {text === '' && ' '}
        </pre>
      </div>
    </div>
  )
}

function worstOf(commands: readonly Command[]) {
  return commands.reduce<Command['effect']>((effect, command) => worst(effect, command.effect), 'read')
}
