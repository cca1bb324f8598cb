import type { Random } from '../random.ts'

/** One way in which people write kubectl commands that flags out of its help do not reach; `file` is a manifest that exists. */
export type Family = (random: Random, file: string) => string[]

export const TYPES =
  'pods pod po deployments deployment deploy svc services service ns namespaces no nodes cm configmap secrets secret ing ingress hpa pvc pv sts statefulset ds rs job jobs cj cronjobs events ev ep quota sa netpol pdb sc crd roles rolebindings clusterroles deployments.apps deploy.v1.apps jobs.batch pod,svc all'.split(
    ' ',
  )

/** One letter left out, put in or doubled. */
export function change(random: Random, text: string, letters: string): string {
  const at = random.below(text.length + 1)
  const letter = random.pick([...letters])
  return random.pick([
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + letter + text.slice(at),
    text.slice(0, at) + (text[at] ?? '') + text.slice(at),
  ])
}

export const maybe = (random: Random, share: number, words: readonly string[]) =>
  random.chance(share) ? [...words] : []
