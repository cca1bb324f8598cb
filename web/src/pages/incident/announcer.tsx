import type { Run } from '../../contract.ts'
import { waitingWords } from '../../state/waiting.ts'

/** Tells those who do not see the page that it now waits for them. */
export function Announcer({ run }: { run: Run | null }) {
  return (
    <div aria-live="assertive" className="sr-only">
      {waitingWords(run)?.long ?? ''}
    </div>
  )
}
