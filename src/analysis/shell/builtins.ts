import type { Redirection, Word } from 'unbash'
import { tellsWhatToRun } from '../../core/variable-names.ts'
import { remember } from '../../runbook/remember.ts'
import { isShellOwn } from '../../runbook/shell/parameter-name.ts'
import { type Finding, read, unknown, write } from '../finding.ts'
import type { Source } from './source.ts'
import type { ShellWord } from './word.ts'

/** Variables of the shell's own whose value runs nothing and finds nothing. */
const HARMLESS =
  /^(IFS|LANG|LC_\w+|TERM|TMPDIR|TMP|TEMP|PS[0-3]|COLUMNS|LINES|OPTIND|SECONDS|REPLY|TZ|USER|LOGNAME|HOSTNAME)$/

/** What setting a variable does: nothing, unless the shell or a program reads a command from it. */
export function assignmentFinding(name: string): Finding {
  return decidesWhatRuns(name)
    ? unknown(`sets ${name}, which decides what programs run`)
    : read('sets a shell variable')
}

/** Each variable is asked about where it is set and by what sets it. */
const decidesWhatRuns = remember((name: string) => (isShellOwn(name) && !HARMLESS.test(name)) || tellsWhatToRun(name))

const NOWHERE = /^\/dev\/(null|stdout|stderr|tty|fd\/[0-2])$/

/** What a command's redirections do: writing to a file is a write, whatever the command is. */
export function redirectionFindings(
  redirects: readonly Redirection[],
  { source, base }: { source: Source; base: number },
  toWord: (word: Word, source: Source, base: number) => ShellWord,
): Finding[] {
  const found: Finding[] = []
  for (const redirect of redirects) {
    if (redirect.type !== 'Redirect' || redirect.target === undefined) continue
    const target = toWord(redirect.target, source, base)
    const { operator } = redirect
    if (operator === '<' || operator === '<&') continue
    if (operator === '>&' && /^(1?\d-?|-)$/.test(target.value)) continue
    if (target.fixed && NOWHERE.test(target.value)) continue
    // `> >(tee log)`: the inner command is judged by itself.
    if (redirect.target.parts?.[0]?.type === 'ProcessSubstitution') continue
    const targets = [{ kind: 'file', name: target.text }]
    if (target.lead.startsWith('/dev/') || operator === '<>')
      found.push(unknown(`writes to ${target.text}, which is no plain file`, { targets }))
    else if (operator === '>>' || operator === '&>>')
      found.push(write(`appends to the file ${target.text}`, { targets }))
    else found.push(write(`writes the file ${target.text}`, { targets }))
  }
  return found
}
