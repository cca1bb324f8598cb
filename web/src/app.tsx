import { lazy, Suspense, useState } from 'react'
import { Link, Route, Switch, useLocation } from 'wouter'
import { useListStream } from './api/live.ts'
import { IncidentPage } from './pages/incident/page.tsx'
import { IncidentsPage } from './pages/incidents.tsx'
import { ActorDialog } from './parts/actor-dialog.tsx'
import { AppBar } from './parts/app-bar.tsx'
import { ErrorBoundary } from './parts/error-boundary.tsx'
import { Loading, PageNote } from './parts/page-note.tsx'
import { ShortcutsDialog } from './parts/shortcuts-dialog.tsx'
import { useShortcut } from './parts/use-shortcut.ts'
import { toggleTheme } from './state/theme.ts'

const RunbooksPage = lazy(() => import('./pages/runbooks.tsx'))
const RunbookPage = lazy(() => import('./pages/runbook/page.tsx'))
const DrillsPage = lazy(() => import('./pages/drills.tsx'))
const RangePage = lazy(() => import('./pages/range.tsx'))

export function App() {
  const [location, navigate] = useLocation()
  const [help, setHelp] = useState(false)
  // An incident's page follows its own stream; every other page the lists'.
  useListStream(!location.startsWith('/incidents/'))
  useShortcut('?', 'These shortcuts', () => setHelp(true))
  useShortcut('g i', 'Go to incidents', () => navigate('/'))
  useShortcut('g r', 'Go to runbooks', () => navigate('/runbooks'))
  useShortcut('g s', 'Go to the range', () => navigate('/range'))
  useShortcut('g d', 'Go to drills', () => navigate('/drills'))
  useShortcut('t', 'Dark, light, or as the system says', toggleTheme)
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-raised focus:p-2">
        Skip to the page
      </a>
      <AppBar onHelp={() => setHelp(true)} />
      <main id="main" className="flex grow flex-col">
        <ErrorBoundary key={location}>
          <Suspense fallback={<Loading what="the page" />}>
            <Switch>
              <Route path="/" component={IncidentsPage} />
              <Route path="/incidents/:number">
                {({ number }) =>
                  /^\d+$/.test(number) ? <IncidentPage key={number} number={Number(number)} /> : <NotFound />
                }
              </Route>
              <Route path="/runbooks" component={RunbooksPage} />
              <Route path="/runbooks/:digest">{({ digest }) => <RunbookPage key={digest} digest={digest} />}</Route>
              <Route path="/drills" component={DrillsPage} />
              <Route path="/range" component={RangePage} />
              <Route component={NotFound} />
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </main>
      <ActorDialog />
      <ShortcutsDialog open={help} onClose={() => setHelp(false)} />
    </div>
  )
}

function NotFound() {
  return (
    <PageNote title="There is no such page">
      Incidents are under{' '}
      <Link href="/" className="text-accent underline">
        Incidents
      </Link>
      , by their number.
    </PageNote>
  )
}
