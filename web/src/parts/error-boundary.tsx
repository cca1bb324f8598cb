import { Component, type ReactNode } from 'react'
import { PageNote } from './page-note.tsx'

/** A fault of the console must not look like a quiet incident. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null as Error | null }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <PageNote title="The console has a fault of its own">
        <p>This page cannot be drawn. The incident goes on without it: the terminal shows the same story.</p>
        <pre className="exact mt-3 rounded-md border bg-sunken p-2 text-xs">{error.stack ?? error.message}</pre>
      </PageNote>
    )
  }
}
