import type { ListItem, Paragraph } from '../markdown/block.ts'
import { namesCommand } from '../sections/list-items.ts'
import { commandToRun } from '../shell/inline-commands.ts'
import { codeKind } from '../shell/language.ts'
import type { Scope, StepDraft } from '../step-draft.ts'
import { readCondition } from '../words/conditions.ts'

/** What an item says to do: the command it names, if it says to run one, else its words. */
export function itemStep(item: ListItem, scope: Scope): StepDraft {
  const { line, lines } = item.blocks[0] as Paragraph
  const text = lines.join('\n')
  const command = commandToRun(text)
  if (command === null) return proseStep(item, scope, item.task ? 'checklist' : 'prose')
  const within = lines.findIndex((each) => each.includes(`${command}\``))
  return { ...commandStep(line + Math.max(0, within), item.endLine, text, command, scope), from: item.line }
}

/** A command that stands in a sentence or a cell; `text` is the whole of it. */
export function commandStep(line: number, endLine: number, text: string, command: string, scope: Scope): StepDraft {
  return { ...wordsStep(line, endLine, text, scope), kind: codeKind([command]), code: command }
}

function proseStep(item: ListItem, scope: Scope, kind: 'prose' | 'checklist'): StepDraft {
  const text = (item.blocks[0] as Paragraph).lines.join('\n')
  return { ...wordsStep(item.line, item.endLine, text, scope), kind }
}

/** What is said in words, for a person to do. */
export function wordsStep(line: number, endLine: number, text: string, scope: Scope): StepDraft {
  const { section, roles, headings, condition, choice, optional } = scope
  return {
    line,
    endLine,
    from: line,
    title: scope.title,
    kind: 'prose',
    section,
    roles,
    headings,
    condition,
    choice,
    optional,
    expected: null,
    text,
    code: '',
  }
}

/** "Roll back if it is new: `kubectl rollout undo …`": what stands before the command says when. */
export function beforeCommand(item: ListItem): string | null {
  const at = item.text.indexOf(': ')
  return at > 0 && namesCommand(item) ? readCondition(item.text.slice(0, at)) : null
}
