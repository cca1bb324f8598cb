import type { Rule } from './rule.ts'
import { ABOUT_THE_CHECK } from './rules/about-the-check.ts'
import { alternativesInOneBlock } from './rules/dangerous/alternatives-in-one-block.ts'
import { appliesImmediately } from './rules/dangerous/applies-immediately.ts'
import { changesTheFleet } from './rules/dangerous/changes-the-fleet.ts'
import { checkThatChanges } from './rules/dangerous/check-that-changes.ts'
import { compressesOpenLog } from './rules/dangerous/compresses-open-log.ts'
import { deletesAfterUncheckedCopy } from './rules/dangerous/deletes-after-unchecked-copy.ts'
import { deletesEveryReplica } from './rules/dangerous/deletes-every-replica.ts'
import { deletesUncounted } from './rules/dangerous/deletes-uncounted.ts'
import { downBeforeBuild } from './rules/dangerous/down-before-build.ts'
import { downgradeAfterRollback } from './rules/dangerous/downgrade-after-rollback.ts'
import { downgradeWithoutBackup } from './rules/dangerous/downgrade-without-backup.ts'
import { feedsTheFire } from './rules/dangerous/feeds-the-fire.ts'
import { gateInAComment } from './rules/dangerous/gate-in-a-comment.ts'
import { idCollides } from './rules/dangerous/id-collides.ts'
import { idRecomputed } from './rules/dangerous/id-recomputed.ts'
import { killsUnseen } from './rules/dangerous/kills-unseen.ts'
import { knownPassword } from './rules/dangerous/known-password.ts'
import { literalSecret } from './rules/dangerous/literal-secret.ts'
import { locksTheTable } from './rules/dangerous/locks-the-table.ts'
import { losesData } from './rules/dangerous/loses-data.ts'
import { mutableTag } from './rules/dangerous/mutable-tag.ts'
import { openToTheWorld } from './rules/dangerous/open-to-the-world.ts'
import { outageAmongChecks } from './rules/dangerous/outage-among-checks.ts'
import { overwritesConfiguration } from './rules/dangerous/overwrites-configuration.ts'
import { promoteBeforeFencing } from './rules/dangerous/promote-before-fencing.ts'
import { protectionOff } from './rules/dangerous/protection-off.ts'
import { redisFlush } from './rules/dangerous/redis-flush.ts'
import { redisKeys } from './rules/dangerous/redis-keys.ts'
import { redisSave } from './rules/dangerous/redis-save.ts'
import { replacesOpenFile } from './rules/dangerous/replaces-open-file.ts'
import { restoresOverLive } from './rules/dangerous/restores-over-live.ts'
import { rollbackDoesNothing } from './rules/dangerous/rollback-does-nothing.ts'
import { rotationRace } from './rules/dangerous/rotation-race.ts'
import { scalesToZero } from './rules/dangerous/scales-to-zero.ts'
import { secretInFile } from './rules/dangerous/secret-in-file.ts'
import { secretOnCommandLine } from './rules/dangerous/secret-on-command-line.ts'
import { secretsPrinted } from './rules/dangerous/secrets-printed.ts'
import { sqlWithoutWhere } from './rules/dangerous/sql-without-where.ts'
import { sweepingForce } from './rules/dangerous/sweeping-force.ts'
import { switchesUnchecked } from './rules/dangerous/switches-unchecked.ts'
import { syncDeletes } from './rules/dangerous/sync-deletes.ts'
import { terminatesEverybody } from './rules/dangerous/terminates-everybody.ts'
import { undoTooFar } from './rules/dangerous/undo-too-far.ts'
import { unpacksOverData } from './rules/dangerous/unpacks-over-data.ts'
import { versionNotDeployed } from './rules/dangerous/version-not-deployed.ts'
import { asksConfirmation } from './rules/hangs/asks-confirmation.ts'
import { needsTerminal } from './rules/hangs/needs-terminal.ts'
import { neverEnds } from './rules/hangs/never-ends.ts'
import { curlWithoutFail } from './rules/hides-failure/curl-without-fail.ts'
import { failedChangeLooksDone } from './rules/hides-failure/failed-change-looks-done.ts'
import { filterFindsNothing } from './rules/hides-failure/filter-finds-nothing.ts'
import { gateDoesNotStop } from './rules/hides-failure/gate-does-not-stop.ts'
import { importIsNoConnection } from './rules/hides-failure/import-is-no-connection.ts'
import { matchesItsOpposite } from './rules/hides-failure/matches-its-opposite.ts'
import { patternForKey } from './rules/hides-failure/pattern-for-key.ts'
import { pipelineHidesFailure } from './rules/hides-failure/pipeline-hides-failure.ts'
import { psqlGoesOn } from './rules/hides-failure/psql-goes-on.ts'
import { restartKeepsEnvironment } from './rules/hides-failure/restart-keeps-environment.ts'
import { selectsEverything } from './rules/hides-failure/selects-everything.ts'
import { settingWaitsForRestart } from './rules/hides-failure/setting-waits-for-restart.ts'
import { signsLocally } from './rules/hides-failure/signs-locally.ts'
import { successSaidAnyway } from './rules/hides-failure/success-said-anyway.ts'
import { taskNotAwaited } from './rules/hides-failure/task-not-awaited.ts'
import { tenLogLines } from './rules/hides-failure/ten-log-lines.ts'
import { waiterTakesNotFound } from './rules/hides-failure/waiter-takes-not-found.ts'
import { contactNotFilled } from './rules/incomplete/contact-not-filled.ts'
import { exampleValue } from './rules/incomplete/example-value.ts'
import { frozenValue } from './rules/incomplete/frozen-value.ts'
import { missingFile } from './rules/incomplete/missing-file.ts'
import { missingSection } from './rules/incomplete/missing-section.ts'
import { noVerification } from './rules/incomplete/no-verification.ts'
import { noWayBack } from './rules/incomplete/no-way-back.ts'
import { notInTheRepository } from './rules/incomplete/not-in-the-repository.ts'
import { objectiveNotMet } from './rules/incomplete/objective-not-met.ts'
import { restoreNotConnected } from './rules/incomplete/restore-not-connected.ts'
import { shortWait } from './rules/incomplete/short-wait.ts'
import { stepWithoutCommand } from './rules/incomplete/step-without-command.ts'
import { takesTooLong } from './rules/incomplete/takes-too-long.ts'
import { unfilledPlaceholder } from './rules/incomplete/unfilled-placeholder.ts'
import { waitsForWindow } from './rules/incomplete/waits-for-window.ts'
import { arnCutShort } from './rules/will-not-run/arn-cut-short.ts'
import { awsRefuses } from './rules/will-not-run/aws-refuses.ts'
import { brokenContinuation } from './rules/will-not-run/broken-continuation.ts'
import { curlAddress } from './rules/will-not-run/curl-address.ts'
import { defaultByAccident } from './rules/will-not-run/default-by-accident.ts'
import { foreignCode } from './rules/will-not-run/foreign-code.ts'
import { gnuDate } from './rules/will-not-run/gnu-date.ts'
import { invalidJson } from './rules/will-not-run/invalid-json.ts'
import { invalidRevision } from './rules/will-not-run/invalid-revision.ts'
import { jqRefused } from './rules/will-not-run/jq-refused.ts'
import { kubectlRefuses } from './rules/will-not-run/kubectl-refuses.ts'
import { leftOut } from './rules/will-not-run/left-out.ts'
import { missingNetworkConfiguration } from './rules/will-not-run/missing-network-configuration.ts'
import { newlineInSecret } from './rules/will-not-run/newline-in-secret.ts'
import { passwordRefused } from './rules/will-not-run/password-refused.ts'
import { placeholderAsRedirection } from './rules/will-not-run/placeholder-as-redirection.ts'
import { placeholderInSql } from './rules/will-not-run/placeholder-in-sql.ts'
import { postgresRefuses } from './rules/will-not-run/postgres-refuses.ts'
import { promptInBlock } from './rules/will-not-run/prompt-in-block.ts'
import { promqlRefused } from './rules/will-not-run/promql-refused.ts'
import { queryFindsNothing } from './rules/will-not-run/query-finds-nothing.ts'
import { redisDebug } from './rules/will-not-run/redis-debug.ts'
import { redisRefuses } from './rules/will-not-run/redis-refuses.ts'
import { registryLoginMissing } from './rules/will-not-run/registry-login-missing.ts'
import { serverIsStopped } from './rules/will-not-run/server-is-stopped.ts'
import { serviceRefuses } from './rules/will-not-run/service-refuses.ts'
import { sqlRefused } from './rules/will-not-run/sql-refused.ts'
import { sudoRedirection } from './rules/will-not-run/sudo-redirection.ts'
import { toolRefuses } from './rules/will-not-run/tool-refuses.ts'
import { typographicCharacter } from './rules/will-not-run/typographic-character.ts'
import { unquotedAmpersand } from './rules/will-not-run/unquoted-ampersand.ts'
import { unsetVariable } from './rules/will-not-run/unset-variable.ts'
import { volumeInUse } from './rules/will-not-run/volume-in-use.ts'
import { localByDefault } from './rules/wrong-target/local-by-default.ts'
import { missingContext } from './rules/wrong-target/missing-context.ts'
import { nameKnownElsewhere } from './rules/wrong-target/name-known-elsewhere.ts'
import { otherEnvironment } from './rules/wrong-target/other-environment.ts'
import { otherPathOfFile } from './rules/wrong-target/other-path-of-file.ts'
import { runsElsewhere } from './rules/wrong-target/runs-elsewhere.ts'
import { xargsLosesHost } from './rules/wrong-target/xargs-loses-host.ts'

