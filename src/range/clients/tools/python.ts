import { type Client, handOn, ok, Unanswerable } from '../client.ts'
import { runProgram } from '../programs-of.ts'

/** Python that computes and prints, and reaches for nothing else. */
const FILTERS = /^(json|sys|re|base64|datetime|math|collections|itertools|textwrap|string|statistics|decimal|hashlib)$/

/** Python: what system.yaml says of the team's own code; a filter over its input is run by the machine's own. */
export const python =
  (program: string): Client =>
  ({ argv }, scene) => {
    const line = ['python', ...argv].join(' ').trim()
    const known = runProgram(scene, scene.system.programs, line)
    if (known !== null) return known
    if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) return ok('Python 3.11.9\n')
    const isTool = argv[0] === '-m' && argv[1] === 'json.tool' && argv.length === 2
    const code = argv[0] === '-c' && argv.length === 2 ? (argv[1] ?? '') : null
    if (!isTool && (code === null || !isFilter(code))) throw new Unanswerable(line)
    return handOn(program, argv)
  }

function isFilter(code: string): boolean {
  const imports = [...code.matchAll(/\b(?:import|from)\s+([\w., ]+)/g)].flatMap((m) => (m[1] ?? '').split(/[ ,]+/))
  const modules = imports.map((name) => name.split('.')[0] ?? '').filter((name) => name !== '' && name !== 'import')
  return (
    modules.every((m) => FILTERS.test(m) || /^[a-z]/.test(m) === false) &&
    !/\b(open|exec|eval|compile|__\w+__|getattr|breakpoint)\b/.test(code)
  )
}
