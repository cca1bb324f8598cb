import { longPattern } from './long-pattern.ts'

/** What every shell has by itself. */
const SHELLS_OWN = new Set(
  'BASH BASHPID BASH_VERSION COLUMNS EUID HOME HOSTNAME IFS LANG LINENO LINES OLDPWD OPTARG OPTIND PATH PPID PWD RANDOM REPLY SECONDS SHELL SHLVL TERM TMPDIR TZ UID USER _'.split(
    ' ',
  ),
)

/** Variables by which a value would become code, or change which program is found. */
const CODE_BEARING = longPattern()`
  ^(?:BASH_.*|BASHOPTS|CDPATH|ENV|GLOBIGNORE|HOME|IFS|LD_.*|DYLD_.*|NODE_OPTIONS|PATH|PERL5.*|PROMPT_COMMAND
    |PS\d|PYTHON.*|RUBY.*|SHELL|SHELLOPTS|STANDBY_.*|SB_.*)$`

/** Variables by which common programs are told to run another program. */
const COMMANDS = longPattern()`
  ^(\w*PAGER|EDITOR|VISUAL|BROWSER|KUBECTL_EXTERNAL_DIFF|RSYNC_RSH|LESS|LESSOPEN|LESSCLOSE|LESSKEY\w*
    |GIT_(?!AUTHOR_|COMMITTER_|TERMINAL_PROMPT)\w+|SSH_ASKPASS|PSQL_EDITOR|PSQLRC|AWS_CONFIG_FILE
    |AWS_SHARED_CREDENTIALS_FILE|CURL_HOME|WGETRC|RIPGREP_CONFIG_PATH|XDG_CONFIG_HOME
    |OPENSSL_(CONF|ENGINES|MODULES)|TAR_OPTIONS|HELM_PLUGINS|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS
    |GCONV_PATH|DOCKER_CONFIG|TF_(?:CLI_CONFIG_FILE|DATA_DIR|LOG_PATH|PLUGIN_CACHE_DIR|CLI_ARGS\w*)
    |GAWK_PERSIST_FILE|GH_CONFIG_DIR|GH_BROWSER|GH_EDITOR|CLOUDSDK_(?:PYTHON\w*|CONFIG)
    |AZURE_(?:CONFIG|EXTENSION)_DIR|VAULT_CONFIG_PATH|SSH_SK_HELPER|SSH_PKCS11_HELPER|SUDO_(?:ASKPASS|EDITOR)
    |RSYNC_CONNECT_PROG|PERLLIB|MAKEFLAGS|MAKEFILES|(?:npm|NPM)_(?:config|CONFIG)_
    (?:script_shell|SCRIPT_SHELL|userconfig|USERCONFIG|globalconfig|GLOBALCONFIG|node_options|NODE_OPTIONS|git
      |GIT|prefix|PREFIX)|RABBITMQ_CTL_ERL_ARGS|ERL_(?:A|Z)?FLAGS|ELIXIR_ERL_OPTIONS|BUNDLE_(?:GEMFILE|PATH)
    |CLASSPATH|KAFKA_(?:OPTS|JMX_OPTS|LOG4J_OPTS)|LUA_INIT|PHPRC|CARGO_(?:TARGET_\w+_RUNNER|BUILD_RUSTC\w*)
    |RUSTC(?:_WRAPPER)?)$`

/** Whether a value in a variable of this name would become code, or say what is run. */
export function bearsCode(name: string): boolean {
  return CODE_BEARING.test(name) || tellsWhatToRun(name)
}

/** Whether common programs run what a variable of this name says. */
export function tellsWhatToRun(name: string): boolean {
  return COMMANDS.test(name)
}

/** Whether every shell has a variable of this name by itself: never asked for. */
export function isShellsOwn(name: string): boolean {
  return SHELLS_OWN.has(name)
}

/**
 * Whether a script reads what fills its placeholder `<KEY>` as a variable too: `${KEY:?}` in another place of it. People
 * write both in one step, and mean the same by them.
 */
export function isReadAsVariable(script: string, name: string): boolean {
  return !bearsCode(name) && !isShellsOwn(name) && new RegExp(`\\$(?:\\{[#!]?)?${name}\\b`).test(script)
}
