import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ServeFlags } from './flags.ts'
import { serve } from './serve-command.ts'
import { createPaint, type Terminal } from './terminal.ts'
import type { Wiring } from './wiring.ts'

async function saidWhenServing(host: string): Promise<string> {
  let said = ''
  const terminal = {
    out: () => {},
    err: (text: string) => {
      said += text
    },
    paint: createPaint(false),
  }
  // What is served is others' business: here it is over as soon as it is open.
  const openStandby = async () => {
    setImmediate(() => process.emit('SIGTERM'))
    return { url: 'http://localhost', close: async () => {} }
  }
  const before = process.listeners('SIGTERM')
  const flags: Partial<ServeFlags> = { host, port: 0, data: '.', examples: false }
  await serve(flags as ServeFlags, { openStandby } as unknown as Wiring, terminal as unknown as Terminal)
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    for (const listener of process.listeners(signal)) if (!before.includes(listener)) process.off(signal, listener)
  return said
}

test('who opens it to other machines is told that nobody signs in', async () => {
  for (const host of ['0.0.0.0', '::', '10.0.0.4', '127.0.0.1.example.com'])
    assert.match(await saidWhenServing(host), /^! there is no sign-in yet/, host)
  for (const host of ['127.0.0.1', 'localhost', '::1', '127.0.0.53'])
    assert.doesNotMatch(await saidWhenServing(host), /sign-in/, host)
})
