import type { Rule } from './rule.ts'
import { ABOUT_THE_CHECK } from './rules/about-the-check.ts'
import { asksConfirmation } from './rules/hangs/asks-confirmation.ts'
import { needsTerminal } from './rules/hangs/needs-terminal.ts'
import { neverEnds } from './rules/hangs/never-ends.ts'
import { curlWithoutFail } from './rules/hides-failure/curl-without-fail.ts'
import { failedChangeLooksDone } from './rules/hides-failure/failed-change-looks-done.ts'
import { gateDoesNotStop } from './rules/hides-failure/gate-does-not-stop.ts'
import { importIsNoConnection } from './rules/hides-failure/import-is-no-connection.ts'
import { pipelineHidesFailure } from './rules/hides-failure/pipeline-hides-failure.ts'
import { signsLocally } from './rules/hides-failure/signs-locally.ts'
import { taskNotAwaited } from './rules/hides-failure/task-not-awaited.ts'
import { tenLogLines } from './rules/hides-failure/ten-log-lines.ts'
import { waiterTakesNotFound } from './rules/hides-failure/waiter-takes-not-found.ts'
import { restoreNotConnected } from './rules/incomplete/restore-not-connected.ts'
import { arnCutShort } from './rules/will-not-run/arn-cut-short.ts'
import { awsRefuses } from './rules/will-not-run/aws-refuses.ts'
import { brokenContinuation } from './rules/will-not-run/broken-continuation.ts'
import { foreignCode } from './rules/will-not-run/foreign-code.ts'
import { gnuDate } from './rules/will-not-run/gnu-date.ts'
import { invalidJson } from './rules/will-not-run/invalid-json.ts'
import { invalidQuery } from './rules/will-not-run/invalid-query.ts'
import { invalidRevision } from './rules/will-not-run/invalid-revision.ts'
import { kubectlRefuses } from './rules/will-not-run/kubectl-refuses.ts'
import { leftOut } from './rules/will-not-run/left-out.ts'
import { missingNetworkConfiguration } from './rules/will-not-run/missing-network-configuration.ts'
import { newlineInSecret } from './rules/will-not-run/newline-in-secret.ts'
import { passwordRefused } from './rules/will-not-run/password-refused.ts'
import { placeholderAsRedirection } from './rules/will-not-run/placeholder-as-redirection.ts'
import { redisDebug } from './rules/will-not-run/redis-debug.ts'
import { registryLoginMissing } from './rules/will-not-run/registry-login-missing.ts'
import { serviceRefuses } from './rules/will-not-run/service-refuses.ts'
import { sqlRefused } from './rules/will-not-run/sql-refused.ts'
import { sudoRedirection } from './rules/will-not-run/sudo-redirection.ts'
import { typographicCharacter } from './rules/will-not-run/typographic-character.ts'
import { unquotedAmpersand } from './rules/will-not-run/unquoted-ampersand.ts'
import { unsetVariable } from './rules/will-not-run/unset-variable.ts'

/** Every rule that looks at runbooks, by family. One file each, with its page in docs/rules/. */
export const RULES: readonly Rule[] = [
  // will not run
  arnCutShort,
  awsRefuses,
  brokenContinuation,
  foreignCode,
  gnuDate,
  invalidJson,
  invalidQuery,
  invalidRevision,
  kubectlRefuses,
  leftOut,
  missingNetworkConfiguration,
  newlineInSecret,
  passwordRefused,
  placeholderAsRedirection,
  redisDebug,
  registryLoginMissing,
  serviceRefuses,
  sqlRefused,
  sudoRedirection,
  typographicCharacter,
  unquotedAmpersand,
  unsetVariable,
  // hangs
  asksConfirmation,
  needsTerminal,
  neverEnds,
  // hides failure
  curlWithoutFail,
  failedChangeLooksDone,
  gateDoesNotStop,
  importIsNoConnection,
  pipelineHidesFailure,
  signsLocally,
  taskNotAwaited,
  tenLogLines,
  waiterTakesNotFound,
  // incomplete
  restoreNotConnected,
]

/** Those, and what compiling and silencing report. */
export const ALL_RULES: readonly Rule[] = [...RULES, ...ABOUT_THE_CHECK]

export const RULE_IDS: ReadonlySet<string> = new Set(ALL_RULES.map(({ id }) => id))
