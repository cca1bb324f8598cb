import { awsVerb, titlesOf } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const signsLocally: Rule = {
  id: 'signs-locally',
  family: 'hides failure',
  severity: 'warning',
  summary: 'a test makes a presigned URL and never fetches it',
  programs: new Set(['aws s3 presign']),
  check({ lines }, commands, tell) {
    for (const command of commands) {
      if (awsVerb(command) !== 's3 presign' || command.place === 'substitution') continue
      if (!/test|check|verify|valid/i.test(`${titlesOf(command)} ${lines[command.line - 2] ?? ''}`)) continue
      tell(
        onCommand(
          command,
          'the URL is signed on this machine, without asking S3: it comes out the same with wrong credentials, no such object and no network',
          'fetch it: curl -f "$(aws s3 presign …)" -o /dev/null',
        ),
      )
    }
  },
}
