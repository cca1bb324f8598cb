import type { ServeFlags } from './flags.ts'
import { createProgress } from './progress.ts'
import { stopSignals } from './stop-signals.ts'
import type { Terminal } from './terminal.ts'
import type { RunningStandby, Wiring } from './wiring.ts'

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/
const OPEN_TO_ALL =
  'there is no sign-in yet: whoever reaches this address can start runs and sign. Leave out --host, or put a proxy before it that knows who is who'

/** `standby serve`: runs until it is told to stop. */
export async function serve(flags: ServeFlags, wiring: Wiring, terminal: Terminal): Promise<void> {
  const { paint } = terminal
  const stopping = stopSignals(terminal)
  const progress = createProgress(terminal)
  const opening = wiring.openStandby({
    host: flags.host,
    port: flags.port,
    dataDir: flags.data,
    databaseUrl: flags.databaseUrl ?? null,
    configFile: flags.config ?? null,
    examples: flags.examples,
    systems: flags.systems ?? null,
    buildConsole: true,
    progress: progress.doing,
  })
  const standby = await opening.finally(progress.done)
  terminal.out(welcome(standby, flags, terminal))
  if (!LOOPBACK.test(flags.host)) terminal.err(`${paint.yellow('!')} ${OPEN_TO_ALL}\n`)
  await stopping
  terminal.err(`\n${paint.dim('·')} stopping: letting what runs come to its end (Ctrl-C again to stop at once)\n`)
  await standby.close()
}

function welcome(standby: RunningStandby, flags: ServeFlags, { paint }: Terminal): string {
  const lines = [`\n  Standby is ready: ${paint.bold(paint.cyan(standby.url))}\n`]
  if (flags.examples) {
    lines.push(
      `  Break something: open ${standby.url}/range, or in another terminal`,
      `    npx standby drill examples/stratum/runbook.md#high-error-rate --fault bad-deploy\n`,
    )
  }
  return `${lines.join('\n')}\n`
}
