import { longPattern } from '../../core/long-pattern.ts'
import { type Call, destructive, type Finding, read, unknown, write } from '../finding.ts'
import type { ShellWord } from '../shell/word.ts'
import { has, mayMean, type Options, readOptions } from './options.ts'

const READS = longPattern()`
  ^(status|log|diff|show|rev-parse|rev-list|describe|blame|shortlog|ls-files|ls-tree|ls-remote|cat-file|grep
    |name-rev|merge-base|whatchanged|cherry|range-diff|count-objects|for-each-ref|show-ref|var|version|help
    |check-ignore|check-attr|check-mailmap|check-ref-format|annotate|diff-tree|diff-files|diff-index|show-branch
    |get-tar-commit-id|patch-id|stripspace|symbolic-ref)$`

/** Options before the command that take no program and no settings along. */
const OUTER = longPattern()`
  ^(-C|-p|-P|--git-dir|--work-tree|--namespace|--no-pager|--paginate|--version|--help|--bare|--no-optional-locks
    |--literal-pathspecs|--no-replace-objects|-c|--config-env|--exec-path)$`

/** What is known to change the checkout and no more. */
const CHANGES = longPattern()`
  ^(add|commit|fetch|pull|merge|rebase|revert|cherry-pick|clone|init|switch|rm|mv|apply|am|worktree|submodule|bisect
    |notes|lfs|format-patch|archive|bundle|sparse-checkout|update-ref|update-index|maintenance)$`

/** A command of git, its words sorted. */
interface GitCall {
  name: string
  options: Options
  rest: readonly ShellWord[]
  /** Of `git stash drop` the `drop`; empty when there is none. */
  first: string
  more: { subcommand: string | null }
}

/** Git changes a local checkout, except where it pushes; what throws work away is destructive. */
export function resolveGit({ args }: Call): Finding {
  const outer = readOptions(args, 'Cc git-dir work-tree namespace exec-path config-env', true)
  const [verb, ...rest] = outer.positionals
  const options = readOptions(
    rest,
    'mnuFbBo message file set-upstream output author date format sort points-at contains merged',
  )
  const more = { subcommand: verb?.text ?? null }
  // `-c` can set an alias or a command to run.
  if (has(outer, '-c', '--config-env', '--exec-path'))
    return unknown('settings on the command line may run a program', more)
  if (verb === undefined) return has(outer, '--version') ? read('prints its version') : unknown('no command', more)
  if (outer.list.some((option) => !OUTER.test(option.name))) return unknown('an option Standby does not know', more)
  const call = { name: verb.fixed ? verb.value : '', options, rest, first: options.positionals[0]?.value ?? '', more }
  const judged = startsOther(call) ?? judge(call)
  return judged.effect === 'read' ? (writesAside(call) ?? judged) : judged
}

/** Options that have git start another program. */
function startsOther({ name, options, rest, more }: GitCall): Finding | null {
  const pages = () => rest.some((word) => /^-[A-Za-z]*O/.test(word.value)) || mayMean(options, 'open-files-in-pager')
  if (
    has(options, '--ext-diff') ||
    mayMean(options, 'ext-diff') ||
    (/^(cat-file|help)$/.test(name) && has(options, '--textconv', '--filters', '-w', '--web')) ||
    (name === 'grep' && pages()) ||
    (name === 'ls-remote' && mayMean(options, 'upload-pack exec'))
  )
    return unknown('runs another program', more)
  // `ext::sh -c …`: a transport that is a command.
  if (name === 'ls-remote' && options.positionals.some((word) => /^[\w-]+::/.test(word.value)))
    return unknown('its transport is a program', more)
  return null
}

/** What commands that look can be told to write. */
function writesAside({ name, options, more }: GitCall): Finding | null {
  if (name !== 'ls-files' && (has(options, '-o', '--output') || mayMean(options, 'output')))
    return write('writes a file', more)
  if (name === 'symbolic-ref' && (options.positionals.length > 1 || has(options, '-d') || mayMean(options, 'delete')))
    return write('changes a reference', more)
  return null
}

function judge(call: GitCall): Finding {
  const { name, more } = call
  if (READS.test(name)) return read('looks at the repository', more)
  const known = Object.hasOwn(JUDGED, name) ? JUDGED[name] : undefined
  if (known !== undefined) return known(call)
  return CHANGES.test(name)
    ? write('changes the checkout', more)
    : unknown(`git ${name}: a command Standby does not know`, more)
}

/** Commands that look, change or throw away, by their own commands and options. */
const JUDGED: Readonly<Record<string, (call: GitCall) => Finding>> = {
  tag: resolveRefs,
  branch: resolveRefs,
  remote: ({ first, more }) =>
    /^(|show|get-url)$/.test(first)
      ? read('looks at the repository', more)
      : write('changes where the repository points', more),
  stash: ({ first, more }) =>
    /^(list|show)$/.test(first)
      ? read('looks at the repository', more)
      : /^(drop|clear)$/.test(first)
        ? destructive('throws stashed work away', more)
        : write('changes the checkout', more),
  config: ({ options, more }) =>
    has(options, '-l', '--list', '--get', '--get-all', '--get-regexp')
      ? read('prints settings', more)
      : write('changes settings', more),
  worktree: listsOrChanges,
  'sparse-checkout': listsOrChanges,
  notes: ({ first, more }) =>
    /^(list|show|get-ref)$/.test(first) ? read('looks at the repository', more) : write('changes notes', more),
  bundle: ({ first, more }) =>
    /^(verify|list-heads)$/.test(first) ? read('looks at a bundle', more) : write('writes a file, or objects', more),
  reflog: ({ first, more }) =>
    /^(expire|delete|drop)$/.test(first)
      ? destructive('forgets history', more)
      : first === 'write'
        ? write('writes history', more)
        : read('looks at the repository', more),
  push: ({ options, more }) =>
    options.list.some((option) => /^(-f|--force|-d|--delete|--mirror|--prune)/.test(option.name)) ||
    options.positionals.some((word) => /^[+:]/.test(word.value))
      ? destructive('overwrites or deletes on the remote', more)
      : write('publishes to the remote', more),
  reset: ({ options, more }) =>
    has(options, '--hard', '--merge', '--keep')
      ? destructive('throws uncommitted work away', more)
      : write('changes the index', more),
  clean: ({ options, rest, more }) =>
    has(options, '-n', '--dry-run') && !rest.some((word) => word.value.startsWith('--no'))
      ? read('says what it would delete', more)
      : destructive('deletes untracked files', more),
  restore: ({ more }) => destructive('throws uncommitted work away', more),
  checkout: ({ options, rest, more }) =>
    has(options, '-f', '--force') || rest.some((word) => word.value === '--' || word.value === '.')
      ? destructive('throws uncommitted work away', more)
      : write('changes the checkout', more),
  'filter-branch': forgets,
  gc: forgets,
  prune: forgets,
}

function listsOrChanges({ first, more }: GitCall): Finding {
  return first === 'list' ? read('looks at the repository', more) : write('changes the checkout', more)
}

function forgets({ more }: GitCall): Finding {
  return destructive('forgets history', more)
}

/** Tags and branches. */
function resolveRefs({ name, options, rest, more }: GitCall): Finding {
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
    rest.length === 0 ||
    (lists && !changes && !named && !options.list.some((option) => option.name === '-a' && name === 'tag'))
  )
    return read(`lists ${name === 'tag' ? 'tags' : 'branches'}`, more)
  return write(`makes or changes a ${name}`, more)
}
