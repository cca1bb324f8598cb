import { type Command, Option } from 'commander'
import type { CheckOptions } from './flags.ts'
import { formatOption } from './options.ts'
import { processTerminal } from './terminal.ts'

/** What reads runbooks and says something of them: no server, no database. */
export function addReadingCommands(program: Command, version: string): void {
  addShow(program)
  addCheck(program, version)
  addPermissions(program)
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

function addCheck(program: Command, version: string): void {
  program
    .command('check')
    .description('say what will go wrong in runbooks: what fails, hangs, hides a failure or does harm')
    .argument(
      '[path...]',
      "Markdown files, FILE#PROCEDURE, folders that hold some, or '-' for standard input (default: those of standby.yaml, or this folder)",
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
  standby check docs/runbook.md#api-down              one procedure alone
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
      process.exitCode = await checkRunbooks(paths, flags, version, processTerminal())
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
