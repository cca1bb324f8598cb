import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../core/errors.ts'

/** The account PostgreSQL runs under. It refuses to run as root. */
export interface ServerAccount {
  uid: number
  gid: number
}

/**
 * Picks the account for the server: ourselves, or, when we are root, whoever owns the data already,
 * else `postgres`, else `nobody`.
 *
 * @param dataOwner - Who owns an existing data folder; null when there is none.
 */
export function pickAccount(dataOwner: ServerAccount | null, passwd = readPasswd()): ServerAccount {
  const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  if (own.uid !== 0) return own
  if (dataOwner !== null && dataOwner.uid !== 0) return dataOwner
  const account = accountNamed('postgres', passwd) ?? accountNamed('nobody', passwd)
  if (account !== null) return account
  throw new AppError(
    'no-database-account',
    'PostgreSQL does not run as root, and this machine has no user `postgres` or `nobody` to run it under',
    'start Standby as an ordinary user, or give it a database with --database-url',
  )
}

/** Whether `account` may pass through every folder down to `folder`. What does not exist yet does not stand in the way. */
export function canEnter(folder: string, account: ServerAccount): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const stat = statSync(at, { throwIfNoEntry: false })
    if (stat !== undefined && !isOpenTo(stat, account)) return false
    if (at === path.dirname(at)) return true
  }
}

function isOpenTo(stat: { uid: number; gid: number; mode: number }, account: ServerAccount): boolean {
  if (account.uid === stat.uid) return (stat.mode & 0o100) !== 0
  if (account.gid === stat.gid) return (stat.mode & 0o010) !== 0
  return (stat.mode & 0o001) !== 0
}

function accountNamed(name: string, passwd: string): ServerAccount | null {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name)
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])]
  return Number.isInteger(uid) && Number.isInteger(gid) && uid > 0 ? { uid, gid } : null
}

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8')
  } catch {
    return ''
  }
}
