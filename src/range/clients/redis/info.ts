import { allKeys } from '../../world/keyspace.ts'
import { usedMemory } from '../../world/memory.ts'
import { random } from '../../world/random.ts'
import { serving } from '../../world/world.ts'
import { timeToLive } from './keys.ts'
import type { RedisRequest } from './request.ts'

const DEFAULT = ['server', 'clients', 'memory', 'persistence', 'stats', 'replication', 'keyspace']

/** `INFO`, with the sections asked for; the ones the range has are all by default. */
export function info(request: RedisRequest, sections: readonly string[]): string {
  const asked = sections.map((s) => s.toLowerCase()).filter((s) => !/^(all|default|everything)$/.test(s))
  const wanted = sections.length === 0 || asked.length < sections.length ? DEFAULT : asked
  return DEFAULT.filter((s) => wanted.includes(s))
    .map((section) => {
      const lines = Object.entries(SECTIONS[section]?.(request) ?? {}).map(([key, value]) => `${key}:${value}\r\n`)
      return `# ${section.charAt(0).toUpperCase()}${section.slice(1)}\r\n${lines.join('')}`
    })
    .join('\r\n')
}

const SECTIONS: Record<string, (request: RedisRequest) => Record<string, string | number>> = {
  server: ({ spec, world }) => {
    const up = Math.floor((world.now - world.origin) / 1_000) + 90 * 86_400
    return {
      redis_version: `${spec.engineVersion}.0`,
      redis_mode: 'standalone',
      os: 'Amazon ElastiCache',
      arch_bits: 64,
      tcp_port: 6379,
      uptime_in_seconds: up,
      uptime_in_days: Math.floor(up / 86_400),
    }
  },
  clients: (request) => ({ connected_clients: clients(request), maxclients: 65_000, blocked_clients: 0 }),
  memory: ({ world, system, spec, cache }) => {
    const used = usedMemory(world, system, spec)
    const peak = Math.max(...(world.tracks[`cache/${spec.name}/used`] ?? []).map(([, value]) => value), used)
    return {
      used_memory: used,
      used_memory_human: human(used),
      used_memory_rss: Math.round(used * 1.06),
      used_memory_rss_human: human(used * 1.06),
      used_memory_peak: peak,
      used_memory_peak_human: human(peak),
      used_memory_peak_perc: `${((100 * used) / peak).toFixed(2)}%`,
      maxmemory: cache.maxMemory,
      maxmemory_human: human(cache.maxMemory),
      maxmemory_policy: cache.policy,
      mem_fragmentation_ratio: '1.06',
      mem_allocator: 'jemalloc-5.3.0',
    }
  },
  persistence: () => ({ loading: 0, rdb_bgsave_in_progress: 0, aof_enabled: 0 }),
  stats: ({ world, cache }) => ({
    total_commands_processed: Math.floor((world.now - world.origin) / 2 + 41_000_000),
    instantaneous_ops_per_sec: Math.round(480 + 60 * random(world.seed, 'ops', Math.floor(world.now / 15_000))),
    rejected_connections: 0,
    expired_keys: 214_000 + cache.expired,
    evicted_keys: cache.evicted,
  }),
  replication: ({ cache }) => ({ role: 'master', connected_slaves: cache.replicas, master_repl_offset: 8_812_004 }),
  keyspace: (request) => {
    const all = allKeys(request.world, request.system, request.spec)
    if (all.length === 0) return {} as Record<string, string>
    const lives = all.map((k) => timeToLive(request, k)).filter((ms) => ms >= 0)
    const mean = lives.length === 0 ? 0 : Math.round(lives.reduce((a, b) => a + b, 0) / lives.length)
    return { db0: `keys=${all.length},expires=${lives.length},avg_ttl=${mean}` }
  },
}

/** Every serving instance holds a few connections. */
function clients({ world }: RedisRequest): number {
  return 4 + Object.values(world.workloads).reduce((sum, w) => sum + serving(w).length * 3, 0)
}

/** As Redis shortens bytes. */
function human(bytes: number): string {
  for (const [unit, size] of [
    ['G', 1024 ** 3],
    ['M', 1024 ** 2],
    ['K', 1024],
  ] as const) {
    if (bytes >= size) return `${(bytes / size).toFixed(2)}${unit}`
  }
  return `${Math.round(bytes)}B`
}
