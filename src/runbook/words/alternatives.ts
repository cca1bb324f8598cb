import { longPattern } from '../../core/long-pattern.ts'

/** Places where software runs, and tools that do the same: someone has one of them. */
const PLATFORMS = longPattern('i')`
  ^(?:(?:for|on|if using|when using|using|via|with|in|option:?)\s+)?
  (?:kubernetes|k8s|openshift|docker(?:[ -]compose)?(?: v\d)?|docker swarm|podman|ecs|aws(?: ecs| cli)?|eks
    |gke|gcp|google cloud|azure|aks|heroku|fly\.io|render(?:\.com)?|railway|vercel|netlify|systemd|bare[ -]metal|vm|vms|helm|local(?:ly)?|linux
    |mac ?os(?: x)?|windows|ubuntu(?:/debian)?|debian(?:/ubuntu)?|rhel(?:/centos)?|centos(?:/rhel)?|alpine
    |arch|homebrew|npm|yarn|pnpm|pip|poetry|uv|mysql|postgres(?:ql)?|bash|zsh|fish|powershell)
  (?:\s*\([^()]*\))?(?:\s+(?:users?|deployments?|environments?|setup))?\s*:?$`

/** Whether a comment, label or tab names one of several places to do the same thing in: `# Kubernetes`, `**Docker:**`. */
export function namesPlatform(text: string): boolean {
  return PLATFORMS.test(text.trim())
}

/** Of texts that stand side by side, those that are alternatives: at least two that name platforms. */
export function platformsAmong(texts: readonly string[]): ReadonlySet<string> {
  const found = new Set(texts.filter(namesPlatform))
  return found.size >= 2 ? found : new Set()
}
