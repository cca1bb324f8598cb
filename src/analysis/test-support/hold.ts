import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Effect, worstEffect } from '../../plan/plan.ts'
import { analyseShell } from '../analyse-shell.ts'

/** Of all that a line of shell does the worst. */
export const effectOf = (line: string): Effect =>
  worstEffect(analyseShell(line, { firstLine: 1 }).commands.map((command) => command.effect))

/** A test that lines of a program have the effects they are listed under. */
export function hold(program: string, lines: Partial<Record<Effect, readonly string[]>>): void {
  test(`what ${program} does`, () => {
    for (const [effect, texts] of Object.entries(lines))
      for (const text of texts) assert.equal(effectOf(text), effect, text)
  })
}
