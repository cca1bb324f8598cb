import type { SyntaxNode } from '@lezer/common'
import type { ReactNode } from 'react'
import { childrenOf, type MarkdownSource, safeHref } from './tree.ts'

const MARKS = new Set([
  'EmphasisMark',
  'CodeMark',
  'LinkMark',
  'StrikethroughMark',
  'HeaderMark',
  'QuoteMark',
  'TaskMarker',
])

/** The inline content of a node. HTML is shown as the text it is: a runbook cannot put anything into this page. */
export function Inline({ source, node }: { source: MarkdownSource; node: SyntaxNode }): ReactNode {
  const parts: ReactNode[] = []
  let done = node.from
  for (const child of childrenOf(node)) {
    if (child.from > done) parts.push(source.text.slice(done, child.from))
    parts.push(<InlineNode key={child.from} source={source} node={child} />)
    done = child.to
  }
  if (done < node.to) parts.push(source.text.slice(done, node.to))
  return parts
}

function InlineNode({ source, node }: { source: MarkdownSource; node: SyntaxNode }): ReactNode {
  const text = source.text.slice(node.from, node.to)
  if (MARKS.has(node.name)) return null
  switch (node.name) {
    case 'Emphasis':
      return (
        <em>
          <Inline source={source} node={node} />
        </em>
      )
    case 'StrongEmphasis':
      return (
        <strong className="font-semibold">
          <Inline source={source} node={node} />
        </strong>
      )
    case 'Strikethrough':
      return (
        <s>
          <Inline source={source} node={node} />
        </s>
      )
    case 'InlineCode':
      return (
        <code className="rounded-sm border bg-sunken px-0.75 text-[0.92em] break-words">
          {text.replace(/^`+|`+$/g, '').replace(/^ (.+) $/s, '$1')}
        </code>
      )
    case 'Link':
    case 'Image':
      return <LinkNode source={source} node={node} />
    case 'URL':
    case 'Autolink': {
      const url = text.replace(/^<|>$/g, '')
      return <Anchor url={/^[^:/]+@/.test(url) ? `mailto:${url}` : url.replace(/^www\./, 'https://www.')}>{url}</Anchor>
    }
    case 'HardBreak':
      return <br />
    case 'Escape':
      return text.slice(1)
    case 'Entity':
      return decodeEntity(text)
    default:
      return text
  }
}

function LinkNode({ source, node }: { source: MarkdownSource; node: SyntaxNode }) {
  const children = childrenOf(node)
  const url = children.find((child) => child.name === 'URL')
  const marks = children.filter((child) => child.name === 'LinkMark')
  const from = marks[0]?.to ?? node.from
  const to = marks[1]?.from ?? node.to
  const label = (
    <InlineRange
      source={source}
      nodes={children.filter((child) => child.from >= from && child.to <= to)}
      from={from}
      to={to}
    />
  )
  // Pictures would be fetched from elsewhere: their words are shown instead.
  if (node.name === 'Image') return <span className="text-muted">[picture: {label}]</span>
  return <Anchor url={url ? source.text.slice(url.from, url.to) : ''}>{label}</Anchor>
}

function InlineRange(props: { source: MarkdownSource; nodes: SyntaxNode[]; from: number; to: number }) {
  const parts: ReactNode[] = []
  let done = props.from
  for (const node of props.nodes) {
    parts.push(props.source.text.slice(done, node.from))
    parts.push(<InlineNode key={node.from} source={props.source} node={node} />)
    done = node.to
  }
  return [...parts, props.source.text.slice(done, props.to)]
}

function Anchor({ url, children }: { url: string; children: ReactNode }) {
  const href = safeHref(url)
  if (href === null) return <span title={url}>{children}</span>
  const away = href.startsWith('#') ? {} : { target: '_blank', rel: 'noreferrer' }
  return (
    <a href={href} {...away} className="text-accent underline underline-offset-2">
      {children}
    </a>
  )
}

const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  rarr: '→',
  mdash: '—',
}

function decodeEntity(text: string): string {
  const name = text.slice(1, -1)
  const number = /^#x([\da-f]+)$/i.exec(name) ?? /^#(\d+)$/.exec(name)
  if (!number?.[1]) return NAMED[name] ?? text
  const code = Number.parseInt(number[1], name[1]?.toLowerCase() === 'x' ? 16 : 10)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : text
}
