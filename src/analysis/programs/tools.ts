import { longPattern } from '../../core/long-pattern.ts'
import type { Verbs } from './verb-patterns.ts'

const NOTHING = /^$/
/** What people who look after object stores, clusters, packages and alerts call by verbs, from each program's documentation. */
export const TOOLS: Record<string, Verbs> = {
  // min.io/docs/minio/linux/reference/minio-mc
  mc: {
    leading: { valued: ['--config-dir', '-C'], flags: ['--json', '--quiet', '-q', '--insecure', '--no-color'] },
    refuses: /^--(exec|rewind-to|config-dir)/,
    destroys: longPattern()`
      ^(rm|rb|mv|replicate (rm|remove)|ilm (rm|rule rm|tier rm)|event (rm|remove)|tag remove|undo
        |(alias|admin (user|group|policy)) (rm|remove|detach|disable)|admin (service (stop|restart
        |freeze)|decommission|rebalance stop|config (reset|restore)|bucket remote rm|update))( |$)`,
    writes: longPattern()`
      ^(cp|mirror|mb|put|get|pipe|alias (set|import)|anonymous (set|set-json)|policy (set|set-json)
        |event add|ilm (add|edit|import|rule (add|edit|import)|restore|tier (add|update))
        |version (enable|suspend)|tag set|replicate (add|update|import|resync)|encrypt|retention
        |legalhold|quota|share|update|batch|idp|license|support|admin (heal|service restart
        |rebalance start|cluster|bucket remote (add|edit)|kms key create|replicate|profile|accesskey
        |speedtest|(user|group|policy) (add|attach|create|set|enable|update|entities|svcacct|sts|ldap)
        |config set))( |$)`,
    reads: longPattern()`
      ^((ls|stat|du|cat|head|diff|tree|find|ping|ready)( |$)|(alias|event|tag|anonymous|replicate
        |ilm) (ls|list|get|status)( |$)|ilm rule ls( |$)|version info( |$)|admin (info|trace|console
        |prometheus metrics|(user|policy|group) (ls|list|info)|config (get|export)|scanner status
        |top locks)( |$))`,
    looks: 'asks the object store',
  },
  // cloud.google.com/storage/docs/gsutil
  gsutil: {
    leading: { valued: ['-u'], flags: ['-m', '-q', '-D', '-DD'] },
    refuses: /^-[oi]/,
    destroys: longPattern()`
      ^(rm|rb|mv|(iam|acl|defacl|lifecycle|retention|cors|label) (rm|remove|clear)|retention (lock
        |event|temp))( |$)`,
    writes: longPattern()`
      ^(cp|rsync|mb|setmeta|rewrite|compose|config|signurl|(iam|acl|defacl|lifecycle|versioning
        |logging|cors|label|web|ubla|bucketpolicyonly|requesterpays|retention|defstorageclass|pap|rpo
        |autoclass|kms|hmac) (set|ch|on|off|encryption|authorize|create|update|delete)
        |notification (create|delete|watchbucket|stopchannel)|perfdiag|update)( |$)`,
    reads: longPattern()`
      ^((ls|cat|du|stat|hash|version|help)( |$)|(iam|acl|defacl|lifecycle|versioning|logging|cors
        |label|web|ubla|bucketpolicyonly|requesterpays|retention|defstorageclass|pap|rpo
        |autoclass) get( |$)|notification list( |$)|hmac (list|get)( |$)|kms serviceaccount( |$))`,
    looks: 'asks the object store',
  },
  // github.com/prometheus/alertmanager, "Amtool"
  amtool: {
    leading: {
      valued: ['--alertmanager.url', '--config.file', '-o', '--output', '--timeout', '--http.config.file'],
      flags: ['-v', '--verbose'],
    },
    refuses: /^--http\.config\.file/,
    destroys: NOTHING,
    writes: /^(alert add|silence (add|expire|import|update))( |$)/,
    reads: longPattern()`
      ^(alert( query)?$|alert query |silence( query)?$|silence query |check-config|config( show
        | routes( show| test)?)?( |$)|cluster( show)?$|template render)`,
    looks: 'asks Alertmanager',
  },
  // supervisord.org/running.html
  supervisorctl: {
    leading: { valued: ['-c', '-s', '-u', '-p', '--serverurl', '--username', '--password'], flags: [] },
    destroys: /^(stop|shutdown|remove|signal|clear)( |$)/,
    writes: /^(start|restart|reload|reread|update|add|fg|open)( |$)/,
    reads: /^(status|avail|pid|tail|maintail|version|help)( |$)/,
    looks: 'asks the supervisor',
  },
  // patroni.readthedocs.io/en/latest/patronictl.html
  patronictl: {
    leading: { valued: ['-c', '--config-file', '-d', '--dcs-url'], flags: ['-k', '--insecure'] },
    destroys: /^(failover|switchover|restart|reinit|remove|demote-cluster|promote-cluster)( |$)/,
    writes: /^(edit-config|reload|pause|resume|flush)( |$)/,
    reads: /^(list|topology|history|show-config|version|dsn)( |$)/,
    looks: 'asks Patroni',
  },
  // pgbackrest.org/command.html
  pgbackrest: {
    refuses: NOTHING,
    destroys: /^(restore|expire|stanza-delete|stop|repo-rm)( |$)/,
    // A check has the server archive a segment.
    writes: /^(backup|check|archive-get|archive-push|stanza-create|stanza-upgrade|start|annotate|repo-put|server)( |$)/,
    reads: /^(info|verify|version|help|repo-ls|repo-get)( |$)/,
    leading: { valued: [], flags: [] },
    looks: 'asks for backups',
  },
  // developers.cloudflare.com/cloudflare-one, "Useful commands"
  cloudflared: {
    destroys: /^(tunnel (delete|cleanup)|service uninstall)( |$)/,
    writes: /^(tunnel (run|create|route|login|token|diag)|tunnel$|service install|access|update|login|proxy-dns)( |$)?/,
    reads: /^(tunnel (list|info)|version|tail)( |$)/,
    looks: 'asks for tunnels',
  },
  // docs.ceph.com/en/latest/man/8/{rbd,rados}
  rbd: {
    destroys: /(^| )(rm|remove|purge|flatten|resize|rollback|demote|unmap|unprotect|disable)( |$)/,
    writes: longPattern()`
      (^| )(create|clone|cp|copy|map|mv|rename|import|import-diff|export|export-diff|snap create
        |protect|enable|add|promote|resync|set|bench|deep|migration|encryption|restore|lock)( |$)`,
    reads: longPattern()`
      ^(ls|list|info|status|du|disk-usage|showmapped|children|(device|snap|snapshot|lock|trash
        |namespace|group) (ls|list)|pool stats|mirror (pool|image) (status|info))( |$)`,
    looks: 'asks Ceph',
  },
  rados: {
    leading: { valued: ['-p', '--pool'], flags: [] },
    destroys: /^(rm|purge|rmxattr|rmomapkey|clearomap|rmsnap|rollback)( |$)/,
    writes: /^(put|create|append|truncate|setxattr|setomapval|mksnap|bench|cp|import|export|lock)( |$)/,
    reads: /^(df|ls|lspools|stat|stat2|listxattr|listomapkeys|lssnap|listwatchers)( |$)/,
    looks: 'asks Ceph',
  },
  // etcd.io/docs/v3.6/op-guide/recovery
  etcdutl: {
    destroys: /^(snapshot restore|backup)( |$)/,
    writes: /^(defrag|migrate|completion)( |$)/,
    reads: /^(snapshot status|hashkv|version)( |$)/,
    looks: 'looks at a snapshot',
  },
  // kubectl.docs.kubernetes.io/references/kustomize
  kustomize: {
    refuses: /^(-o|--output|--enable-(helm|exec|alpha-plugins|star)|--helm-command|-e$)/,
    destroys: NOTHING,
    writes: /^(edit|create|localize|cfg|fn)( |$)/,
    reads: /^(build|version|help)( |$)/,
    looks: 'prints what it makes',
  },
  // kind.sigs.k8s.io, minikube.sigs.k8s.io, k3d.io
  ...Object.fromEntries(
    ['kind', 'minikube', 'k3d'].map((name): [string, Verbs] => [
      name,
      {
        leading: { valued: ['-p', '--profile', '--name'], flags: [] },
        refuses: /^--file/,
        destroys: /^(delete|stop|cluster (delete|stop)|node (delete|stop)|image rm|cache delete)( |$)/,
        writes: longPattern()`
          ^(create|start|load|build|export|addons (enable|disable)|config (set|unset)|pause|unpause
            |mount|tunnel|image (load|build|import|pull|push)|cluster (create|start|edit)|node (add
            |create|start)|kubeconfig|update-context)( |$)`,
        reads: longPattern()`
          ^(get (clusters|nodes)|status|version|profile list|addons list|ip|logs|(cluster|node
            |registry) list|image ls|config (view|get))( |$)`,
        looks: 'asks for clusters',
      },
    ]),
  ),
  // eff-certbot.readthedocs.io/en/stable/using.html
  certbot: {
    refuses: /^--(config|.*hook|logs-dir|work-dir|config-dir)/,
    destroys: /^(delete|revoke|rollback|unregister)( |$)/,
    writes: /^(certonly|run|renew|install|enhance|register|update_account|reconfigure)( |$)/,
    reads: /^(certificates|plugins|show_account)( |$)/,
    looks: 'lists certificates',
  },
  // trivy.dev/latest/docs/references/configuration/cli/trivy
  trivy: {
    leading: { valued: [], flags: ['-q', '--quiet', '-d', '--debug'] },
    refuses: /^(-o|--output|-c|--config|--module|-t|--template|--report-dir|--vex|--compliance|--ignore-policy)/,
    destroys: /^clean( |$)/,
    // To look into a cluster it starts jobs there.
    writes: /^(plugin|module|server|registry (login|logout)|kubernetes|k8s)( |$)/,
    reads: /^(image|i|filesystem|fs|repository|repo|config|sbom|rootfs|vm|version)( |$)/,
    looks: 'scans',
  },
  // grafana.com/docs/k6; what a script of the team's does is not known.
  k6: {
    destroys: NOTHING,
    writes: /^(login|cloud login|new|archive)( |$)/,
    reads: /^(version|inspect|help)( |$)/,
    looks: 'looks at a test',
  },
  // pre-commit.com; what its hooks do is not known.
  'pre-commit': {
    destroys: NOTHING,
    writes: /^(install|uninstall|autoupdate|clean|gc|install-hooks|init-templatedir|migrate-config)( |$)/,
    reads: /^(sample-config|validate-config|validate-manifest|help)( |$)/,
    looks: 'checks its settings',
  },
  // github.com/nvm-sh/nvm, github.com/pyenv/pyenv
  nvm: {
    destroys: /^(uninstall|unalias|cache clear)( |$)/,
    writes: /^(install|use|alias|deactivate|reinstall-packages|set-colors|exec|run)( |$)/,
    reads: /^(ls|list|ls-remote|current|version|version-remote|which)( |$)/,
    looks: 'lists versions',
  },
  pyenv: {
    destroys: /^uninstall( |$)/,
    writes: /^(install|global|local|shell|rehash|virtualenv)( |$)/,
    reads: /^(version|versions|which|root|prefix|commands|shims|whence)( |$)/,
    looks: 'lists versions',
  },
  // pkg.go.dev/cmd/go
  go: {
    refuses: /^-(w|u|http|export|toolexec|exec|overlay|modfile|vettool|compiled|test|C)/,
    destroys: /^clean( |$)/,
    writes: /^(build|install|get|fmt|fix|work|mod (download|tidy|init|edit|vendor))( |$)/,
    reads: /^(version|env|doc|help|mod (graph|why|verify))( |$)/,
    looks: 'looks at packages',
  },
  // pnpm.io/pnpm-cli; what a script of the team's does is not known.
  pnpm: {
    leading: {
      valued: ['-C', '--dir', '--filter', '-F'],
      flags: ['-r', '--recursive', '-w', '--workspace-root', '-s', '--silent'],
    },
    refuses: /^--(script-shell|config|shell-emulator|use-node-version|pnpmfile|global-pnpmfile|fix)/,
    destroys: /^(remove|rm|uninstall|un|prune|store prune|unpublish|deprecate)( |$)/,
    writes: longPattern()`
      ^(install|i|add|update|up|upgrade|import|link|unlink|rebuild|rb|fetch|dedupe|patch|publish|pack
        |deploy|approve-builds|self-update|setup|env|config (set|delete)|login|logout)( |$)`,
    reads:
      /^(list|ls|ll|la|outdated|why|licenses|audit|root|bin|store (path|status)|config (list|get)|view|whoami)( |$)/,
    looks: 'looks at packages',
  },
  // classic.yarnpkg.com/docs/cli, yarnpkg.com/cli
  yarn: {
    leading: { valued: ['--cwd'], flags: ['-s', '--silent'] },
    refuses: /^--(script-shell|use-yarnrc|fix)/,
    destroys: /^(remove|unlink|unplug|cache clean|unpublish)( |$)/,
    writes: longPattern()`
      ^(install|add|upgrade|up|import|link|dedupe|rebuild|version|publish|pack|npm publish|set
        |config (set|delete|unset)|login|logout|global add|init|patch)( |$)`,
    reads: longPattern()`
      ^(list|info|why|outdated|audit|versions|licenses list|workspaces (info|list)|config (list|get)
        |npm (audit|info|whoami))( |$)`,
    looks: 'looks at packages',
  },
  // prisma.io/docs/orm/reference/prisma-cli-reference
  prisma: {
    says: {
      'migrate deploy': 'applies the migrations that wait',
      'migrate dev': 'makes a migration and applies it',
      'migrate resolve': 'says that a migration is applied, or rolled back',
      'db push': 'changes the database to what the schema says',
      'db seed': 'fills the database with data',
      generate: 'writes the client',
    },
    refuses: /^(-o|--output|--accept-data-loss|--force-reset|--script|--shadow|--(from|to)-migrations)/,
    destroys: /^migrate reset( |$)/,
    writes: /^(generate|init|format|migrate (deploy|dev|resolve)|db (push|pull|seed)|studio|dev|platform)( |$)/,
    reads: /^(version|validate|debug|migrate (status|diff))( |$)/,
    looks: 'looks at the schema and its migrations',
  },
  // docs.aws.amazon.com/cdk/v2/guide/cli.html: to compare, it runs the app first.
  cdk: {
    says: {
      deploy: 'changes everything there is to what the app says',
      destroy: 'takes down everything of the app',
      diff: 'runs the app, and compares what it makes with what is there',
      synth: 'runs the app, and writes what it makes',
      list: 'runs the app, and lists what it makes',
      ls: 'runs the app, and lists what it makes',
      bootstrap: 'makes what the toolkit needs',
      context: 'forgets or changes what the app remembers',
    },
    destroys: /^(destroy|gc)( |$)/,
    writes: longPattern()`
      ^(deploy|bootstrap|import|watch|rollback|synth|synthesize|diff|list|ls|context|migrate|init
        |refactor|acknowledge|ack)( |$)`,
    reads: /^(doctor|notices|metadata)( |$)/,
    looks: 'looks at the toolkit',
  },
  typeorm: {
    destroys: /^(migration:revert|schema:drop)( |$)/,
    writes: /^(migration:(run|create|generate)|schema:sync|init|cache:clear|entity:create)( |$)/,
    reads: /^(migration:show|version|schema:log)( |$)/,
    looks: 'looks at migrations',
  },
}
