import type { CommandFact } from '../../facts/facts.ts'

/** What a `redis-cli` sends, in upper case: `['KEYS', 'CACHE:*']`; empty for other programs and interactive ones. */
export function redisCommand({ program, args }: CommandFact): string[] {
  if (!/^(redis-cli|valkey-cli|keydb-cli)$/.test(program)) return []
  let at = 0
  while (at < args.length && (args[at] ?? '').startsWith('-')) {
    const option = args[at] ?? ''
    if (!/^(-[hpanurixsdD]|--(user|pass|sni|cacert|cert|key|pattern|cluster))$/.test(option)) at += 1
    else at += 2
  }
  return args.slice(at).map((arg) => arg.toUpperCase())
}
