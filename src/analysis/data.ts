import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)
const loaded = new Map<string, unknown>()

/**
 * A generated grammar from `data/`, by its path there: `aws/ecs.json`. Loaded when first asked for and kept, since most
 * runbooks need three of the four hundred. It is code that happens to be JSON: part of the package, never user input.
 *
 * @throws if the file does not exist; callers ask only for names they found in an index.
 */
export function loadData<T>(path: string): T {
  let data = loaded.get(path)
  if (data === undefined) {
    data = load(`../../data/${path}`)
    loaded.set(path, data)
  }
  return data as T
}
