import { statSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'

// Compiling a runbook leaves much behind that is dead when it is done. V8 takes some of it for long-lived after a few runbooks
// and makes it where only a full collection clears it: without that guess, 292 runbooks took 0.79 s in place of 0.99.
setFlagsFromString('--no-allocation-site-pretenuring')

// To read one runbook asks some thousand patterns a few times each. Made plainly they are ready sooner: 71 ms in place of 92 for
// one of 9,000 characters. Asked often they are slower by 1.7 times, so this is for a process that ends after one such file.
// V8's best compiler is not worth its work there either: on one core 238 ms in place of 257, on two the same.
if (readsOneSmallFile(process.argv.slice(2))) {
  setFlagsFromString('--no-regexp-optimization')
  setFlagsFromString('--max-optimized-bytecode-size=0')
}

/** `check`, `show` or `permissions` of one Markdown file, or a procedure of it, and of nothing else. */
function readsOneSmallFile([command = '', ...words]) {
  const files = words.filter((word) => !word.startsWith('-'))
  if (!/^(?:check|show|permissions)$/.test(command) || files.length !== 1) return false
  const [path = ''] = /^.*?\.(?:md|mdx|markdown)(?=#|$)/i.exec(files[0]) ?? []
  return (statSync(path, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY) < 40_000
}
