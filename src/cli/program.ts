import { readFileSync } from 'node:fs'
import { Command, CommanderError, Help, InvalidArgumentError, Option } from 'commander'
import type { CheckOptions, DataFlags, DrillFlags, FilesFlags, RunFlags, ServeFlags } from './flags.ts'
import type { RangeInitFlags } from './range-command.ts'
import { describeError, describeUsageError, EXIT_COULD_NOT_RUN } from './report-error.ts'
import { endQuietlyOnClosedPipe, processTerminal } from './terminal.ts'
import type { Wiring } from './wiring.ts'

/** Runs one command line and sets the process's exit code: 0 done, 1 a drill that failed, 2 could not run, 70 a bug. */
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
export function createProgram(wiring: Wiring): Command {
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
  addShow(program)
  addCheck(program)
  addPermissions(program)
  addServe(program, wiring)
  addWorker(program, wiring)
  addDrill(program, wiring)
  addRange(program, wiring)
  addRun(program, wiring)
  addFiles(program, wiring)
  addAudit(program, wiring)
  for (const command of [program, ...program.commands]) useOurErrors(command)
  return program
}

function addShow(program: Command): void {
  program
    .command('show')
    .description('show a runbook as Standby reads it: procedures, steps, and the effect of every command')
    .argument('<file>', "Markdown file; '-' reads standard input; FILE#PROCEDURE shows one procedure")
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Examples:
  standby show docs/runbook.md
  standby show docs/runbook.md#high-error-rate
  standby show docs/runbook.md --format json | jq '.procedures[].id'
`,
    )
    .action(async (file: string, options: { format: 'text' | 'json' }) => {
      const { showRunbook } = await import('./show-command.ts')
      await showRunbook(file, options.format, processTerminal())
    })
}

function addCheck(program: Command): void {
  program
    .command('check')
    .description('say what will go wrong in runbooks: what fails, hangs, hides a failure or does harm')
    .argument(
      '[path...]',
      "Markdown files, folders that hold some, or '-' for standard input (default: those of standby.yaml, or this folder)",
    )
    .addOption(
      new Option('--format <format>', 'how to print').choices(['text', 'json', 'sarif', 'github']).default('text'),
    )
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that makes it fail (default: warning)').choices([
        'error',
        'warning',
        'info',
      ]),
    )
    .option('--fix', 'mend in place what can be mended safely', false)
    .option('--config <file>', 'configuration (default: standby.yaml, if there is one)')
    .addHelpText(
      'after',
      `
Examples:
  standby check docs/runbooks
  standby check docs/runbook.md --fail-on error
  standby check docs/runbooks --fix                  mend in place what is safe to mend; git diff shows it
  standby check --format sarif > standby.sarif
  git show HEAD:docs/runbook.md | standby check -

To silence one finding, write above it, with the reason:
  <!-- standby-ignore redis-keys: a replica, two hundred keys -->   before a block or line
  # standby-ignore redis-keys: a replica, two hundred keys          before or after a command

Exit codes: 0 nothing found · 1 findings · 2 could not run
`,
    )
    .action(async (paths: string[], options: CheckOptions) => {
      const { checkRunbooks } = await import('./check-command.ts')
      const flags = { ...options, failOn: options.failOn ?? null, config: options.config ?? null }
      process.exitCode = await checkRunbooks(paths, flags, version(), processTerminal())
    })
}

function addPermissions(program: Command): void {
  program
    .command('permissions')
    .description('say the least that a run needs: IAM policy, Kubernetes RBAC and SQL grants, to look and to act')
    .argument('<file>', "Markdown file; '-' reads standard input; FILE#PROCEDURE takes one procedure")
    .addOption(formatOption())
    .addOption(
      new Option('--as <kind>', 'one kind alone, as its tool reads it')
        .choices(['iam', 'rbac', 'sql', 'all'])
        .default('all'),
    )
    .addHelpText(
      'after',
      `
Examples:
  standby permissions docs/runbook.md
  standby permissions docs/runbook.md --as rbac | kubectl apply -f -
  standby permissions docs/runbook.md#high-error-rate --as iam | jq .look
`,
    )
    .action(async (file: string, options: { format: 'text' | 'json'; as: 'iam' | 'rbac' | 'sql' | 'all' }) => {
      const { showPermissions } = await import('./permissions-command.ts')
      await showPermissions(file, options, processTerminal())
    })
}

function addServe(program: Command, wiring: Wiring): void {
  const serve = program
    .command('serve')
    .description('start server, database and console; with --examples also the simulated systems to break')
    .option('--examples', 'register the runbooks of the example systems', false)
    .option('--systems <folder>', 'simulate the systems in this folder too')
    .option('--port <number>', 'port to listen on; 0 takes any that is free', parsePort, 7321)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
  addDataOptions(serve)
    .addHelpText(
      'after',
      `
Examples:
  standby serve --examples
  standby serve --port 8080 --data /var/lib/standby
  standby serve --database-url postgres://standby@db/standby
`,
    )
    .action(async (options: ServeFlags) => {
      const { serve } = await import('./serve-command.ts')
      await serve(options, wiring, processTerminal())
    })
}

function addWorker(program: Command, wiring: Wiring): void {
  const worker = program
    .command('worker')
    .description('run steps on this machine, for the servers that share its database; serves no console and no API')
  addDataOptions(worker)
    .addHelpText(
      'after',
      `
It moves the runs of the environments in its standby.yaml, and takes over from nodes that are gone. All nodes on one
database need the same STANDBY_KEY. SIGTERM: it takes nothing new, lets go of reads, waits for writes, and ends.

Examples:
  STANDBY_KEY=… standby worker --database-url postgres://standby@db/standby
  standby worker --config /etc/standby/production.yaml
  standby worker --data ./.standby                   beside a server on this machine, on its embedded database
`,
    )
    .action(async (options: DataFlags) => {
      const { work } = await import('./worker-command.ts')
      await work(options, wiring, processTerminal())
    })
}

function addDrill(program: Command, wiring: Wiring): void {
  const drill = program
    .command('drill')
    .description('break a simulated system and rehearse a procedure on it')
    .argument(
      '[target...]',
      "Markdown file and procedure: 'docs/runbook.md#high-error-rate'; with --all files or folders",
    )
    .option('--all', 'play every scenario of the files (default: the examples) and judge each', false)
    .option('--scenario <name>', 'what to play (default: the only scenario that rehearses the procedure)')
    .option('--fault <name>', 'what to break, without a scenario: bad-deploy, …')
    .option('--system <name>', 'system to break; found from the names in the runbook when absent')
    .option('--systems <folder>', 'simulate the systems in this folder too')
    .option('--param <name=value>', 'value for a parameter of the procedure; may be repeated', collect, [])
    .option('--approve', 'let a script approve, choose and fill in, as the fault says', false)
    .option('--out <file>', 'write the postmortem draft to this file')
    .option('--explore', 'try every way through the procedure, with other faults besides, and look for harm', false)
    .option('--limit <number>', 'with --explore: how many ways', parseLimit, 40)
    .option('--jobs <number>', 'with --all: how many at a time', parseJobs, 2)
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json', 'junit']).default('text'))
  addDataOptions(drill)
    .addHelpText(
      'after',
      `
It uses the server that runs on the same data folder, and starts its own when there is none.

Examples:
  standby drill examples/stratum/runbook.md#high-error-rate --fault bad-deploy
  standby drill docs/runbook.md#3a --fault bad-deploy --approve --format json
  standby drill docs/runbook.md#3a --fault bad-deploy --param PREVIOUS_REVISION=41 --out postmortem.md
  standby drill examples/scr/runbook.md#roll-a-release-back --approve
  standby drill --all examples
  standby drill docs/runbook.md#3a --explore --limit 100
  standby drill --all docs/runbooks --format junit > drills.xml

Exit codes: 0 recovers (--all: each as expected) · 1 any other verdict · 2 could not run
`,
    )
    .action(async (targets: string[], options: DrillFlags) => {
      const { refuseMixedFlags } = await import('./drill-target.ts')
      const target = refuseMixedFlags(targets, options)
      const terminal = processTerminal()
      if (target === null) {
        const { drillAll } = await import('./drill-all/drill-all-command.ts')
        process.exitCode = await drillAll(targets, options, wiring, terminal)
      } else if (options.explore) {
        const { explore } = await import('./drill-all/explore-command.ts')
        process.exitCode = await explore(target, options, wiring, terminal)
      } else {
        const { drill } = await import('./drill-command.ts')
        process.exitCode = await drill(target, options, wiring, terminal)
      }
    })
}

function addRange(program: Command, wiring: Wiring): void {
  const range = program.command('range').helpCommand(false).description('simulated productions of your own')
  const init = range
    .command('init')
    .description('draft a system to rehearse in, and its scenarios, from what a runbook names')
    .argument('<runbook>', 'Markdown file')
    .option('--name <name>', 'what the system is called (default: from the file)')
    .option('--out <folder>', 'where its folder is made', 'range')
  init
    .addHelpText(
      'after',
      `
Examples:
  standby range init docs/shop.md
  standby drill --all docs/shop.md --systems range
`,
    )
    .action(async (file: string, options: RangeInitFlags) => {
      const { initRange } = await import('./range-command.ts')
      await initRange(file, options, wiring, processTerminal())
    })
  range.addHelpText(
    'after',
    '\nExamples:\n  standby range init docs/shop.md\n  standby drill --all docs/shop.md --systems range\n',
  )
  for (const command of range.commands) useOurErrors(command)
}

function addRun(program: Command, wiring: Wiring): void {
  const run = program
    .command('run')
    .description('run a procedure for real, here and now: reads by themselves, everything else with your approval')
    .argument('<file#procedure>', "Markdown file and procedure: 'docs/runbook.md#high-error-rate'")
    .option('--environment <name>', 'where its commands run (default: the only one configured)')
    .option('--param <name=value>', 'value for a parameter of the procedure; may be repeated', collect, [])
    .option('--dry-run', 'say what would be run, and who must approve; execute nothing, not even reads', false)
    .addOption(new Option('--server <url>', "run it in the team's server").env('STANDBY_SERVER'))
    .addOption(formatOption())
  addDataOptions(run)
    .addHelpText(
      'after',
      `
It uses the server of --server or STANDBY_SERVER, else the one that runs on the same data folder, and starts its own
when there is none.

Examples:
  standby run docs/runbook.md#high-error-rate --dry-run
  standby run docs/runbook.md#high-error-rate --environment production --param SERVICE=api

Exit codes: 0 all went well · 1 a step failed or was refused, or the run was stopped · 2 could not run
`,
    )
    .action(async (reference: string, options: RunFlags) => {
      const { run: runProcedure } = await import('./run-command.ts')
      process.exitCode = await runProcedure(reference, options, wiring, processTerminal())
    })
}

function addFiles(program: Command, wiring: Wiring): void {
  const files = program
    .command('files')
    .description('files that the steps of a run have left: they are kept with it')
    .argument('<incident>', 'its number')
    .option('--out <folder>', 'write them there (default: only say which there are)')
    .addOption(new Option('--server <url>', "ask the team's server").env('STANDBY_SERVER'))
  addDataOptions(files)
    .addHelpText('after', '\nExamples:\n  standby files 12\n  standby files 12 --out ./left-by-12\n')
    .action(async (incident: string, options: FilesFlags) => {
      const { files: tellFiles } = await import('./files-command.ts')
      await tellFiles(incident, options, wiring, processTerminal())
    })
}

function addAudit(program: Command, wiring: Wiring): void {
  const audit = program.command('audit').helpCommand(false).description('the tamper-evident log of who did what')
  const exporting = audit.command('export').description('write the whole log to standard output, one line an entry')
  addDataOptions(exporting)
    .addHelpText(
      'after',
      '\nExamples:\n  standby audit export > audit.jsonl\n  standby audit export --database-url postgres://standby@db/standby > audit.jsonl\n',
    )
    .action(async (options: DataFlags) => {
      const { exportAudit } = await import('./audit-command.ts')
      await exportAudit(options, wiring, processTerminal())
    })
  audit
    .command('verify')
    .description('find what was changed, removed, added or moved in an export; needs no server')
    .argument('<file>', 'what `standby audit export` wrote')
    .addHelpText(
      'after',
      '\nExamples:\n  standby audit verify audit.jsonl\n\nExit codes: 0 whole and in order · 1 something was changed · 2 could not run\n',
    )
    .action(async (file: string) => {
      const { verifyAudit } = await import('./audit-command.ts')
      process.exitCode = await verifyAudit(file, processTerminal())
    })
  audit.addHelpText(
    'after',
    `
Examples:
  standby audit export > audit.jsonl
  standby audit verify audit.jsonl

Whoever could write to the database could also write the whole chain anew: keep the last hash somewhere else.
`,
  )
  for (const command of audit.commands) useOurErrors(command)
}

function addDataOptions(command: Command): Command {
  return command
    .option('--data <folder>', 'folder of the embedded database', './.standby')
    .addOption(
      new Option('--database-url <url>', 'PostgreSQL to use in place of the embedded one').env('STANDBY_DATABASE_URL'),
    )
    .option('--config <file>', 'configuration (default: standby.yaml, if there is one)')
}

function formatOption(): Option {
  return new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text')
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value]
}

function parsePort(value: string): number {
  const port = Number(value)
  if (/^\d+$/.test(value) && port <= 65_535) return port
  throw new InvalidArgumentError('give a number from 0 to 65535')
}

function parseLimit(value: string): number {
  const limit = Number(value)
  if (/^\d+$/.test(value) && limit >= 1 && limit <= 10_000) return limit
  throw new InvalidArgumentError('give a number from 1 to 10000')
}

function parseJobs(value: string): number {
  const jobs = Number(value)
  if (/^\d+$/.test(value) && jobs >= 1 && jobs <= 64) return jobs
  throw new InvalidArgumentError('give a number from 1 to 64')
}

/** Without defaults that say nothing: a flag that is not given is not set. */
function describeOption(option: Option): string {
  return new Help().optionDescription(option).replace(/ ?\(default: (?:false|\[\])\)/, '')
}

function useOurErrors(command: Command): void {
  command.exitOverride().configureOutput({
    outputError: (message, write) => write(describeUsageError(message, `${commandPath(command)} --help`)),
  })
}

function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return (manifest as { version: string }).version
}
