import { longPattern } from '../../core/long-pattern.ts'
import { firstSign, isBlank } from './blanks.ts'
import { shellContexts } from './shell-context.ts'

/** What a fence holds; null: nothing that anyone runs (output, a diagram, configuration). */
export type FenceKind = 'shell' | 'console' | 'sql' | 'http' | 'dns' | 'json' | 'hcl' | 'python'

const BY_NAME: Record<string, FenceKind> = {
  bash: 'shell',
  sh: 'shell',
  shell: 'shell',
  zsh: 'shell',
  ksh: 'shell',
  fish: 'shell',
  bat: 'shell',
  cli: 'shell',
  commandline: 'shell',
  cmd: 'shell',
  console: 'console',
  'shell-session': 'console',
  shellsession: 'console',
  'sh-session': 'console',
  terminal: 'console',
  session: 'console',
  sql: 'sql',
  psql: 'sql',
  postgres: 'sql',
  postgresql: 'sql',
  pgsql: 'sql',
  plpgsql: 'sql',
  mysql: 'sql',
  http: 'http',
  rest: 'http',
  dns: 'dns',
  zone: 'dns',
  json: 'json',
  json5: 'json',
  jsonc: 'json',
  hcl: 'hcl',
  terraform: 'hcl',
  tf: 'hcl',
  python: 'python',
  py: 'python',
  python3: 'python',
}

const NO_LANGUAGE = ['', 'text', 'txt', 'plaintext', 'plain', 'none', 'code']

