import { readFileSync } from 'node:fs'
import { Command, CommanderError, Help, type Option } from 'commander'
import { addReadingCommands } from './reading-commands.ts'
import { describeError, describeUsageError, EXIT_COULD_NOT_RUN } from './report-error.ts'
import { addRunningCommands } from './running-commands.ts'
import { endQuietlyOnClosedPipe } from './terminal.ts'
import type { Wiring } from './wiring.ts'

/** Runs one command line and sets the process's exit code: see the end of its help. */
export async function runCli(args: readonly string[], wiring: Wiring): Promise<void> {
  endQuietlyOnClosedPipe()
  try {
    await createProgram(wiring).parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said it already, through `outputError`. Help and version come as errors of exit code 0.
      process.exitCode = error.exitCode === 0 ? 0 : EXIT_COULD_NOT_RUN
      return
    }
    const report = describeError(error)
    process.stderr.write(report.text)
    process.exitCode = report.exitCode
  }
}

/** The command line's grammar. Each command loads its own code when it runs, and not before. */
function createProgram(wiring: Wiring): Command {
  const program = new Command('standby')
    .description('Runs the Markdown runbooks you already have: looking is automatic, touching needs a signature.')
    .version(version(), '-V, --version')
    .helpCommand(false)
    .configureHelp({ optionDescription: describeOption })
    .addHelpText(
      'after',
      `
Examples:
  standby show docs/runbook.md                     what every command of a runbook does
  standby check docs/runbooks                      what will go wrong at 3 a.m.
  standby serve --examples                         server, console and the simulated systems
  standby worker --database-url postgres://db/standby
                                                   more hands, on another machine
  standby drill docs/runbook.md#high-error-rate --fault bad-deploy
                                                   rehearse one procedure

Exit codes: 0 done · 1 findings, or a drill that did not recover the system · 2 could not run · 70 a bug in Standby
`,
    )
  addReadingCommands(program, version())
  addRunningCommands(program, wiring)
  useOurErrors(program)
  return program
}

/** Without defaults that say nothing: a flag that is not given is not set. */
function describeOption(option: Option): string {
  return new Help().optionDescription(option).replace(/ ?\(default: (?:false|\[\])\)/, '')
}

/** In a command and in all below it. */
function useOurErrors(command: Command): void {
  command.exitOverride().configureOutput({
    outputError: (message, write) => write(describeUsageError(message, `${commandPath(command)} --help`)),
  })
  for (const below of command.commands) useOurErrors(below)
}

function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return (manifest as { version: string }).version
}
