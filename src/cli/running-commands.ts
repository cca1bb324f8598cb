import { type Command, Option } from 'commander'
import type { DataFlags, DrillFlags, FilesFlags, RunFlags, ServeFlags } from './flags.ts'
import { addDataOptions, collect, formatOption, wholeNumber } from './options.ts'
import type { RangeInitFlags } from './range-command.ts'
import { processTerminal } from './terminal.ts'
import type { Wiring } from './wiring.ts'

/** What runs, rehearses, or looks into what has run: with a server, or the database of one. */
export function addRunningCommands(program: Command, wiring: Wiring): void {
  addServe(program, wiring)
  addWorker(program, wiring)
  addDrill(program, wiring)
  addRange(program, wiring)
  addRun(program, wiring)
  addFiles(program, wiring)
  addAudit(program, wiring)
}

function addServe(program: Command, wiring: Wiring): void {
  const serve = program
    .command('serve')
    .description('start server, database and console; with --examples also the simulated systems to break')
    .option('--examples', 'register the runbooks of the example systems', false)
    .option('--systems <folder>', 'simulate the systems in this folder too')
    .option('--port <number>', 'port to listen on; 0 takes any that is free', wholeNumber(0, 65_535), 7321)
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
    .option('--limit <number>', 'with --explore: how many ways', wholeNumber(1, 10_000), 40)
    .option('--jobs <number>', 'with --all: how many at a time', wholeNumber(1, 64), 2)
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
}