/** Named by its language, corrected by what it holds: SQL and JSON are pasted into bash fences and into nameless ones. */
export function fenceKind(language: string, lines: readonly string[]): FenceKind | null {
  const named = BY_NAME[language] ?? null
  if (named === null && !NO_LANGUAGE.includes(language)) return null
  const code = lines.filter((line) => !isBlank(line))
  if (code.length === 0) return null
  if (SQL_PROMPT.test(code[0] as string) && (named === null || named === 'shell' || named === 'console')) return 'sql'
  if (hasPrompts(code)) return named === null || named === 'shell' ? 'console' : named
  if (named === 'console') {
    const first = code.find((line) => !/^\s*#/.test(line)) ?? ''
    return looksLikeCommand(first) ? 'shell' : 'console'
  }
  if (named === 'sql') return sqlFenceKind(code)
  if (named !== null && named !== 'shell') return named
  const content = codeKind(lines)
  if (content !== 'shell') return content
  if (named === 'shell') return 'shell'
  const first = code.find((line) => !/^\s*#/.test(line)) ?? ''
  return looksLikeCommand(first) && shellShare(code) >= 0.5 ? 'shell' : null
}

/** In a fence that is named SQL the client may be opened first, or the server's settings stand there. */
function sqlFenceKind(code: readonly string[]): FenceKind | null {
  const first = code.find((line) => !/^\s*(?:--|#)/.test(line)) ?? ''
  if (AT_A_SHELL.test(first)) return 'shell'
  return !/^\s*(?:--|#)/.test(first) && code.every((line) => SETTING.test(line)) && first !== '' ? null : 'sql'
}

/** Programs whose names are no SQL: `set`, `kill`, `exec` and `show` are. */
const AT_A_SHELL = longPattern()`
  ^\s*(?:\$\s+)?(?:sudo\s|su\s+-|(?:psql|mysql|mysqldump|mariadb|sqlite3|pg_\w+|createdb|dropdb|kubectl|docker
      |podman|aws|gcloud|heroku|ssh|systemctl)\s+[\w$"'-])`
/** `wal_level = replica` of postgresql.conf. */
const SETTING = /^\s*(?:#|--)|^\s*[a-z_]+(?:\.[a-z_]+)?\s*=\s*(?:'[^']*'|[\w.%-]+)\s*(?:#.*)?$/

/** Typed at a database: `postgres=# select 1;`. */
const SQL_PROMPT = /^\s*(?:[\w-]{1,40}=[#>]|mysql>|MariaDB \[[^\]]{0,40}\]>|sqlite>)\s+\S/

/** SQL, JSON or shell, by what the lines hold. */
export function codeKind(lines: readonly string[]): 'shell' | 'sql' | 'json' {
  const at = lines.findIndex(isCode)
  if (at < 0) return 'shell'
  const first = (lines[at] as string).trim()
  const opens = first[0] === '{' || first[0] === '['
  if (opens && /^[{[]\s*(?:$|["{])/.test(first) && /[}\]],?;?\s*$/.test(lines.findLast(isCode) ?? '')) return 'json'
  return MAY_BE_SQL.test(first) && isSql(first, lines) ? 'sql' : 'shell'
}

/** Neither blank nor a comment. */
function isCode(line: string): boolean {
  const at = firstSign(line)
  if (at < 0 || line[at] === '#') return false
  return !line.startsWith('--', at) || /^--\S/.test(line.slice(at, at + 3))
}

const MAY_BE_SQL =
  /^(?:select|with|insert|update|delete|create|alter|drop|vacuum|analyze|reindex|truncate|explain|grant|revoke|begin|commit|rollback|show|\\)/i

function isSql(first: string, lines: readonly string[]): boolean {
  const all = lines.filter(isCode).join('\n').slice(0, 4000)
  switch (/^[\w\\]+/.exec(first)?.[0].toUpperCase()) {
    case 'SELECT':
      return /^select\s+[^|<>]*$/i.test(first) && !/^select\s+\w+\s+in\b/.test(first)
    case 'WITH':
      return /\bas\s*(?:materialized\s*)?\(/i.test(all)
    case 'INSERT':
      return /^insert\s+into\s/i.test(first)
    case 'UPDATE':
      return /\bset\b/i.test(all) && /^update\s+[\w."]+/i.test(first)
    case 'DELETE':
      return /^delete\s+from\s/i.test(first)
    case 'CREATE':
    case 'ALTER':
    case 'DROP':
      return /^\w+\s+(?:or\s+replace\s+)?(?:unique\s+|temp\w*\s+|materialized\s+)?(?:table|index|database|role|user|view|extension|schema|sequence|function|publication|subscription|type|trigger|system)\b/i.test(
        first,
      )
    case 'VACUUM':
    case 'ANALYZE':
    case 'REINDEX':
    case 'TRUNCATE':
      // `truncate -s 0 app.log` is the shell's.
      return !/^truncate\s+-/i.test(first) && (/;\s*(?:--.*)?$/.test(all) || /^truncate\s/i.test(first))
    case 'EXPLAIN':
    case 'GRANT':
    case 'REVOKE':
    case 'BEGIN':
    case 'COMMIT':
    case 'ROLLBACK':
      return /;\s*(?:--.*)?$/.test(all) || /^(?:vacuum|analyze|explain|grant|truncate)\s/i.test(first)
    case 'SHOW':
      return /;\s*$/.test(first)
    default:
      return /^\\(?:d\w*\+?|l\+?|c|x|timing|conninfo)\b/.test(first)
  }
}

const PROMPT = /^\s*(?:[\w.@~:/\\[\] -]{0,40})?\$\s+\S/

/** `$ kubectl get pods`; `# ` alone may be a comment, so it is no proof. */
function hasPrompts(lines: readonly string[]): boolean {
  return (
    lines.some((line) => line[firstSign(line)] === '$' && /^\s*\$ +\S/.test(line)) ||
    /^\s*(?:ba)?sh-\d\.\d+\$ \S/.test(lines[0] ?? '') ||
    (lines.length > 0 &&
      /^\s*[\w.-]+@[\w.-]+[:~][^$#]*[$#] \S/.test(lines[0] as string) &&
      PROMPT.test(lines[0] as string))
  )
}

const PROGRAMS = new Set(
  `
  sudo aws kubectl oc helm docker docker-compose podman psql redis-cli curl wget git gh gcloud az npm npx yarn
  pnpm node python python3 pip pip3 make terraform ssh scp rsync systemctl journalctl service celery alembic cat
  ls cd cp mv rm mkdir chmod chown grep egrep awk sed jq yq tail head find xargs tar gzip df du free top htop ps
  echo export source set watch sleep openssl dig nslookup host nc ping telnet traceroute ss netstat lsof ip
  crontab date test vault consul nomad etcdctl nginx apt apt-get yum dnf brew java mvn go cargo php bundle rails
  rake heroku flyctl fly vercel supabase pm2 uvicorn gunicorn for while if until time env nohup istioctl linkerd
  argocd flux kustomize stern velero promtool amtool logcli sqlite3 sqlcmd doctl eksctl k9s skopeo crictl
  nerdctl minikube kind k3s ufw iptables nft hostnamectl timedatectl mount umount dd fsck lsblk vmstat iostat
  strace tcpdump bash sh zsh exec pytest poetry uv ruff trap read printf slack-cli pagerduty pd truncate
  `
    .trim()
    .split(/\s+/),
)
/** Programs with many names. */
const FAMILIES = /^(?:pg_\w+|ansible[\w-]*|mysql\w*|mongo\w*|kill\w*|kafka-[\w-]+|rabbitmq\w*)$/

/** Whether a line could be typed at a shell and mean something: it begins with a program we know of, or an assignment. */
export function looksLikeCommand(line: string): boolean {
  const typed = line.trim()
  if (typed === '') return false
  const text = typed.startsWith('$ ') ? typed.slice(2) : typed
  if (/^(?:[A-Z][A-Z0-9_]*=\S|\.{1,2}\/[\w.-]|\/(?:usr|opt|bin)\/)/.test(text)) return true
  const word = /^(?:[A-Za-z_]\w*=\S*\s+)*([\w./-]+)/.exec(text)?.[1] ?? ''
  return PROGRAMS.has(word) || FAMILIES.test(word)
}

/** Share of the lines that are commands, continuations or comments. */
function shellShare(lines: readonly string[]): number {
  const contexts = shellContexts(lines.join('\n'))
  let at = 0
  let good = 0
  let continued = false
  for (const line of lines) {
    const inside = at < contexts.length && contexts[at] !== 0 && contexts[at] !== 3
    if (continued || inside || /^\s*(?:#|done|fi|esac|[})]|then|else|do\b)/.test(line) || looksLikeCommand(line))
      good += 1
    continued = /[\\|&]\s*$/.test(line)
    at += line.length + 1
  }
  return good / lines.length
}
