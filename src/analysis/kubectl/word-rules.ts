import type { KubectlCall } from './kubectl-call.ts'
import { type Asked, given, ONE_OR_MORE, open } from './rule.ts'

/** `label`, `annotate`, `taint`: something to change, and from where. */
export function checkUpdates({ call, name, none, file, flag }: Asked): string | null {
  if (!/^(label|annotate|taint)$/.test(name)) return null
  if (none && !flag('raw')) return ONE_OR_MORE
  const late = lateWord(call)
  const what = name === 'annotate' ? 'annotation' : name
  if (late !== null) return `error: all resources must be specified before ${what} changes: ${late}`
  const removed = call.pairs.filter((pair) => pair.endsWith('-')).map((pair) => pair.slice(0, -1))
  const both = removed.find((key) => call.pairs.some((pair) => pair.startsWith(`${key}=`)))
  if (both !== undefined)
    return `error: can not both modify and remove the following ${what}(s) in the same command: ${both}`
  if (given(flag('list')))
    return flag('output') === undefined ? null : 'error: --list and --output may not be specified together'
  if (call.pairs.length === 0)
    return `error: at least one ${name === 'annotate' ? 'annotation' : name} update is required`
  if (given(flag('local')) && !file)
    return 'error: can only use local files by -f rsrc.yaml or --filename=rsrc.json when --local=true is set'
  if (call.resources.length === 0 && !file) return ONE_OR_MORE
  return null
}

/** A word after the first `name=value`: what is changed comes first, then the changes. */
function lateWord(call: KubectlCall): string | null {
  const first = call.positionals.findIndex((word) => call.pairs.includes(word))
  if (first < 0) return null
  return call.positionals.slice(first).find((word) => !call.pairs.includes(word) && !/[$`<]/.test(word)) ?? null
}

export function checkSet({ call, name, file, flag }: Asked): string | null {
  if (!name.startsWith('set ') && name !== 'wait') return null
  if (given(flag('local')) && !flag('filename'))
    return `error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'`
  const late = /^set (env|image)$/.test(name) ? lateWord(call) : null
  if (late !== null)
    return `error: all resources must be specified before ${name === 'set env' ? 'environment' : 'image'} changes: ${late}`
  const unset = call.flags.env?.find((pair) => !/[=$`<]/.test(pair) && !pair.endsWith('-') && pair !== '-')
  if (name === 'set env' && unset !== undefined) return `error: unknown environment variable: ${unset}`
  if (call.resources.length > 0 || file || name === 'wait') return null
  if (name === 'set env')
    return given(flag('all'))
      ? null
      : 'error: one or more resources must be specified as <resource> <name> or <resource>/<name>'
  return ONE_OR_MORE
}

export function checkLogs({ name, words, none, flag, see }: Asked): string | null {
  if (name !== 'logs') return null
  if (flag('selector') !== undefined && words.length > 0)
    return `error: only a selector (-l) or a POD name is allowed${see}`
  if (words.length > 2 || (none && flag('selector') === undefined))
    return `error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command${see}`
  return null
}

export function checkExec({ call, name, words, flag, see }: Asked): string | null {
  if (name !== 'exec') return null
  if (call.command === null && words.length > 1)
    return `error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead${see}`
  if (words.length === 0 && flag('filename') === undefined)
    return 'error: pod, type/name or --filename must be specified'
  if (call.command === null || call.command.length === 0)
    return 'error: you must specify at least one command for the container'
  return null
}

/** `create deployment NAME`: exactly one. */
export function checkNames({ call, name, words, flag, see }: Asked): string | null {
  if (call.path[0] !== 'create' || call.path.length < 2 || name === 'create secret' || name === 'create service')
    return null
  const count = words.length + (name === 'create job' || name === 'create deployment' ? 0 : (call.command?.length ?? 0))
  if (count !== 1) return `error: exactly one NAME is required, got ${count}${see}`
  if (name === 'create job' && flag('image') && flag('from')) return 'error: either --image or --from must be specified'
  if (flag('from-env-file') !== undefined && (flag('from-file') ?? flag('from-literal')) !== undefined)
    return 'error: from-env-file cannot be combined with from-file or from-literal'
  if (name === 'create job' && !flag('image') && !flag('from'))
    return 'error: either --image or --from must be specified'
  return null
}

export function checkTop({ name, words, flag }: Asked): string | null {
  if (!name.startsWith('top ')) return null
  const sort = flag('sort-by')
  if (!open(sort) && !/^(cpu|memory|)$/.test(sort ?? '')) return 'error: --sort-by accepts only cpu or memory'
  const selects = flag('selector') !== undefined || flag('field-selector') !== undefined
  if (words.length > 1) return 'error: only one NAME may be given'
  return words.length > 0 && selects ? 'error: only one of NAME or selector can be provided' : null
}

export function checkOwnFormats({ name, flag }: Asked): string | null {
  const sort = flag('sort-by')
  if (name === 'api-resources' && !open(sort) && !/^(name|kind|)$/.test(sort ?? ''))
    return 'error: --sort-by accepts only name or kind'
  const output = flag('output')
  if (open(output)) return null
  if (name === 'version' && !/^(json|yaml|)$/.test(output ?? '')) return "error: --output must be 'yaml' or 'json'"
  if (name === 'api-resources' && !/^(wide|name|json|yaml|)$/.test(output ?? ''))
    return `error: --output ${output} is not available`
  if (name === 'config get-contexts' && !/^(name|)$/.test(output ?? ''))
    return `error: --output ${output} is not available in kubectl config get-contexts; resetting to default output format`
  return null
}
