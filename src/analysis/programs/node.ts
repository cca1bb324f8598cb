import { type Call, type Finding, read, unknown } from '../finding.ts'

/** What is known to compute only: versions, numbers and texts, random secrets, a field of package.json. */
const COMPUTES = [
  /process\.(?:version|platform|arch|versions(?:\.[a-z0-9]+)?)/,
  /[\d\s+*/%.-]+/,
  /'[^'\\$`]*'|"[^"\\$`]*"/,
  /(?:require\((?:'(?:node:)?crypto'|"(?:node:)?crypto")\)|crypto)\.(?:randomUUID\(\)|randomBytes\(\d+\)\.toString\((?:'(?:hex|base64|base64url)'|"(?:hex|base64|base64url)")\))/,
  /require\((?:'\.\/package\.json'|"\.\/package\.json")\)(?:\.\w+)+/,
]
const EXPRESSION = COMPUTES.map((pattern) => `(?:${pattern.source})`).join('|')
const ONLY_COMPUTES = new RegExp(`^\\s*(?:${EXPRESSION})\\s*;?\\s*$`)
const ONLY_PRINTS = new RegExp(`^\\s*console\\.log\\(\\s*(?:${EXPRESSION})\\s*\\)\\s*;?\\s*$`)

/** `node -e` and `-p`, for the few texts that are known to harm nothing; anything else may do anything. */
export function resolveNode({ program, args }: Call): Finding {
  const [option, text, more] = args
  if (option?.fixed && /^(--version|-v|--help|-h)$/.test(option.value) && text === undefined)
    return read('prints its version or help')
  const evaluates = option?.fixed === true && /^(-e|--eval|-p|--print|-pe)$/.test(option.value)
  if (!evaluates || text === undefined) return unknown(`what this call of ${program} does is not known`)
  const code = { code: [text] }
  if (more !== undefined || !text.fixed) return unknown(`runs a text that shows only when it runs`, code)
  const isKnown = ONLY_PRINTS.test(text.value) || (option.value !== '-e' && ONLY_COMPUTES.test(text.value))
  return isKnown
    ? read('computes and prints', code)
    : unknown(`${program} ${option.value}: what its text does is not known`, code)
}
