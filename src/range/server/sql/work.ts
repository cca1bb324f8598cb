import type pg from 'pg'

/** A transaction that begins with the first question, so that commands that ask nothing of a database cost nothing more. */
export interface SqlWork {
  client(): Promise<pg.PoolClient>
  /** Something was changed that is to be kept: to be said by whoever changes it. */
  keep(): void
  kept(): boolean
  /** Takes back everything so far, and goes on. */
  undo(): Promise<void>
  commit(): Promise<void>
  abandon(): Promise<void>
}

export function openWork(pool: pg.Pool): SqlWork {
  let open: pg.PoolClient | null = null
  let kept = false
  const end = async (how: 'commit' | 'rollback') => {
    const client = open
    if (client === null) return
    open = null
    let broken: Error | undefined
    try {
      await client.query(how)
    } catch (error) {
      broken = error as Error
      if (how === 'commit') throw error
    } finally {
      client.release(broken)
    }
  }
  return {
    async client() {
      if (open !== null) return open
      const client = await pool.connect()
      await client.query('begin').catch((error: Error) => {
        client.release(error)
        throw error
      })
      open = client
      return client
    },
    keep: () => {
      kept = true
    },
    kept: () => kept,
    async undo() {
      kept = false
      await end('rollback')
    },
    commit: () => end('commit'),
    abandon: () => end('rollback'),
  }
}

/** A transaction that somebody else began, and ends. */
export function workOf(tx: pg.PoolClient): SqlWork {
  const nothing = () => Promise.reject(new Error('this transaction is not ours to end'))
  return {
    client: () => Promise.resolve(tx),
    keep: () => undefined,
    kept: () => false,
    undo: nothing,
    commit: nothing,
    abandon: nothing,
  }
}
