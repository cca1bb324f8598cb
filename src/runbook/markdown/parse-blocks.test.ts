import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SyntaxNode } from '@lezer/common'
import { GFM, parser } from '@lezer/markdown'
import fc from 'fast-check'
import { cpuTime } from '../../../test/support/cpu-time.ts'
import type { Block } from './block.ts'
import { parseBlocks } from './parse-blocks.ts'

const markdown = parser.configure(GFM)

/** `list 1-3 (paragraph 1-1)`: what stands where, and within what. */
function outline(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      const place = `${block.line}-${block.endLine}`
      if (block.type === 'heading') return `heading${block.level} ${place}`
      if (block.type === 'table') return `table ${place} of ${block.rows.length}`
      if (block.type !== 'list') return `${block.type} ${place}`
      const items = block.items.map(
        (item) => `${item.task ? 'task' : 'item'} ${item.line}-${item.endLine} (${outline(item.blocks)})`,
      )
      return `${block.ordered ? `numbers from ${block.start}` : 'bullets'} ${place} (${items.join(', ')})`
    })
    .join(', ')
}

/** The same, of the parser that draws runbooks in the console. */
function drawn(text: string): string {
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length
  const place = ({ from, to }: SyntaxNode) =>
    `${lineAt(from)}-${lineAt(Math.max(from, to > from && text[to - 1] === '\n' ? to - 1 : to))}`
  const childrenOf = (node: SyntaxNode): SyntaxNode[] => {
    const found: SyntaxNode[] = []
    for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child)
    return found
  }
  const describe = (node: SyntaxNode): string[] => {
    const level = /^(?:ATX|Setext)Heading(\d)$/.exec(node.name)?.[1]
    if (level !== undefined) return [`heading${level} ${place(node)}`]
    switch (node.name) {
      case 'Blockquote':
        return childrenOf(node).flatMap(describe)
      case 'FencedCode':
      case 'CodeBlock':
        return [`fence ${place(node)}`]
      case 'Paragraph':
      case 'Task':
        return [`paragraph ${place(node)}`]
      case 'Table':
        return [`table ${place(node)} of ${node.getChildren('TableRow').length}`]
      case 'BulletList':
      case 'OrderedList': {
        const items = node.getChildren('ListItem').map((item) => {
          const task = item.getChild('Task') === null ? 'item' : 'task'
          return `${task} ${place(item)} (${childrenOf(item).flatMap(describe).join(', ')})`
        })
        const start = Number.parseInt(text.slice(node.from, node.from + 10), 10)
        const kind = node.name === 'OrderedList' ? `numbers from ${start}` : 'bullets'
        return [`${kind} ${place(node)} (${items.join(', ')})`]
      }
      default:
        return []
    }
  }
  return childrenOf(markdown.parse(text).topNode).flatMap(describe).join(', ')
}

const found = (text: string) => outline(parseBlocks(text.split('\n')))

const LINES: readonly [string, string][] = [
  ['a list, code in it, and what follows', '- a\n\n  ```sh\n  ls\n  ```\n- b\n\nc'],
  ['a fence that never closes', '1. a\n   ```\n   ls\n\nb'],
  ['a fence closed by the end of its quote', '> ```\n> ls\n\nb'],
  ['a table in a quote', '> | a | b |\n> |---|---|\n> | 1 | 2 |\n> text'],
  ['a table right under a sentence', 'text\n| a | b |\n|---|---|\n| 1 | 2 |'],
  ['a heading by its underline', 'a\nb\n---\n***\n- c\n  ==='],
  ['boxes', '- [ ] a\n- [x] b\n  - [ ] c\n\n[ ] d'],
  ['numbers that begin later, and do not break into a sentence', '3. a\n4. b\n\ntext\n2. c\n1) d'],
  ['code by its indentation', 'a\n\n    b\n\n\n    c\n\td\n-      e\n\n      f'],
  ['mark-up', '<div>\n# a\n</div>\n\n<!-- b\n\nc -->\nd\n<br>\ne'],
  ['a link reference, with its title below', '[a]: https://b\n"c"\nd\n\n[e]: <f\ng'],
  ['quotes in lists in quotes', '> - a\n>   > b\n>\n>       c\n>  \n> d\ne'],
]
for (const [name, text] of LINES)
  test(`finds what the console draws: ${name}`, () => assert.equal(found(text), drawn(text)))

test('finds in any text the blocks that the console draws', () => {
  const mark = fc.constantFrom(
    ...[
      '# ',
      '## ',
      '- ',
      '* ',
      '+ ',
      '1. ',
      '2) ',
      '10. ',
      '> ',
      '>',
      '    ',
      '  ',
      '\t',
      '```',
      '~~~~',
      '- [ ] ',
      '#',
    ],
    ...['| ', '|', '|---|---|', '---', '===', '***', '_ _ _', '<div>', '<!--', '-->', '<b>', '[a]: ', '[a]', '<', '"'],
    ...['word ', 'x', '\\', ' ', '```sh', '`', ':-:|-', 'see: ', ')', '0. '],
  )
  const line = fc.array(mark, { maxLength: 5 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
      const text = lines.join('\n')
      assert.equal(found(text), drawn(text))
    }),
    { numRuns: 3000 },
  )
})

test('deep and long texts take linear time', () => {
  for (const part of [
    '> ',
    '- ',
    '1. ',
    '- a\n  ',
    '[',
    '[a]: <b\n',
    '| a ',
    '|-',
    '```\n',
    '<!-- ',
    '    a\n\n',
    'a\n',
  ]) {
    const took = cpuTime(() => parseBlocks(part.repeat(5_000).split('\n')))
    assert.ok(took < 1000, `${JSON.stringify(part)} took ${took} ms`)
  }
})
