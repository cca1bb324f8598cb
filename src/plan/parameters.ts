import type { Placeholder } from '../runbook/placeholders/placeholders.ts'
import { isShellOwn } from '../runbook/shell/parameter-name.ts'
import { Context, shellContexts } from '../runbook/shell/shell-context.ts'
import type { StepDraft } from '../runbook/step-draft.ts'
import type { Analysis } from './analyse.ts'
import { listersOf, sourcesOf } from './parameter-sources.ts'
import { typeOf } from './parameter-type.ts'
import type { Parameter } from './plan.ts'

const SECRET =
  /PASS(?:WORD|WD|PHRASE)?(?:_|$)|SECRET|TOKEN|JWT|CREDENTIAL|(?:^|_)(?:API_|PRIVATE_|ACCESS_|ENCRYPTION_|SIGNING_)?KEY(?:_|$)|(?:DATABASE|DB|REDIS|MONGO\w*|AMQP|BROKER)_(?:URL|URI|DSN)|(?:^|_)DSN(?:_|$)|WEBHOOK_URL/

/** Whether a value of this name should be masked wherever it would be shown. */
function isSecretName(name: string): boolean {
  return SECRET.test(name) && !/_KEY_(?:ID|NAME)$|KEY_(?:PATH|FILE)$|TOKEN_(?:COUNT|LIMIT)$/.test(name)
}

/** What a procedure needs before all its steps can run: its holes, and variables that none of its earlier steps sets. */
export function parametersOf(
  steps: readonly StepDraft[],
  analyses: readonly Analysis[],
  placeholders: readonly (readonly Placeholder[])[],
): Parameter[] {
  const parameters = new Map<string, Parameter>()
  const assigned = new Set<string>()
  const defaults = new Map<string, string>()
  for (const [index, step] of steps.entries()) {
    const analysis = analyses[index] as Analysis
    const found = placeholders[index] ?? []
    if (step.kind === 'shell' || step.kind === 'sql') {
      for (const { kind, name, text } of found) if (kind === 'hole') note(name, text, 'hole', index)
    }
    for (const name of analysis.read) {
      if (assigned.has(name) || isShellOwn(name)) continue
      const written = found.filter((placeholder) => placeholder.kind === 'variable' && placeholder.name === name)
      for (const { text } of written) note(name, text, 'variable', index)
    }
    if (step.kind === 'shell')
      for (const { name, text, value } of defaultsIn(step.code))
        if (!assigned.has(name) && !isShellOwn(name)) {
          note(name, text, 'variable', index)
          if (!defaults.has(name)) defaults.set(name, value)
        }
    for (const name of analysis.assigned) assigned.add(name)
  }
  if (parameters.size === 0) return []
  const commands = analyses.map((analysis) => analysis.commands)
  const listers = listersOf(commands)
  return [...parameters.values()].map((parameter) => {
    const type = typeOf(
      parameter,
      parameter.steps.flatMap((step) => commands[step] ?? []),
    )
    return {
      ...parameter,
      type,
      required: parameter.texts.some((text) => !HAS_DEFAULT.test(text)),
      default: defaults.get(parameter.name) ?? null,
      sources: sourcesOf(parameter, type, listers),
    }
  })

  function note(name: string, text: string, source: Parameter['source'], step: number): void {
    const parameter = parameters.get(name) ?? { name, texts: [], source, secret: isSecretName(name), steps: [] }
    parameters.set(name, parameter)
    if (!parameter.texts.includes(text)) parameter.texts.push(text)
    if (!parameter.steps.includes(step)) parameter.steps.push(step)
    if (source === 'hole') parameter.source = 'hole'
  }
}

const HAS_DEFAULT = /^\$\{\w+:?[-=]/

/** `${TAG:-latest}`, `${TAG:=latest}`: variables that bring a value of their own, where the shell would read them. */
function defaultsIn(code: string): { name: string; text: string; value: string }[] {
  if (!code.includes('${')) return []
  const contexts = shellContexts(code)
  return [...code.matchAll(/\$\{([A-Za-z_]\w*):?[-=]([^{}\n]*)\}/g)].flatMap((match) => {
    const context = contexts[match.index]
    if (context === Context.single || context === Context.comment || context === Context.rawHeredoc) return []
    return [{ name: match[1] as string, text: match[0], value: (match[2] as string).replace(/^(["'])(.*)\1$/, '$2') }]
  })
}
