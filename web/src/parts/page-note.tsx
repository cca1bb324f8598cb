import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { Refusal } from '../api/client.ts'
import { Button } from './button.tsx'

/** A page that has only something to say. */
export function PageNote({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto w-full max-w-2xl px-4 py-10">
      <h1 className="text-lg font-semibold">{title}</h1>
      <div className="mt-2 text-base text-muted">{children}</div>
    </div>
  )
}

export function Loading({ what }: { what: string }) {
  return (
    <p role="status" className="px-4 py-6 text-muted">
      Fetching {what}…
    </p>
  )
}

export function LoadFailure({ what, error, onRetry }: { what: string; error: Error; onRetry: () => void }) {
  return (
    <PageNote title={`No ${what} to show`}>
      <p role="alert" className="first-letter:uppercase">
        {error.message}
      </p>
      {error instanceof Refusal && <p className="first-letter:uppercase">{error.hint}</p>}
      <p className="mt-4 flex items-center gap-4">
        <Button onClick={onRetry}>Try again</Button>
        <Link href="/" className="text-accent underline">
          All incidents
        </Link>
      </p>
    </PageNote>
  )
}
