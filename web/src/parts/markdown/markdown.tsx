import type { SyntaxNode } from '@lezer/common'
import { createContext, memo, type ReactNode, useContext, useMemo } from 'react'
import { Inline } from './inline.tsx'
import { childrenOf, fenceOf, type MarkdownSource, parseMarkdown, slugOf } from './tree.ts'

/** What a page adds to the text: its own drawing of fences, and notes below lines. */
export interface MarkdownAdditions {
  fence?: (fence: { info: string; lines: { line: number; text: string }[] }) => ReactNode
  /** Shown after the block that begins at or before this line. */
  belowHeading?: (line: number) => ReactNode
}

const Additions = createContext<MarkdownAdditions>({})

/** Draws Markdown from its syntax tree, element by element: no HTML is ever made of a string. */
export const Markdown = memo(function Markdown({ text, additions }: { text: string; additions?: MarkdownAdditions }) {
  const source = useMemo(() => parseMarkdown(text), [text])
  return (
    <Additions value={additions ?? {}}>
      <div className="markdown max-w-none space-y-2.5 text-base break-words">
        <Blocks source={source} nodes={childrenOf(source.root)} />
      </div>
    </Additions>
  )
})

function Blocks({ source, nodes }: { source: MarkdownSource; nodes: SyntaxNode[] }) {
  return nodes.map((node) => <Block key={node.from} source={source} node={node} />)
}

const HEADING = [
  '',
  'text-xl font-semibold pt-1',
  'text-lg font-semibold border-t pt-4 mt-5',
  'text-base font-semibold pt-3',
  'text-base font-semibold text-muted pt-1',
  'text-sm font-semibold',
  'text-sm font-semibold text-muted',
]

function Block({ source, node }: { source: MarkdownSource; node: SyntaxNode }): ReactNode {
  const additions = useContext(Additions)
  const line = source.lineAt(node.from)
  const id = `L${line}`
  const heading = /^(?:ATX|Setext)Heading(\d)$/.exec(node.name)
  if (heading) return <Heading source={source} node={node} level={Number(heading[1])} />
  switch (node.name) {
    case 'Paragraph':
      return (
        <p id={id}>
          <Inline source={source} node={node} />
        </p>
      )
    case 'FencedCode':
    case 'CodeBlock': {
      const fence = fenceOf(source, node)
      return additions.fence ? <div id={id}>{additions.fence(fence)}</div> : <PlainFence lines={fence.lines} />
    }
    case 'BulletList':
    case 'OrderedList':
      return <List source={source} node={node} />
    case 'Blockquote':
      return (
        <blockquote id={id} className="space-y-2 border-l-2 border-line-strong pl-3 text-muted">
          <Blocks source={source} nodes={childrenOf(node).filter((child) => child.name !== 'QuoteMark')} />
        </blockquote>
      )
    case 'Table':
      return <Table source={source} node={node} />
    case 'HorizontalRule':
      return null
    case 'LinkReference':
      return null
    default:
      return (
        <pre id={id} className="exact text-xs text-faint">
          {source.text.slice(node.from, node.to)}
        </pre>
      )
  }
}

function Heading({ source, node, level }: { source: MarkdownSource; node: SyntaxNode; level: number }) {
  const additions = useContext(Additions)
  const line = source.lineAt(node.from)
  const Tag = `h${Math.min(6, level)}` as 'h1'
  const text = source.text.slice(node.from, node.to).replace(/^#+\s*|\s*#+$/g, '')
  return (
    <>
      <Tag id={`L${line}`} data-slug={slugOf(text)} className={HEADING[level]}>
        <TrimmedInline source={source} node={node} />
      </Tag>
      {additions.belowHeading?.(line)}
    </>
  )
}

/** A heading's text without the blank that its mark leaves. */
function TrimmedInline({ source, node }: { source: MarkdownSource; node: SyntaxNode }) {
  return (
    <span className="[white-space:collapse]">
      <Inline source={source} node={node} />
    </span>
  )
}

function List({ source, node }: { source: MarkdownSource; node: SyntaxNode }) {
  const items = childrenOf(node).filter((child) => child.name === 'ListItem')
  const ordered = node.name === 'OrderedList'
  const Tag = ordered ? 'ol' : 'ul'
  const start = Number.parseInt(source.text.slice(node.from, node.from + 9), 10)
  return (
    <Tag
      {...(ordered ? { start } : {})}
      className={`space-y-1 pl-5 ${ordered ? 'list-decimal' : 'list-disc'} marker:text-faint`}
    >
      {items.map((item) => (
        <Item key={item.from} source={source} node={item} />
      ))}
    </Tag>
  )
}

function Item({ source, node }: { source: MarkdownSource; node: SyntaxNode }) {
  const children = childrenOf(node).filter((child) => child.name !== 'ListMark')
  const task = children.find((child) => child.name === 'Task')
  const id = `L${source.lineAt(node.from)}`
  return (
    <li id={id} className={task ? '-ml-5 list-none' : ''}>
      {children.map((child) => {
        if (child.name === 'Paragraph') return <Inline key={child.from} source={source} node={child} />
        if (child.name === 'Task') return <Task key={child.from} source={source} node={child} />
        return <Block key={child.from} source={source} node={child} />
      })}
    </li>
  )
}

function Task({ source, node }: { source: MarkdownSource; node: SyntaxNode }) {
  const done = /^\[x\]/i.test(source.text.slice(node.from, node.to))
  return (
    <span className="flex gap-2">
      <span
        aria-hidden="true"
        className="mt-1 inline-block size-3.5 shrink-0 rounded-sm border border-line-strong text-center text-2xs leading-3"
      >
        {done ? '✓' : ''}
      </span>
      <span>
        <Inline source={source} node={node} />
      </span>
    </span>
  )
}

function Table({ source, node }: { source: MarkdownSource; node: SyntaxNode }) {
  const rows = childrenOf(node).filter((child) => child.name === 'TableHeader' || child.name === 'TableRow')
  return (
    <div className="overflow-x-auto">
      <table className="border-collapse text-sm">
        <tbody>
          {rows.map((row) => (
            <Row key={row.from} source={source} node={row} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ source, node }: { source: MarkdownSource; node: SyntaxNode }) {
  const Cell = node.name === 'TableHeader' ? 'th' : 'td'
  return (
    <tr id={`L${source.lineAt(node.from)}`}>
      {childrenOf(node)
        .filter((child) => child.name === 'TableCell')
        .map((cell) => (
          <Cell key={cell.from} className="border px-2 py-1 text-left align-top [th&]:bg-sunken [th&]:font-semibold">
            <Inline source={source} node={cell} />
          </Cell>
        ))}
    </tr>
  )
}

function PlainFence({ lines }: { lines: { line: number; text: string }[] }) {
  return (
    <pre className="exact rounded-md border bg-sunken p-2 text-xs">{lines.map((line) => line.text).join('\n')}</pre>
  )
}
