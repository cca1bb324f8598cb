import { longPattern } from '../../core/long-pattern.ts'
import { remember } from '../remember.ts'
import { firstOf } from './first-of.ts'
import { foreignRole } from './other-languages.ts'
import type { Role } from './role.ts'
import { withoutNumber } from './words.ts'

const ROLES: [Role, RegExp][] = [
  ['symptoms', /^(?:symptoms?|indicators?|signs|what you(?:'ll| will) see|detection|how to detect)$/],
  [
    'prepare',
    longPattern()`
      ^(?:(?:pre-?requisites?|pre-?conditions?|requirements?|before (?:you (?:begin|start)|starting|you begin)
          |preparation|setup|set up|pre\w+(?: \w+)? (?:checks?|checklist|steps|tasks)|pre-\w+(?: \w+)? ?(?:checks?|checklist|steps|tasks)?
          |pre(?:flight|checks?|deploy(?:ment)?|release|migration|work))(?: checklist)?)$`,
  ],
  [
    'diagnose',
    longPattern()`
      ^(?:(?:initial|quick|first|immediate|basic|rapid|step-by-step|systematic|detailed|deeper|further|advanced) )?
      (?:triage|diagnos(?:is|e|tics?|ing)|(?:root[- ]cause )?(?:investigation|identification)|investigat(?:e|ing)|assess(?:ment)?|troubleshoot(?:ing)?
        |debug(?:ging)?|analysis|diagnostic|investigative|identify|checks?|health checks?)
      (?: (?:steps?|checklist|commands?|procedures?|guide|tips|queries|\(.*\)))?$
      |^(?:diagnos|investigat|troubleshoot|debugg?|assess|identify)
      (?:e|ing)? the (?:issue|problem|failure|incident|alert|situation)$`,
  ],
  [
    'causes',
    longPattern()`
      ^(?:(?:common|possible|likely|potential|typical|known|root|frequent|probable) )*
      (?:causes?|reasons?|issues?|failures?|problems|failure reasons|failure modes|fixes)
      (?: (?:and|&|/) (?:fix(?:es)?|solutions?|resolutions?|remed(?:y|ies)|actions?|mitigations?|answers?|workarounds?|repairs?))?
      (?: table| troubleshooting)?$`,
  ],
  [
    'fix',
    longPattern()`
      ^(?:(?:immediate|quick|short-term|long-term|temporary|permanent|emergency|possible|recommended|common
          |corrective|first|optimi[sz]ation|tuning) )*(?:resolutions?|mitigations?|remediations?|recover(?:y|ies)|fix(?:es)?|solutions?
        |workarounds?|actions?|response|remed(?:y|ies)|repair|treatment)
      (?: (?:steps?|paths?|procedures?|options?|actions?|plan|strategies|\(.*\)))?$
      |^(?:emergency|immediate|quick|temporary) (?:[\w-]+ ){1,2}(?:mitigations?|remediations?|workarounds?)$
      |^(?:[\w-]+ )?(?:optimi[sz]ation|tuning) (?:strategies|options|tips|steps|actions)$`,
  ],
  [
    'steps',
    longPattern()`
      ^(?:steps?|procedures?|process|instructions?|how to|workflow|execution|step-by-step(?: \w+)?
        |actions? (?:steps|items|required)|immediate (?:steps|actions?)|playbook|commands?|runbook
        |implementation|task|the fix|checklist)$`,
  ],
  [
    'verify',
    longPattern()`
      ^post-?(?:deploy(?:ment)?|release|rollout|upgrade|failover|migration)$
      |^(?:(?:(?:recovery|failover|fix|resolution|service|system|application) (?:verification|validation
            |confirmation)|recovery testing)|(?:(?:final|post-?\w+(?: \w+)?) )?
        (?:verif(?:y|ication|ying)|validat(?:e|ion|ing)|confirm(?:ation)?|testing|smoke tests?
          |health verification|success criteria|validation checklist|check(?:s|ing)? (?:recovery|success)
          |verify (?:recovery|resolution|success|fix|the fix|the resolution|rollback|deployment)))
      (?: (?:steps?|checklist|commands?|procedures?|tests?|\(.*\)))?$`,
  ],
  [
    'rollback',
    longPattern()`
      ^(?:(?:emergency|quick|immediate|manual) )?(?:roll-? ?back|back-?out|revert|undo)
      (?: (?:procedures?|steps?|plan|process|instructions?|strategy|\(.*\)))?$`,
  ],
  [
    'communicate',
    longPattern()`
      ^(?:(?:internal|external|incident|stakeholder|customer|user) )?
      (?:communications?|notif(?:y|ication)s?|escalat(?:ion|e)s?|announce(?:ment)?s?|status (?:page )?updates?)
      (?: (?:plan|path|paths|steps?|matrix|procedures?|contacts?|policy|template|templates|checklist|\(.*\)))?$`,
  ],
  [
    'document',
    longPattern()`
      ^(?:post-?(?:incident|mortem)s?(?: .*)?|follow[- ]?ups?(?: .*)?|lessons learned|documentation|document
        |after(?:math| the incident)|next steps|root cause analysis|cleanup|clean up|post-?\w+)$`,
  ],
  [
    'about',
    longPattern()`
      ^(?:overview|summary|background|context|description|notes?|important|warning|caution|meaning|impact
        |severity|purpose|scope|architecture|introduction|about|references?|related.*|see also|links?|resources
        |appendix.*|glossary|contacts?|owners?|prevention.*|preventive.*|metadata|table of contents|contents|toc
        |when to (?:use|roll[- ]?back|restore|fail ?over|declare|invoke).*|when|trigger|triggers
        |alert(?:s| details| definition)?|metrics|dashboards?|monitoring|change ?log|revision history|history
        |what (?:this|it) (?:is|does|covers|means)(?: (?:for|about))?|how (?:it|this) works|faq|examples?|expected (?:output|results?|outcome)|retry policy|behaviou?r.*|key .*|limitations?
        |timeline|(?:\w+ ){0,2}components|useful links|estimated time|conclusion|(?:[\w-]+ ){0,3}best practices.*
        |(?:core |guiding |key )?principles|guidelines|considerations|goals|objectives
        |current (?:gaps|state|limitations)|known (?:gaps|limitations)|future (?:work|improvements)|(?:[\w-]+ ){0,3}roadmap)$`,
  ],
]

export const readRole = remember(roleOf)

/** "Preventive measures" by themselves tell; after an incident they are what is still to be done. */
export function readRoleUnder(outer: Role | null, text: string): Role | null {
  const role = readRole(text)
  return outer === 'document' && role === 'about' && /^preventive (?:measures|actions)$/i.test(withoutNumber(text))
    ? 'document'
    : role
}

function roleOf(text: string): Role | null {
  const plain = withoutSigns(withoutNumber(text)).toLowerCase()
  // "Post-mortem template": to fill in, not to do.
  if (/\btemplates?$/.test(plain)) return 'about'
  // One of the stages of an incident; without a number it tells how one notices it.
  if (plain === 'detection' && /^\d/.test(text)) return 'diagnose'
  const role = englishRole(plain)
  if (role !== null || !plain.endsWith(')')) return role ?? foreignRole(plain)
  const bare = plain.replace(/\s*\([^()]*\)$/, '')
  return (bare === plain ? null : englishRole(bare)) ?? foreignRole(bare)
}

/** Without what decorates a heading: `🚨 Rollback!` → `Rollback`. */
export function withoutSigns(text: string): string {
  if (/^[a-z].*[a-z]$/i.test(text)) return text
  return text.replace(/^[^\p{L}\p{N}(<`'"]+/u, '').replace(/[\s:：.!*]+$/, '')
}

const englishRole = firstOf(ROLES)
