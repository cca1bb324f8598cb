import { Keyboard, Moon, Sun, SunMoon, User } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import { useIncidents } from '../api/queries.ts'
import { actor } from '../state/actor.ts'
import { useStore } from '../state/store.ts'
import { theme, toggleTheme } from '../state/theme.ts'
import { ConnectionBanner, ConnectionMark } from './connection-state.tsx'

const PAGES = [
  { href: '/', name: 'Incidents', under: ['/', '/incidents'] },
  { href: '/runbooks', name: 'Runbooks', under: ['/runbooks'] },
  { href: '/drills', name: 'Drills', under: ['/drills'] },
  { href: '/range', name: 'Range', under: ['/range'] },
]

export function AppBar({ onHelp }: { onHelp: () => void }) {
  const [location] = useLocation()
  const here = (under: string[]) =>
    under.some((path) => location === path || (path !== '/' && location.startsWith(path)))
  return (
    <header ref={useMeasured()} className="sticky top-0 z-30 border-b bg-surface">
      <div className="flex h-11 items-center gap-1 px-2 md:gap-4 md:px-4">
        <Link href="/" className="flex items-center gap-2 rounded-sm font-semibold tracking-tight" aria-label="Standby">
          <img src="/favicon.svg" alt="" width={18} height={18} className="shrink-0" />
          <span className="hidden md:inline">Standby</span>
        </Link>
        <nav aria-label="Pages" className="flex h-full">
          {PAGES.map((page) => (
            <Link
              key={page.href}
              href={page.href}
              aria-current={here(page.under) ? 'page' : undefined}
              className="flex items-center gap-1.5 border-b-2 border-transparent px-1.5 text-muted hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-text md:px-2.5"
            >
              {page.name}
              {page.href === '/' && <WaitingCount />}
            </Link>
          ))}
        </nav>
        <div className="ml-auto flex items-center gap-1 md:gap-3">
          <ConnectionMark />
          <ActorButton />
          <ThemeButton />
          <button
            type="button"
            onClick={onHelp}
            aria-label="Keyboard shortcuts"
            title="Keyboard shortcuts (?)"
            className="hidden rounded-sm p-1.5 text-muted hover:text-text md:block"
          >
            <Keyboard size={16} aria-hidden="true" />
          </button>
        </div>
      </div>
      <ConnectionBanner />
    </header>
  )
}

/** How many incidents wait for a person, wherever one is. */
function WaitingCount() {
  const { data } = useIncidents({ every: 20_000 })
  const count = data?.filter((incident) => incident.status !== 'resolved' && incident.waitingFor !== null).length ?? 0
  if (count === 0) return null
  return (
    <span className="rounded-sm border border-write/60 bg-write-soft px-1 text-2xs font-semibold text-write">
      {count}
      <span className="max-md:sr-only"> {count === 1 ? 'waits' : 'wait'}</span>
    </span>
  )
}

function ActorButton() {
  const name = useStore(actor.name)
  return (
    <button
      type="button"
      onClick={() => actor.ask()}
      aria-label={name ? `You are ${name}. Change` : 'Who are you?'}
      title={
        name ? `You are ${name}: written next to every decision` : 'Who are you? It is written next to every decision'
      }
      className="inline-flex max-w-32 items-center gap-1 rounded-sm p-1 text-xs text-muted hover:text-text"
    >
      <User size={14} aria-hidden="true" className="shrink-0" />
      <span className="hidden truncate md:inline">{name ?? 'Who are you?'}</span>
    </button>
  )
}

function ThemeButton() {
  const current = useStore(theme)
  const Icon = { system: SunMoon, dark: Moon, light: Sun }[current]
  const words = { system: 'as the system says', dark: 'dark', light: 'light' }[current]
  return (
    <button
      type="button"
      onClick={toggleTheme}
      aria-label={`Theme: ${words}. Change`}
      title={`Theme: ${words} (t)`}
      className="rounded-sm p-1.5 text-muted hover:text-text"
    >
      <Icon size={16} aria-hidden="true" />
    </button>
  )
}

/** Tells the style sheet how tall the bar is, with the banner or without, for what sticks below it. */
function useMeasured() {
  const ref = useRef<HTMLElement>(null)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      document.documentElement.style.setProperty('--bar', `${element.offsetHeight}px`)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return ref
}
