import type { ButtonHTMLAttributes, Ref } from 'react'

type Look = 'plain' | 'primary' | 'danger' | 'ghost'

const LOOKS: Record<Look, string> = {
  plain: 'border-line-strong bg-raised text-text hover:bg-sunken',
  primary: 'border-accent bg-accent text-accent-contrast font-semibold hover:brightness-110',
  danger: 'border-fail bg-fail-soft text-fail font-semibold hover:brightness-95',
  ghost: 'border-transparent bg-transparent text-muted hover:bg-sunken hover:text-text',
}

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look
  /** The key that does the same, shown on wide screens. */
  hotkey?: string
  ref?: Ref<HTMLButtonElement>
}

export function Button({ look = 'plain', hotkey, className = '', children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      {...(hotkey ? { 'aria-keyshortcuts': hotkey } : {})}
      className={`inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md border px-2.5 text-sm whitespace-nowrap disabled:opacity-50 aria-disabled:opacity-50 max-md:min-h-10 ${LOOKS[look]} ${className}`}
    >
      {children}
      {hotkey && <Key look={look}>{hotkey}</Key>}
    </button>
  )
}

function Key({ children, look = 'plain' }: { children: string; look?: Look }) {
  const tone = look === 'primary' ? 'border-current opacity-80' : 'border-line-strong text-muted'
  return (
    <kbd className={`hidden rounded-sm border px-1 text-2xs leading-4 font-normal md:inline ${tone}`}>{children}</kbd>
  )
}
