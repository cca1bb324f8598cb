const NAME = /^([A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/

/** What kubectl minds about a label selector where it parses it itself; null for nothing. Elsewhere the server does. */
export function checkSelector(labels: string | undefined): string | null {
  if (labels === undefined || /[$`<]/.test(labels)) return null
  const wrong = splitRequirements(labels).find((requirement) => !isRequirement(requirement))
  return wrong === undefined
    ? null
    : `error: the provided selector "${labels}" is not valid: unable to parse requirement: ${wrong}`
}

/** Parts between commas that are not within parentheses. */
function splitRequirements(text: string): string[] {
  return (text.match(/(?:\([^)]*\)?|[^,(])+/g) ?? []).map((part) => part.trim()).filter((part) => part !== '')
}

function isRequirement(text: string): boolean {
  const set = /^(\S+)\s+(?:in|notin)\s*\(([^)]*)\)$/.exec(text)
  if (set) return NAME.test(set[1] ?? '')
  const pair = /^([^=!<>\s]+)\s*(==|!=|=|>|<)\s*(\S*)$/.exec(text)
  if (pair)
    return NAME.test(pair[1] ?? '') && (pair[3] === '' || NAME.test(pair[3] ?? '') || /^[<>]$/.test(pair[2] ?? ''))
  return NAME.test(text.replace(/^!\s*/, ''))
}
