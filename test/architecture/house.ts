/** The house: which folder of src/ may import which. docs and DESIGN tell it in words; this is the copy that is enforced. */
export interface Room {
  /** Folders whose code it may use. */
  uses: readonly string[]
  /** Folders whose types alone it may use. */
  typesOf?: readonly string[]
  /** What to do in place of an import that is not allowed. */
  instead: string
}

const PURE = 'Hand the value in as an argument: this folder is text in, facts out.'
const DOMAIN = ['alerts', 'incidents', 'approvals', 'policy', 'audit', 'oncall', 'escalation', 'runs']
const DOMAIN_INSTEAD = 'Use the other noun’s type only, and let src/app bring the two together.'
const SURFACE_INSTEAD = 'Ask src/app for it: a surface translates, it does not decide.'
const domain: Room = { uses: ['core'], typesOf: DOMAIN, instead: DOMAIN_INSTEAD }
const surface: Room = { uses: ['core', 'app', 'plan', 'permissions'], instead: SURFACE_INSTEAD }

export const HOUSE: Readonly<Record<string, Room>> = {
  core: { uses: [], instead: 'Move what it needs into src/core, or the code out of it.' },
  runbook: { uses: ['core'], instead: PURE },
  analysis: { uses: ['core', 'runbook'], instead: PURE },
  lint: { uses: ['core', 'runbook', 'analysis'], instead: PURE },
  plan: { uses: ['core', 'runbook', 'analysis', 'lint'], instead: PURE },
  permissions: { uses: ['core', 'runbook', 'analysis', 'plan'], instead: PURE },
  db: { uses: ['core'], instead: 'The database knows no nouns: put this into the store of the noun’s folder.' },
  alerts: domain,
  incidents: domain,
  approvals: domain,
  policy: { uses: ['core'], instead: PURE },
  audit: domain,
  oncall: domain,
  escalation: domain,
  runs: {
    uses: ['core', 'approvals', 'policy'],
    typesOf: DOMAIN,
    instead: 'Declare the interface in src/runs, and let src/app hand in what implements it.',
  },
  exec: {
    uses: ['core'],
    typesOf: ['runs'],
    instead: 'It implements an interface and knows nothing else: let src/app pass it what it needs.',
  },
  notify: {
    uses: ['core'],
    typesOf: [...DOMAIN],
    instead: 'It implements an interface and knows nothing else: let src/app pass it what it needs.',
  },
  app: {
    uses: ['core', 'runbook', 'analysis', 'lint', 'plan', 'db', 'exec', 'notify', ...DOMAIN],
    instead: 'Declare a port in src/app/ports.ts, and let src/main.ts hand in what implements it.',
  },
  http: surface,
  mcp: surface,
  cli: surface,
  range: { uses: ['core', 'app', 'analysis'], instead: 'Ask src/app for it, or let src/main.ts hand it in.' },
  drill: { uses: ['core', 'app', 'analysis', 'range'], instead: 'Ask src/app for it, or let src/main.ts hand it in.' },
}

/** The nouns: modules that say what things are. Whoever may import ours at all may know these. */
export const NOUNS: readonly string[] = [
  'src/plan/plan.ts',
  'src/alerts/alert.ts',
  'src/incidents/incident.ts',
  'src/incidents/timeline.ts',
  'src/approvals/approval.ts',
  'src/runs/run.ts',
  'src/runs/attempt.ts',
  'src/drill/drill.ts',
  'src/app/environment.ts',
]
export const KNOW_NO_NOUNS: readonly string[] = ['core', 'db']

/** Stores hold SQL. Those who decide over several stores at once also need a transaction around them. */
export const DB_DOOR: readonly string[] = ['src/db/queryable.ts', 'src/db/transaction.ts', 'src/db/notices.ts']
export const MAY_USE_DB_DOOR: readonly string[] = ['runs', 'range', 'drill']

/** Single imports beside the table, each with the reason it is right. */
export const EXCEPTIONS: readonly { from: string; to: string; why: string }[] = [
  { from: 'src/cli/', to: 'src/audit/verify.ts', why: 'pure: `standby audit verify` needs no server' },
  { from: 'src/cli/', to: 'src/lint/', why: 'pure: `standby check` prints what the rules find' },
  {
    from: 'src/cli/',
    to: 'src/http/contract.ts',
    why: 'the CLI is a client of the API, and this is what the API says',
  },
  { from: 'src/drill/', to: 'src/runs/remedies.ts', why: 'pure: what a run would ask for, known before it starts' },
  {
    from: 'src/drill/',
    to: 'src/runs/resolve-values.ts',
    why: 'pure: which values a step needs, known before it starts',
  },
  { from: 'src/cli/', to: 'src/drill/is-meant.ts', why: 'pure: which file a scenario means, as the server decides it' },
  { from: 'src/runs/', to: 'src/plan/open-condition.ts', why: 'pure: what is still to be decided before a step' },
  { from: 'src/drill/', to: 'src/plan/open-condition.ts', why: 'pure: what is still to be decided before a step' },
  {
    from: 'src/incidents/postmortem.ts',
    to: 'src/runs/hidden-failures.ts',
    why: 'pure: a failure inside a statement is told in one way, in the timeline and in the postmortem',
  },
  { from: 'src/drill/', to: 'src/plan/find-procedure.ts', why: 'pure: which steps a procedure of that id takes' },
]

/** Text in, facts out: no file system, network, database or clock. */
export const PURE_FOLDERS: readonly string[] = ['runbook', 'analysis', 'lint', 'plan', 'permissions', 'policy']
export const IMPURE_BUT_NEEDED: readonly string[] = ['src/analysis/data.ts'] // Reads the command grammars in data/, once.

export const MAY_START_PROCESSES: readonly string[] = ['src/exec/', 'src/db/']
export const READS_THE_TIME = 'src/core/clock.ts'
export const WEB_DOOR = 'src/http/contract.ts'
/** Lines. Tests are rows of cases: they may be longer. */
export const LONGEST_FILE = { code: 420, tests: 600 }
