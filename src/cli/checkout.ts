import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Checkout } from '../lint/facts/checkout.ts'

/** The git checkout a runbook lies in; null outside one. What is found out is kept: many runbooks lie in one. */
export function checkoutOf(file: string): Checkout | null {
  if (file === '-') return null
  const folder = path.dirname(path.resolve(file))
  const root = rootOf(folder)
  if (root === null) return null
  return {
    folder: path.relative(root, folder).split(path.sep).join('/'),
    has: (name) => existsSync(path.join(root, name)),
    targets: () => targetsOf(root),
  }
}

const roots = new Map<string, string | null>()

function rootOf(folder: string): string | null {
  let root = roots.get(folder)
  if (root === undefined) {
    const above = path.dirname(folder)
    root = existsSync(path.join(folder, '.git')) ? folder : above === folder ? null : rootOf(above)
    roots.set(folder, root)
  }
  return root
}

const made = new Map<string, ReadonlySet<string> | null>()

function targetsOf(root: string): ReadonlySet<string> | null {
  let targets = made.get(root)
  if (targets === undefined) {
    targets = readTargets(root)
    made.set(root, targets)
  }
  return targets
}

/** Rules taken from other files, or with a pattern for a name, could make anything. */
function readTargets(root: string): ReadonlySet<string> | null {
  let text: string
  try {
    text = readFileSync(path.join(root, 'Makefile'), 'utf8')
  } catch {
    return null
  }
  if (/^-?include\b|^[^\t#=]*%[^=]*:|^\.DEFAULT:/m.test(text)) return null
  const targets = new Set<string>()
  for (const [, names = ''] of text.matchAll(/^([\w./ $(){}-]+?)\s*::?(?!=)/gm)) {
    if (names.includes('$')) return null
    for (const name of names.split(/\s+/)) targets.add(name)
  }
  return targets
}
