import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { Refusal } from './api/client.ts'
import { App } from './app.tsx'
import { listenForShortcuts } from './state/shortcuts.ts'
import './style.css'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refuses it will refuse again; what did not reach it may.
      retry: (count, error) => count < 3 && !(error instanceof Refusal && error.status >= 400 && error.status < 500),
      retryDelay: (count) => Math.min(4_000, 500 * 2 ** count),
    },
  },
})

listenForShortcuts()
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>,
  )
}
