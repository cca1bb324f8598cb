import { existsSync } from 'node:fs'
import { systemClock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { compileLightly } from '../core/light-compiling.ts'
import { applyFixes } from '../lint/apply-fixes.ts'
import { applySettings } from '../lint/apply-settings.ts'
import type { FileReport } from '../lint/formats/report.ts'
import type { Severity } from '../lint/rule.ts'
import { DEFAULT_SETTINGS, fails, type LintSettings } from '../lint/settings.ts'
import { compileRunbook } from '../plan/compile.ts'
import { findProcedure } from '../plan/find-procedure.ts'
import type { Diagnostic, Plan } from '../plan/plan.ts'
import { checkoutOf } from './checkout.ts'
import { markdownFilesIn } from './markdown-files.ts'
import { type RunbookSource, readRunbook, splitProcedureReference } from './read-runbook.ts'
import { describeError, EXIT_COULD_NOT_RUN } from './report-error.ts'
import { createStatusLine } from './status-line.ts'
import type { Terminal } from './terminal.ts'
import { writeFile } from './write-file.ts'

export interface CheckFlags {
  format: 'text' | 'json' | 'sarif' | 'github'
  /** Null leaves it to standby.yaml, which leaves it at `warning`. */
  failOn: Severity | null
  fix: boolean
  config: string | null
}

/** Characters, of which a second reads some three million. */
const LONG = 3_000_000

/** Files with which optimised code comes to pay. */
const MANY = 1500

/**
 * `standby check [PATH…]`: what will go wrong in the runbooks.
 *
 * @param paths - Files, FILE#PROCEDURE, folders (every Markdown file below) or `-`; without any, the runbooks that standby.yaml names, or
 * the current folder.
 * @returns the exit code: 0 clean, 1 findings, 2 when some file of a folder could not be read.
 * @throws {AppError} when it could not run.
 */
export async function checkRunbooks(
  paths: readonly string[],
  flags: CheckFlags,
  version: string,
  terminal: Terminal,
): Promise<number> {
  const { settings, runbooks } = await settingsOf(flags.config)
  const wanted = paths.length > 0 ? paths : runbooks.length > 0 ? runbooks : ['.']
  if (flags.fix && wanted.includes('-'))
    throw new AppError('nothing-to-mend', 'standard input cannot be mended in place', 'leave out --fix, or name a file')
  const files = wanted.flatMap(markdownFilesIn)
  if (files.length === 0)
    throw new AppError(
      'no-runbooks',
      `there is no Markdown file in ${wanted.map((path) => (path === '.' ? 'this folder' : path)).join(', ')}`,
      'name files or folders: standby check docs/runbooks',
    )
  if (files.length < MANY) compileLightly()
  const { reports, unread } = checkAll(files, new Set(wanted), settings, flags.fix, terminal)
  const fixed = reports.reduce((sum, report) => sum + report.fixed, 0)
  terminal.out(await print(reports, flags.format, version, { color: terminal.color, fixed }))
  for (const error of unread) terminal.err(describeError(error).text)
  if (unread.length > 0) return EXIT_COULD_NOT_RUN
  const failOn = flags.failOn ?? settings.failOn ?? 'warning'
  return reports.some(({ diagnostics }) => diagnostics.some((diagnostic) => fails(diagnostic, failOn))) ? 1 : 0
}

/** What was named itself must be readable; what lies in a folder and is not is said, and the others are checked. */
function checkAll(
  files: readonly string[],
  named: ReadonlySet<string>,
  settings: LintSettings,
  fix: boolean,
  terminal: Terminal,
): { reports: (FileReport & { fixed: number })[]; unread: AppError[] } {
  const line = createStatusLine(terminal)
  const reports: (FileReport & { fixed: number })[] = []
  const unread: AppError[] = []
  line.set('checking runbooks', systemClock.now())
  for (const [index, file] of files.entries()) {
    const doing = `checking runbook ${index + 1} of ${files.length}: ${file}`
    line.tell(doing, systemClock.now())
    try {
      const { file: path, procedure } = splitProcedureReference(file)
      const source = readRunbook(path)
      // Nothing more can be told until it is read through.
      if (source.text.length > LONG) line.tell(`${doing}, ${Math.round(source.text.length / 1e6)} MB`, null)
      reports.push(check(path, source, procedure, settings, fix))
    } catch (error) {
      if (!(error instanceof AppError) || named.has(file)) throw error
      unread.push(error)
    } finally {
      line.clear()
    }
  }
  return { reports, unread }
}

function check(
  file: string,
  source: RunbookSource,
  procedure: string | null,
  settings: LintSettings,
  fix: boolean,
): FileReport & { fixed: number } {
  const checkout = checkoutOf(file)
  const find = (text: string) => {
    const plan = compileRunbook(source.file, text, checkout)
    return applySettings(procedure === null ? plan.diagnostics : within(plan, procedure), settings)
  }
  let { text } = source
  let diagnostics = find(text)
  let fixed = 0
  if (fix && file !== '-') {
    // An edit may uncover another that overlapped it; each round mends at least one.
    for (let round = 0; round < 100 && diagnostics.some((diagnostic) => diagnostic.fix !== null); round++) {
      const mended = applyFixes(text, diagnostics)
      if (mended.text === text) break
      text = mended.text
      fixed += mended.applied
      diagnostics = find(text)
    }
    if (fixed > 0) writeFile(file, text, 'check that you may write there, or leave out --fix')
  }
  return { file: source.file.replaceAll('\\', '/'), lines: text.split(/\r?\n/), diagnostics, fixed }
}

/** @throws {AppError} `no-such-procedure`, `ambiguous-procedure` */
function within(plan: Plan, procedure: string): Diagnostic[] {
  const { line, endLine } = findProcedure(plan, procedure)
  return plan.diagnostics.filter((diagnostic) => diagnostic.line >= line && diagnostic.line <= endLine)
}

async function print(
  reports: readonly FileReport[],
  format: CheckFlags['format'],
  version: string,
  options: { color: boolean; fixed: number },
): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../lint/formats/json.ts')).formatJson(reports)
    case 'sarif':
      return (await import('../lint/formats/sarif.ts')).formatSarif(reports, version)
    case 'github':
      return (await import('../lint/formats/github.ts')).formatGithub(reports)
    default:
      return (await import('../lint/formats/text.ts')).formatText(reports, options)
  }
}

async function settingsOf(config: string | null): Promise<{ settings: LintSettings; runbooks: readonly string[] }> {
  const file = config ?? (existsSync('standby.yaml') ? 'standby.yaml' : null)
  // Most folders have none: then the parser of configurations is not even loaded.
  if (file === null) return { settings: DEFAULT_SETTINGS, runbooks: [] }
  const { readConfig } = await import('../app/config.ts')
  const { lint, runbooks } = readConfig(file)
  return { settings: lint, runbooks }
}
