import { open, type Rule } from './rule.ts'

/** Flags that cobra itself asks for. */
export const REQUIRED_FLAGS: readonly Rule[] = [
  ({ name, flag }) => name === 'autoscale' && flag('max') === undefined && 'error: required flag(s) "max" not set',
  ({ name, flag }) =>
    /^(run|create deployment)$/.test(name) && flag('image') === undefined && 'error: required flag(s) "image" not set',
  ({ name, flag }) =>
    name === 'scale' && flag('replicas') === undefined && 'error: required flag(s) "replicas" not set',
  ({ flag }) =>
    (flag('as-uid') ?? flag('as-group')) !== undefined &&
    flag('as') === undefined &&
    'error: requesting uid, groups or user-extra for user without impersonating a user',
]

// `true` is what a flag that stands alone has here.
const DRY_RUN = /^(none|server|client|unchanged|true)$/
const PROFILES = /^(none|cpu|heap|goroutine|threadcreate|block|mutex|trace)$/
const PRINTERS = /^(json|yaml|name|(go-)?template(-?file)?(=.*)?|jsonpath(-as-json|-file)?(=.*)?|kyaml|)$/
/** Commands that print what they changed, in these formats only. */
const PRINTS =
  /^(set .*|events|wait|config view|rollout history|scale|annotate|create.*|expose|autoscale|run|cordon|replace|edit)$/

/** What flags take, whatever the command. */
export const FLAG_RULES: readonly Rule[] = [
  ({ flag }) =>
    !open(flag('dry-run')) &&
    !DRY_RUN.test(flag('dry-run') ?? '') &&
    `error: Invalid dry-run value (${flag('dry-run')}). Must be "none", "server", or "client".`,
  ({ name, flag }) =>
    name !== 'debug' &&
    !open(flag('profile')) &&
    !PROFILES.test(flag('profile') ?? '') &&
    `error: unknown profile '${flag('profile')}'`,
  ({ flag }) =>
    !open(flag('vmodule')) &&
    !/^([^=,]+=\d+,?)*$/.test(flag('vmodule') ?? '') &&
    `Error: invalid argument "${flag('vmodule')}" for "--vmodule" flag: syntax error: expect comma-separated list of filename=N`,
  ({ flag }) =>
    !open(flag('validate')) &&
    !/^(strict|warn|ignore|true|false)$/.test(flag('validate') ?? '') &&
    `error: invalid - validate option "${flag('validate')}"; must be one of: strict (or true), warn, ignore (or false)`,
  ({ name, flag }) =>
    PRINTS.test(name) &&
    !open(flag('output')) &&
    !PRINTERS.test(flag('output') ?? '') &&
    `error: unable to match a printer suitable for the output format "${flag('output')}", allowed formats are: go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,yaml`,
  ({ call }) =>
    call.flags['from-literal']?.some((pair) => !open(pair) && !pair.includes('=')) &&
    `error: invalid literal source ${call.flags['from-literal'].find((pair) => !pair.includes('='))}, expected key=value`,
  ({ name, flag }) =>
    name === 'scale' &&
    /^-[1-9]/.test(flag('replicas') ?? '') &&
    'error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
]
