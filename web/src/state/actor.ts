import { createStore } from './store.ts'

const KEY = 'standby.actor'

const name = createStore<string | null>(typeof localStorage === 'undefined' ? null : localStorage.getItem(KEY))
/** True while the person is asked. */
const asking = createStore(false)
let waiters: { resolve: (name: string) => void; reject: (error: Error) => void }[] = []

/** Who sits before the screen. Asked once, when it is first needed, and written next to every decision. */
export const actor = {
  name,
  asking,
  /** The name; asks for it when it is not known yet. Rejects when the person would rather not say. */
  required(): Promise<string> {
    const known = name.get()
    if (known) return Promise.resolve(known)
    asking.set(true)
    return new Promise((resolve, reject) => waiters.push({ resolve, reject }))
  },
  ask(): void {
    asking.set(true)
  },
  give(given: string): void {
    localStorage.setItem(KEY, given)
    name.set(given)
    asking.set(false)
    for (const waiter of waiters.splice(0)) waiter.resolve(given)
  },
  cancel(): void {
    asking.set(false)
    for (const waiter of waiters.splice(0)) waiter.reject(new Error('Nothing was done: a decision needs a name.'))
    waiters = []
  },
}
