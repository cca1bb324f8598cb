import { type Call, destructive, type Finding, read, unknown, write } from '../finding.ts'
import { has, lastValue, readOptions } from './options.ts'

/** Helm's commands (helm.sh/docs/helm, 3.x); `--dry-run` only renders. */
export function resolveHelm({ args }: Call): Finding {
  const options = readOptions(
    args,
    `nfo namespace values output set set-string set-file set-json set-literal version revision kube-context
      kubeconfig kube-apiserver kube-as-group kube-as-user kube-ca-file kube-tls-server-name kube-token
      registry-config repository-cache repository-config qps burst-limit max history-max timeout repo`,
  )
  const [verb, second, third] = options.positionals
  const namespace = lastValue(options, '-n', '--namespace')
  const name = verb?.fixed ? verb.value : ''
  const release = /^(get|show|repo|plugin|registry|dependency)$/.test(name) ? third : second
  const more = {
    subcommand: verb?.text ?? null,
    targets: [
      ...(release ? [{ kind: 'release', name: release.text }] : []),
      ...(namespace ? [{ kind: 'namespace', name: namespace.text }] : []),
    ],
  }
  if (has(options, '--post-renderer')) return unknown('runs another program', more)
  if (options.list.some(({ name, value }) => name === '--dependency-update' && value?.value !== 'false'))
    return write('fetches charts into the folder of this one', more)
  if (has(options, '--output-dir', '-d', '--destination')) return write('writes files', more)
  const last = options.list.findLast((option) => option.name === '--dry-run')
  const dry = last !== undefined && /^(true|client|server)$/.test(last.value?.value ?? 'true')
  if (/^(list|ls|status|history|hist|get|show|inspect|template|lint|version|search|env|verify)$/.test(name))
    return read('looks at releases or charts', more)
  if (/^(repo|plugin|registry|dependency|dep)$/.test(name))
    return /^(list|ls)$/.test(second?.value ?? '')
      ? read('looks at settings', more)
      : write("changes the client's settings or charts", more)
  if (/^(install|upgrade|rollback)$/.test(name)) {
    if (dry) return read('a dry run: changes nothing', more)
    return has(options, '--force')
      ? destructive('may delete and make objects anew', more)
      : write(name === 'rollback' ? 'takes a release back to an earlier revision' : `${name}s a release`, more)
  }
  if (/^(uninstall|delete|del|un)$/.test(name))
    return dry ? read('a dry run: changes nothing', more) : destructive('removes a release with its objects', more)
  if (name === 'test') return write('starts the test pods of a release', more)
  return /^(create|package|pull|push|fetch)$/.test(name)
    ? write('writes or publishes a chart', more)
    : unknown(`helm ${name}`, more)
}
