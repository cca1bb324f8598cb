import { longPattern } from '../../core/long-pattern.ts'

/** Words that a GET should not have at the end of its path or for a value: such an address does something all the same. */
const ACTS = longPattern('i')`
  ^(delete|remove|destroy|drop|reset|restart|reload|reboot|flush|purge|clear|clean|cleanup|truncate|trigger|run
    |execute|exec|start|stop|kill|terminate|shutdown|quit|quitquitquit|vacuum|analy[sz]e|optimi[sz]e|checkpoint
    |compact|rotate|enable|disable|activate|deactivate|cancel|abort|retry|rollback|deploy|redeploy|build|scale
    |drain|failover|promote|demote|invalidate|evict|toggle|pause|resume|backup|restore|sync|resync|refresh
    |rebuild|reindex|migrate|approve|reject|send|notify|create|update|set|unset|lock|unlock|snapshot|_shutdown
    |_close|_open|_flush|_delete_by_query|logout|unsubscribe|confirm|ack|acknowledge|clear-cache|cache-clear
    |import|failback|switchover)$`

/** Of those, the ones that say so anywhere in a path, and with an object: `/delete/5`, `flush_all`. */
const DESTROYS =
  /^(delete|remove|destroy|drop|flush|purge|truncate|shutdown|quit|kill|terminate|reload|restart|reboot|trigger|execute)([-_]|$)/i

/** `?task=full`, `?action=now`: the name says that something is done; what it is, the value need not. In a search it filters. */
const NAMES_ACTION = /^(task|action|cmd|command|op|operation|do|run)$/i
const RECORDS = /^(search|audit|logs?|events?|history|activity|list|query)([-_]|$)/i
const LOOKS = /^(get|list|describe|show|read|view|find|search|query|count|info|stat|check|peek|head|ping|version|help)/i

/** The part of an address that names an action; null if none does. */
export function actionIn(url: string): string | null {
  const [path = '', query = ''] = url.replace(/#.*/, '').split('?')
  const last = path.replace(/\/+$/, '').split('/').pop() ?? ''
  const pairs = query.split('&').map((pair) => pair.split('='))
  const values = pairs.map(([name = '', ...value]) => (value.length > 0 ? value.join('=') : name))
  const segments = path.replace(/^\w+:\/\/[^/]*/, '').split('/')
  const searches = segments.some((word) => RECORDS.test(word))
  const named = pairs.find(
    ([name = '', value = '']) => !searches && NAMES_ACTION.test(name) && value !== '' && !LOOKS.test(value),
  )
  return (
    [last, ...values].find((word) => ACTS.test(word)) ??
    [...segments, ...values].find((word) => DESTROYS.test(word)) ??
    // Whoever calls the address of a webhook is heard, by GET as by POST.
    (segments.some((word, at) => /^web-?hook$/i.test(word) && segments[at + 1]) ? 'webhook' : null) ??
    named?.join('=') ??
    null
  )
}
