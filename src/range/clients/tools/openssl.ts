import { nextNumber } from '../../world/agenda.ts'
import { random } from '../../world/random.ts'
import { type Client, failed, ok, Unanswerable } from '../client.ts'

/** `openssl rand`: bytes by the world's chance, so that the same drill tells the same story. */
export const openssl: Client = ({ argv }, { world }) => {
  const [command, ...words] = argv
  if (command === 'version') return ok('OpenSSL 3.0.15 3 Sep 2024 (Library: OpenSSL 3.0.15 3 Sep 2024)\n')
  if (command !== 'rand') throw new Unanswerable(`openssl ${argv.join(' ')}`)
  const flags = words.filter((w) => w.startsWith('-'))
  const [count, ...more] = words.filter((w) => !w.startsWith('-'))
  const strange = flags.find((f) => f !== '-base64' && f !== '-hex')
  if (strange !== undefined) throw new Unanswerable(`openssl rand ${strange}`)
  if (count === undefined || more.length > 0 || !/^\d+$/.test(count)) return failed(1, 'rand: Use -help for summary.\n')
  const n = nextNumber(world)
  const bytes = Buffer.from(
    Array.from({ length: Number(count) }, (_, i) => Math.floor(random(world.seed, 'openssl', n, i) * 256)),
  )
  if (flags.includes('-hex')) return ok(`${bytes.toString('hex')}\n`)
  if (!flags.includes('-base64')) throw new Unanswerable('openssl rand, of raw bytes')
  return ok(`${bytes.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n`)
}
