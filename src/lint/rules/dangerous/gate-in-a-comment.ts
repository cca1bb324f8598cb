import { named } from '../../facts/ask.ts'
import { hasComments } from '../../facts/conditions.ts'
import type { FenceFact } from '../../facts/facts.ts'
import { nextWritten } from '../../facts/fences.ts'
import { onLine, type Rule } from '../../rule.ts'
import { savesData } from './saves-data.ts'

/** What a person is asked to do, and no command does. */
const ASKS =
  /^(?:\d+[.)]\s*)?(?:please\s+)?(?:manually\s+)?(review|confirm|approve|edit|ask|make sure|ensure|double[- ]check|wait (?:for|until|\d)|schedule|get (?:approval|sign-?off|(?:a )?new)|notify|announce|stop here|coordinate|log ?in|open the|go to)\b/i

/** `# inspect the pods or run smoke tests here`: between two commands, for a person. */
const HERE =
  /^(?:inspect|check|verify|test|run|look|review|validate|do|confirm|compare)\b[^:]{3,80} (?:here|at this point|before (?:you )?(?:continu|proceed|resum)\w*)\.?$/i

/** `# Fix the issues, then scale up`: the command below it is what comes then. */
const FIRST =
  /^(?:\d+[.)]\s*)?(?:fix|resolve|correct|edit|investigate|review|wait (?:for|until)|get (?:approval|sign-?off))\b[^:]{2,80}?,? (?:and )?then\b/i

function isForPerson(said: string): boolean {
  return HERE.test(said) || FIRST.test(said)
}

export const gateInAComment: Rule = {
  id: 'gate-in-a-comment',
  family: 'dangerous',
  severity: 'warning',
  summary: 'what a person must do first is a comment between commands of one block',
  when: hasComments,
  check(runbook, __, tell) {
    for (const { fence, line, index, text: said } of runbook.comments()) {
      if (!(ASKS.test(said) || isForPerson(said)) || said.endsWith(':') || /standby-ignore/.test(said)) continue
      if (!fence.steps.some((step) => step.step.kind === 'shell')) continue
      // A comment right above a command says what the command does.
      const next = nextWritten(fence, index)
      if (next !== null && !/^\s*#/.test(next) && !isForPerson(said)) continue
      // So does a comment of several lines; a numbered one begins the next step.
      const below = fence.lines[index + 1] ?? ''
      if (/^\s*#+\s*(?!\d+[.)])\S/.test(below)) continue
      const change = fence.commands.find(
        (command) =>
          command.carrier === null && command.line > line && !savesData(command) && command.effect !== 'read',
      )
      if (change === undefined || isOtherWay(fence, line, change.line)) continue
      tell(
        onLine(
          line,
          `"${said.replace(/^\d+[.)]\s*/, '')}" is only a comment: whoever pastes the block runs ${named(change)} on line ${change.line} without it`,
          'end the block here, write what has to be done as text, and put what follows into a block of its own',
        ),
      )
    }
  },
}

/** "Option 1: in the console", "Via CLI (if needed):": what comes after such a line does the same by itself. */
function isOtherWay(fence: FenceFact, from: number, to: number): boolean {
  return fence.lines.slice(from - fence.line, to - fence.line - 1).some((text) => OTHER_WAY.test(text))
}

const OTHER_WAY = /^\s*#+\s*(?:or\b|option\b|alternativ|via\b|using\b|method\b)/i
