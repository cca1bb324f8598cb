import { existsSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { AppError } from '../core/errors.ts'
import { compileRunbook } from '../plan/compile.ts'
import { readRunbook } from './read-runbook.ts'
import type { Terminal } from './terminal.ts'
import type { Wiring } from './wiring.ts'
import { writeFile } from './write-file.ts'

export interface RangeInitFlags {
  name: string | undefined
  out: string
}

/**
 * `standby range init RUNBOOK`: drafts a production to rehearse in from what the runbook names.
 *
 * @throws {AppError} `nothing-found` when it names no service; `exists` when there is a draft already.
 */
export async function initRange(
  file: string,
  flags: RangeInitFlags,
  wiring: Wiring,
  { out, paint }: Terminal,
): Promise<void> {
  const { text } = readRunbook(file)
  const name = flags.name ?? nameFrom(file)
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    throw new AppError(
      'bad-name',
      `'${name}' is not a name for a system`,
      'use small letters, digits and -: --name shop',
    )
  }
  const folder = join(flags.out, name)
  const files = ['system.yaml', 'scenarios.yaml'].map((one) => join(folder, one))
  const there = files.find((one) => existsSync(one))
  if (there !== undefined) {
    throw new AppError('exists', `${there} is there already`, 'remove it, or draft elsewhere with --out or --name')
  }
  const plan = compileRunbook(file, text)
  const draft = await wiring.draftSystem(plan, name, pathFrom(folder, file))
  if (draft === null) throw nothingFound(file)
  const hint = 'choose a folder you may write to with --out'
  writeFile(files[0] as string, draft.system, hint)
  writeFile(files[1] as string, draft.scenarios, hint)
  out(`${paint.bold(`drafted ${folder}`)} from ${file}\n`)
  for (const line of draft.found) out(`  ${line}\n`)
  out(`\nRehearse in it, then refine it:\n  standby drill --all ${file} --systems ${flags.out}\n`)
}

/** `docs/shop-api.md` is `shop-api`; a `runbook.md` is called as its folder. */
function nameFrom(file: string): string {
  const own = basename(file, extname(file))
  const plain = /^(?:runbook|readme|index|stdin|-)$/i.test(own) ? basename(dirname(resolve(file))) : own
  return plain
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

/** Always with a slash: so it is this file, wherever another of its name may lie. */
function pathFrom(folder: string, file: string): string {
  const path = relative(resolve(folder), resolve(file)).replaceAll('\\', '/')
  return path.includes('/') ? path : `./${path}`
}

function nothingFound(file: string): AppError {
  return new AppError(
    'nothing-found',
    `the commands of '${file}' name no service and no deployment, so there is nothing to simulate`,
    `see what Standby reads in it with: standby show ${file}`,
  )
}
