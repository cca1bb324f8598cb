import { longPattern } from '../core/long-pattern.ts'
import type { StepDraft } from '../runbook/step-draft.ts'
import type { Effect } from './plan.ts'

/** What phases are decided from. */
export interface PhaseInput {
  step: StepDraft
  /** What its commands do, see {@link knownEffect}; null when it has none. */
  effect: Effect | null
}

/** With what it says to do, and what was found out about it: every step after it asks again. */
export interface ReadStep extends PhaseInput {
  text: string
  looks: boolean | undefined
  gathers: boolean | undefined
}

/** The words that tell the phase of a step: asked of its text, less its number and its condition. */

/** Telling people. */
export const COMMUNICATE = longPattern('i')`
  ^(?:announce|notify|communicate|inform|page|escalate|tell|contact(?! (?:information|details|lists?|data))
    |declare|acknowledge|mobili[sz]e|thank|alert (?:the )?(?:team|stakeholders|users)
    |post (?:in|to|an?|the|(?:\w+ )?(?:messages?|updates?|notifications?)|status)\b
    |send (?:an? )?(?:\w+ )?(?:message|update|notification|e-?mail|summary)
    |update (?:the )?(?:status ?page|incident status|stakeholders|pagerduty)|share (?:the )?(?:logs?|findings|details|results|status)\b
    |engage\b|create (?:an? )?incident(?=:|$)
    |call (?:the |your )?(?:\w+ )?(?:manager|lead|director|on-?call|vendor|support)\b|communications?$
    |create (?:an? )?(?:incident )?(?:thread|channel))
  |\b(?:notified|communicated|announced|informed|paged|status page updated)\b`
/** Writing it down. */
export const DOCUMENT = longPattern('i')`
  ^(?:post-?mortem\b|document(?! ?db)|record\b|log (?:the|this)\b|write (?:an? |the )?(?:post|incident|report)
    |note (?:down|the|(?:start|end) times?|times?\b)|update (?:this |the )?(?:\w+ )?(?:runbook|documentation|post-?mortem)
    |create (?:an? )?(?:incident |brief )?(?:post-?mortem|incident (?:report|ticket|record|document)|ticket
      |follow-?up|action item)|(?:conduct|schedule|hold) (?:an? )?(?:blameless )?(?:post|retro|rca)
    |file (?:an? )?(?:incident )?(?:ticket|bug|issue|report)|make (?:an? )?note|take (?:an? )?note)
  |\b(?:write|draft|prepare|hold|conduct) (?:an? |the )?(?:\w+ )?post-?mortem
  |^(?:incident|timeline|findings|lessons(?: learned)?|outcome) (?:documented|recorded|written)`
/** Seeing whether it is so. */
export const VERIFY = longPattern('i')`
  ^(?:verify|validate|confirm|wait|watch|monitor|test|smoke|ensure|re-?check|benchmark|load[- ]?test
    |(?:re-?)?run (?:an? |the )?(?:[\w-]+ ){0,3}(?:test suites?|tests)$
    |(?:re-?)?run (?:the )?(?:[\w-]+ )?(?:smoke|health|sanity|acceptance|integration|verification|validation|e2e)
    |(?:post|final)[- ]?\w* (?:check|verif|health)|health)`
/** Looking, at whatever it is. */
export const LOOK = longPattern('i')`
  ^(?:quick(?:ly)? |manually |first |also |then )?(?:check|root cause|list|get|retrieve|view|show|find|identify|inspect
    |describe|query|look|review|see|count|compare|calculate|estimate|correlate
    |(?:re-?)?run (?:an? |the )?(?:[\w-]+ ){0,2}(?:check|query|quer(?:y|ies))|tail|investigate|determine|examine
    |use (?:[\w-]+ ){1,5}to (?:determine|identify|find|see|check)\b
    |diagnose|scan|search|analy[sz]e|begin (?:the |initial )*(?:investigat|triag|diagnos)\w*|assess|test|watch|verify
    |monitor|read|fetch|collect|gather|capture|locate|trace|measure|confirm|validate|top|recent|current|all|view
    |is\b|are\b|what|which|who|how|connect|via|access|open|log ?in)\b`
/** What a step that changes something says it does. */
export const CHANGE = longPattern('i')`
  \b(?:fix|restart|clean|re-?configure|scale|deploy|redeploy|rollback|roll back|kill|terminate|delete|drop|clear|flush|purge
    |increase|decrease|reset|restore|promote|enable|disable|force|mitigate|apply|switch|revert|undo|remove|evict
    |drain|resize|update|patch|trigger|failover|fail over|pause|resume|stop|start|throttle|cancel|vacuum|reindex
    |recreate|rotate|invalidate|run|execute|set|add|create|modify|rebuild|upgrade|scale-up|reduce|prioritize
    |adjust|release|block|unblock|isolate|cordon|install)\b`
/** What nobody calls a look, whatever program does it. */
export const ENDS =
  /^(?:(?:manual(?:ly)?|emergency) )?(?:install|uninstall|reset|restart|delete|remove|drop|kill|restore|bypass|disable|enable)\b/i
/** What comes before the work. */
export const PREPARE = longPattern('i')`
  \bdry[- ]run\b|^(?:take|create|make|manual(?:ly)? take|trigger)\b.*\b
  (?:snapshot|backup|dump|tag|copy|image|branch)\b|^
  (?:back ?up|snapshot|generate|pull|download|stage|prepare|schedule|review|edit|ensure|obtain|get|log ?in
    |authenticate|checkout|check out|clone|fetch|set up|setup|install|configure|enter|build|tag|copy|define
    |choose|put .* maintenance mode)\b|\bbuilt\b|\blint|\bunit tests?\b`
/** Done to have what the next step needs: not to see whether the last one helped. */
export const GATHER =
  /^(?:list|find|get|fetch|identify|locate|choose|determine|retrieve|obtain|save|store|note|set up|setup)\b/i
/** `To confirm that it worked, open the console`. */
export const TO_LOOK = /(?:^|[.!?] )To (?:see|confirm|verify|check|validate|make sure)\b/
export const COPY =
  /^(?:take|create|make|back ?up|dump)\b.*\b(?:snapshot|backup|dump|copy)\b|^back ?up (?:the |current |existing |corrupt\w* |damaged |broken )/i
export const VERIFY_HEADING = /^(?:verify|validate|confirm)\b/i
export const STARTS = /\b(?:start|deploy|up|restart|launch|run|apply|release|execute)\b/i
/** "If the probes fail you can roll back with": the way back, in whatever it is the way back from. */
export const BACK = /^(?:roll(?: \S+){0,3} back|roll-?back|revert|undo)\b/i
