import { named, shown } from '../../facts/ask.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

const DUMPS = /^(pg_dump|pg_dumpall|pg_basebackup|mysqldump|mongodump|etcdctl|tar)$/
const PASSES_ON = /^(tee|cat|gzip|bzip2|xz|zstd|pigz|head|tail|grep|sed|awk|jq|openssl|gpg|aws|ssh|wc|sort|less)$/

const SHOWS = /^(?:jq|head|tail|less|wc|sort|awk|sed)$/

export const pipelineHidesFailure: Rule = {
  id: 'pipeline-hides-failure',
  family: 'hides failure',
  severity: 'warning',
  summary: 'a pipeline hides that its first command failed',
  when: ({ commands }) => commands.some(({ pipeline }) => pipeline.length > 1),
  check(runbook, __, tell) {
    for (const command of runbook.commands) {
      const at = command.pipeline.indexOf(command)
      const next = command.pipeline[at + 1]
      if (at !== 0 || next === undefined || command.carrier !== null || hasPipefail(runbook, command)) continue
      const last = command.pipeline.at(-1)
      if (last === undefined || !PASSES_ON.test(last.program)) continue
      const dumps = DUMPS.test(command.program) && !/^(head|tail|grep|less|wc)$/.test(last.program)
      const writes = command.effect === 'write' || command.effect === 'destructive'
      // Whether grep finds something is an answer of its own.
      if ((!dumps && !writes) || (!dumps && last.program === 'grep')) continue
      const what = dumps
        ? `if ${command.program} breaks off, ${last.program} still ends well and what is stored looks like a backup`
        : `if ${named(command)} fails, the step still counts as done`
      tell(
        onCommand(
          command,
          `of a pipeline only the last exit status counts: ${what}`,
          `first: set -o pipefail; then ${shown(command, 30)} | …`,
          // What is shown to a person shows that there is nothing.
          { severity: !dumps && SHOWS.test(last.program) ? 'info' : null },
        ),
      )
    }
  },
}

function hasPipefail(runbook: RunbookFacts, command: CommandFact): boolean {
  const { fence } = command.step
  const lines = fence === null ? runbook.lines.slice(command.line - 1, command.line) : fence.lines
  return lines.some((text) => /\bpipefail\b|PIPESTATUS/.test(text))
}
