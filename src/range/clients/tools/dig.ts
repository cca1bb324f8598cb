import type { System } from '../../system/system.ts'
import { random } from '../../world/random.ts'
import type { World } from '../../world/world.ts'
import { type Client, failed, ok, Unanswerable } from '../client.ts'

export interface Found {
  name: string
  type: string
  value: string
  ttl: number
}

/** What the DNS says of a name now, with the names that it leads to on the way. */
function lookUp(world: World, system: System, name: string, type: string): Found[] {
  const plain = name.replace(/\.$/, '').toLowerCase()
  const holds = (during: string | undefined) => {
    if (during === undefined) return true
    const isOn = world.faults.some((f) => f.name === during.replace(/^-/, ''))
    return during.startsWith('-') ? !isOn : isOn
  }
  const here = system.dns.filter((r) => r.name.toLowerCase() === plain && holds(r.during))
  const own = here.filter((r) => r.type === type).map(({ ttl, value }) => ({ name: plain, type, value, ttl }))
  own.push(...zoneRecords(world, plain, type))
  const [alias] = type === 'CNAME' ? [] : here.filter((r) => r.type === 'CNAME')
  if (alias === undefined) return own
  return [
    { name: plain, type: 'CNAME', value: alias.value, ttl: alias.ttl },
    ...lookUp(world, system, alias.value, type),
  ]
}

/** What resolvers know of Route 53's zones. */
function zoneRecords(world: World, name: string, type: string): Found[] {
  return Object.values(world.aws.zones).flatMap((zone) =>
    zone.believed
      .filter((r) => r.name.replace(/\.$/, '').toLowerCase() === name && r.type === type && r.alias === null)
      .flatMap((r) => r.values.map((value) => ({ name, type, value, ttl: r.ttl ?? 60 }))),
  )
}

function isKnownName(system: System, name: string): boolean {
  const plain = name.replace(/\.$/, '').toLowerCase()
  return (
    system.dns.some((r) => r.name.toLowerCase() === plain || r.name.toLowerCase().endsWith(`.${plain}`)) ||
    system.hosts.some((h) => new URL(h.origin).hostname === plain)
  )
}

const TYPES = /^(A|AAAA|CNAME|CAA|TXT|MX|NS|SOA|ANY|PTR|SRV)$/i

/** dig, over the records of system.yaml. */
export const dig: Client = ({ argv }, scene) => {
  const { world, system } = scene
  let name: string | null = null
  let type = 'A'
  let short = false
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (word === '+short') short = true
    else if (word.startsWith('@') || /^\+(noall|answer|nocomments|trace|time=\d+|tries=\d+)$/.test(word)) {
      if (word === '+trace' || word === '+noall') throw new Unanswerable(`dig ${word}`)
    } else if (word === '-t') type = (argv[++i] ?? 'A').toUpperCase()
    else if (word.startsWith('+') || word.startsWith('-')) throw new Unanswerable(`dig ${word}`)
    else if (TYPES.test(word) && (name !== null || argv.length > i + 1)) type = word.toUpperCase()
    else name = word
  }
  if (name === null) throw new Unanswerable('dig without a name')
  if (/^(SOA|ANY|PTR|SRV)$/.test(type)) throw new Unanswerable(`dig ${type}`)
  const found = lookUp(world, system, name, type)
  if (short)
    return ok(found.map((r) => `${r.type === 'CNAME' ? `${r.value.replace(/\.$/, '')}.` : r.value}\n`).join(''))
  const status = found.length > 0 || isKnownName(system, name) ? 'NOERROR' : 'NXDOMAIN'
  const id = Math.floor(random(world.seed, world.now, name) * 65_536)
  const dotted = `${name.replace(/\.$/, '')}.`
  const answers = found.map(
    (r) =>
      `${`${r.name}.`.padEnd(24)}${r.ttl}\tIN\t${r.type}\t${r.type === 'CNAME' ? `${r.value.replace(/\.$/, '')}.` : r.value}\n`,
  )
  return ok(`
; <<>> DiG 9.18.28 <<>> ${argv.join(' ')}
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: ${id}
;; flags: qr rd ra; QUERY: 1, ANSWER: ${found.length}, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
;; QUESTION SECTION:
;${dotted.padEnd(23)}IN\t${type}

${answers.length > 0 ? `;; ANSWER SECTION:\n${answers.join('')}\n` : ''};; Query time: 14 msec
;; SERVER: 10.0.0.2#53(10.0.0.2) (UDP)
;; WHEN: ${new Date(world.now).toUTCString()}
;; MSG SIZE  rcvd: ${60 + found.length * 30}

`)
}

/** nslookup NAME. */
export const nslookup: Client = ({ argv }, { world, system }) => {
  const [name, ...more] = argv.filter((w) => !w.startsWith('-'))
  if (name === undefined || more.length > 1 || argv.some((w) => w.startsWith('-')))
    throw new Unanswerable(`nslookup ${argv.join(' ')}`)
  const head = 'Server:\t\t10.0.0.2\nAddress:\t10.0.0.2#53\n\n'
  const found = lookUp(world, system, name, 'A')
  if (found.length === 0 && !isKnownName(system, name))
    return failed(1, '', `${head}** server can't find ${name}: NXDOMAIN\n\n`)
  const lines = found.map((r) =>
    r.type === 'CNAME' ? `${r.name}\tcanonical name = ${r.value}.\n` : `Name:\t${r.name}\nAddress: ${r.value}\n`,
  )
  return ok(`${head}Non-authoritative answer:\n${lines.join('')}\n`)
}
