import { longPattern } from '../../core/long-pattern.ts'
import { type Call, destructive, type Finding, read, unknown, write } from '../finding.ts'
import { has, mayMean, readOptions } from './options.ts'

const READS = longPattern()`
  ^(status|log|diff|show|rev-parse|rev-list|describe|blame|shortlog|ls-files|ls-tree|ls-remote|cat-file|grep
    |name-rev|merge-base|whatchanged|cherry|range-diff|count-objects|for-each-ref|show-ref|var|version|help
    |check-ignore|check-attr|check-mailmap|check-ref-format|annotate|diff-tree|diff-files|diff-index|show-branch
    |get-tar-commit-id|patch-id|stripspace|symbolic-ref)$`

/** Options before the command that take no program and no settings along. */
const OUTER = longPattern()`
  ^(-C|-p|-P|--git-dir|--work-tree|--namespace|--no-pager|--paginate|--version|--help|--bare|--no-optional-locks
    |--literal-pathspecs|--no-replace-objects|-c|--config-env|--exec-path)$`

/** Git changes a local checkout, except where it pushes; what throws work away is destructive. */
export function resolveGit({ args }: Call): Finding {
  const outer = readOptions(args, 'Cc git-dir work-tree namespace exec-path config-env', true)
  const [verb, ...rest] = outer.positionals
  const options = readOptions(
    rest,
    'mnuFbBo message file set-upstream output author date format sort points-at contains merged',
  )
  const name = verb?.fixed ? verb.value : ''
  const more = { subcommand: verb?.text ?? null }
  // `-c` can set an alias or a command to run.
  if (has(outer, '-c', '--config-env', '--exec-path'))
    return unknown('settings on the command line may run a program', more)
  if (verb === undefined) return has(outer, '--version') ? read('prints its version') : unknown('no command', more)
  if (outer.list.some((option) => !OUTER.test(option.name))) return unknown('an option Standby does not know', more)
  if (name !== 'ls-files' && (has(options, '-o', '--output') || mayMean(options, 'output')))
    return write('writes a file', more)
  if (has(options, '--textconv', '--filters', '-w', '--web') && /^(cat-file|help)$/.test(name))
    return unknown('runs another program', more)
  if (has(options, '--ext-diff') || mayMean(options, 'ext-diff')) return unknown('runs another program', more)
  if (
    name === 'grep' &&
    (rest.some((word) => /^-[A-Za-z]*O/.test(word.value)) || mayMean(options, 'open-files-in-pager'))
  )
    return unknown('runs another program', more)
  // `ext::sh -c …`: a transport that is a command.
  if (name === 'ls-remote' && options.positionals.some((word) => /^[\w-]+::/.test(word.value)))
    return unknown('its transport is a program', more)
  if (name === 'ls-remote' && mayMean(options, 'upload-pack exec')) return unknown('runs another program', more)
  if (name === 'symbolic-ref' && (options.positionals.length > 1 || has(options, '-d') || mayMean(options, 'delete')))
    return write('changes a reference', more)
  if (READS.test(name)) return read('looks at the repository', more)
  switch (name) {
    case 'tag':
    case 'branch':
      return resolveRefs(name, options, rest.length, more)
    case 'remote':
      return /^(|show|get-url)$/.test(options.positionals[0]?.value ?? '')
        ? read('looks at the repository', more)
        : write('changes where the repository points', more)
    case 'stash':
      if (/^(list|show)$/.test(options.positionals[0]?.value ?? '')) return read('looks at the repository', more)
      return /^(drop|clear)$/.test(options.positionals[0]?.value ?? '')
        ? destructive('throws stashed work away', more)
        : write('changes the checkout', more)
    case 'config':
      return has(options, '-l', '--list', '--get', '--get-all', '--get-regexp')
        ? read('prints settings', more)
        : write('changes settings', more)
    case 'worktree':
    case 'sparse-checkout':
      return options.positionals[0]?.value === 'list'
        ? read('looks at the repository', more)
        : write('changes the checkout', more)
    case 'notes':
      return /^(list|show|get-ref)$/.test(options.positionals[0]?.value ?? '')
        ? read('looks at the repository', more)
        : write('changes notes', more)
    case 'bundle':
      return /^(verify|list-heads)$/.test(options.positionals[0]?.value ?? '')
        ? read('looks at a bundle', more)
        : write('writes a file, or objects', more)
    case 'reflog':
      return /^(expire|delete|drop)$/.test(options.positionals[0]?.value ?? '')
        ? destructive('forgets history', more)
        : /^write$/.test(options.positionals[0]?.value ?? '')
          ? write('writes history', more)
          : read('looks at the repository', more)
    case 'push': {
      const forced =
        options.list.some((option) => /^(-f|--force|-d|--delete|--mirror|--prune)/.test(option.name)) ||
        options.positionals.some((word) => /^[+:]/.test(word.value))
      return forced ? destructive('overwrites or deletes on the remote', more) : write('publishes to the remote', more)
    }
    case 'reset':
      return has(options, '--hard', '--merge', '--keep')
        ? destructive('throws uncommitted work away', more)
        : write('changes the index', more)
    case 'clean':
      return has(options, '-n', '--dry-run') && !rest.some((word) => word.value.startsWith('--no'))
        ? read('says what it would delete', more)
        : destructive('deletes untracked files', more)
    case 'restore':
      return destructive('throws uncommitted work away', more)
    case 'checkout':
      return has(options, '-f', '--force') || rest.some((word) => word.value === '--' || word.value === '.')
        ? destructive('throws uncommitted work away', more)
        : write('changes the checkout', more)
    case 'filter-branch':
    case 'gc':
    case 'prune':
      return destructive('forgets history', more)
    default:
      return /^(add|commit|fetch|pull|merge|rebase|revert|cherry-pick|clone|init|switch|rm|mv|apply|am|worktree|submodule|bisect|notes|lfs|format-patch|archive|bundle|sparse-checkout|update-ref|update-index|maintenance)$/.test(
        name,
      )
        ? write('changes the checkout', more)
        : unknown(`git ${name}: a command Standby does not know`, more)
  }
}

function resolveRefs(
  name: string,
  options: ReturnType<typeof readOptions>,
  words: number,
  more: { subcommand: string | null },
): Finding {
  if (options.list.some((option) => /^(-d|-D|--delete)$/.test(option.name)))
    return destructive(`deletes a ${name}`, more)
  const lists =
    options.list.some((option) =>
      /^(-l|--list|-a|--all|-r|--remotes|-v|-vv|--show-current|--contains|--merged|--no-merged|--points-at|-n)$/.test(
        option.name,
      ),
    ) || options.positionals.length === 0
  const changes = options.list.some((option) =>
    /^(-m|-M|-c|-C|-f|-u|--no-[a-l]\w*|--move|--copy|--force|--set-upstream|--set-upstream-to|--unset-upstream|--edit-description|-s|--sign)/.test(
      option.name,
    ),
  )
  // `git branch -v NAME` makes NAME.
  const named =
    name === 'branch' &&
    options.positionals.length > 0 &&
    !options.list.some((option) => /^(-l|--list|--contains|--merged|--no-merged|--points-at)$/.test(option.name))
  if (
    words === 0 ||
    (lists && !changes && !named && !options.list.some((option) => option.name === '-a' && name === 'tag'))
  )
    return read(`lists ${name === 'tag' ? 'tags' : 'branches'}`, more)
  return write(`makes or changes a ${name}`, more)
}