/** Every rule that looks at runbooks, by family. One file each, with its page in docs/rules/. */
export const RULES: readonly Rule[] = [
  // will not run
  arnCutShort,
  awsRefuses,
  brokenContinuation,
  curlAddress,
  defaultByAccident,
  foreignCode,
  gnuDate,
  invalidJson,
  invalidRevision,
  jqRefused,
  kubectlRefuses,
  leftOut,
  missingNetworkConfiguration,
  newlineInSecret,
  passwordRefused,
  placeholderAsRedirection,
  placeholderInSql,
  postgresRefuses,
  promptInBlock,
  promqlRefused,
  queryFindsNothing,
  redisDebug,
  redisRefuses,
  registryLoginMissing,
  serverIsStopped,
  serviceRefuses,
  sqlRefused,
  sudoRedirection,
  toolRefuses,
  typographicCharacter,
  unquotedAmpersand,
  unsetVariable,
  volumeInUse,
  // hangs
  asksConfirmation,
  needsTerminal,
  neverEnds,
  // hides failure
  curlWithoutFail,
  failedChangeLooksDone,
  filterFindsNothing,
  gateDoesNotStop,
  importIsNoConnection,
  patternForKey,
  pipelineHidesFailure,
  matchesItsOpposite,
  psqlGoesOn,
  restartKeepsEnvironment,
  selectsEverything,
  settingWaitsForRestart,
  signsLocally,
  successSaidAnyway,
  taskNotAwaited,
  tenLogLines,
  waiterTakesNotFound,
  // dangerous
  alternativesInOneBlock,
  appliesImmediately,
  changesTheFleet,
  checkThatChanges,
  compressesOpenLog,
  deletesAfterUncheckedCopy,
  deletesEveryReplica,
  deletesUncounted,
  downBeforeBuild,
  downgradeAfterRollback,
  downgradeWithoutBackup,
  feedsTheFire,
  gateInAComment,
  idCollides,
  idRecomputed,
  literalSecret,
  locksTheTable,
  replacesOpenFile,
  knownPassword,
  restoresOverLive,
  openToTheWorld,
  killsUnseen,
  losesData,
  mutableTag,
  outageAmongChecks,
  overwritesConfiguration,
  promoteBeforeFencing,
  protectionOff,
  redisFlush,
  redisKeys,
  redisSave,
  rollbackDoesNothing,
  rotationRace,
  scalesToZero,
  secretInFile,
  secretOnCommandLine,
  secretsPrinted,
  sqlWithoutWhere,
  sweepingForce,
  switchesUnchecked,
  syncDeletes,
  terminatesEverybody,
  undoTooFar,
  unpacksOverData,
  versionNotDeployed,
  // wrong target
  localByDefault,
  missingContext,
  nameKnownElsewhere,
  otherEnvironment,
  otherPathOfFile,
  runsElsewhere,
  xargsLosesHost,
  // incomplete
  contactNotFilled,
  exampleValue,
  frozenValue,
  missingFile,
  missingSection,
  noVerification,
  noWayBack,
  notInTheRepository,
  objectiveNotMet,
  restoreNotConnected,
  shortWait,
  stepWithoutCommand,
  takesTooLong,
  unfilledPlaceholder,
  waitsForWindow,
]

/** Those, and what compiling and silencing report. */
export const ALL_RULES: readonly Rule[] = [...RULES, ...ABOUT_THE_CHECK]

export const RULE_IDS: ReadonlySet<string> = new Set(ALL_RULES.map(({ id }) => id))
