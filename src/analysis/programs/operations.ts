import { longPattern } from '../../core/long-pattern.ts'
import type { Verbs } from './verb-patterns.ts'

const NOTHING = /^$/

/** What people who run servers call by verbs, from each program's own documentation. */
export const OPERATIONS: Record<string, Verbs> = {
  // rabbitmq.com/docs/man/rabbitmqctl.8
  rabbitmqctl: rabbit(),
  'rabbitmq-diagnostics': rabbit(),
  'rabbitmq-queues': {
    leading: { valued: ['-n', '--node'], flags: ['-q', '--quiet', '-s', '--silent'] },
    destroys: /^(delete_member|delete_queue)( |$)/,
    writes: /^(grow|shrink|rebalance|add_member|peek)( |$)/,
    reads: /^(quorum_status|check_if_[a-z_]+|help|version)( |$)/,
    looks: 'asks RabbitMQ',
  },
  // cassandra.apache.org/doc/stable/cassandra/tools/nodetool
  nodetool: {
    leading: { valued: ['-h', '--host', '-p', '--port', '-u', '--username'], flags: [] },
    destroys: /^(decommission|removenode|assassinate|drain|stopdaemon|clearsnapshot|truncatehints|stop|move)( |$)/,
    writes: longPattern()`
      ^(flush|repair|compact|cleanup|snapshot|rebuild|upgradesstables|scrub|enable\w+|disable\w+|set\w+
        |reload\w+|join|refresh|invalidate\w+|garbagecollect)( |$)`,
    reads: longPattern()`
      ^(status|info|ring|netstats|tpstats|tablestats|cfstats|compactionstats|describecluster|gossipinfo
        |listsnapshots|get\w+|version|proxyhistograms|tablehistograms|describering|failuredetector)( |$)`,
    looks: 'asks Cassandra',
  },
  // docs.ceph.com/en/latest/man/8/ceph
  ceph: {
    asks: /^(-s|--status|-w)$/,
    refuses: /^(-o|-i|--out-file|--in-file)/,
    destroys: /(^| )(rm|rmfailed|purge|destroy|delete|out|down|fail|remove|lost|zap|stop|drain)( |$)/,
    writes: longPattern()`
      (^| )(set|unset|create|add|in|reweight\S*|set-\S+|repair|scrub|deep-scrub|enable|disable|apply|restart
        |start|redeploy|mute|unmute|tell|injectargs|import|assign|on|off|archive|rename|authorize|caps
        |get-or-create\S*|balancer|adopt|orch \S+ add)( |$)`,
    reads: longPattern()`
      ^(status|health|health detail|df|df detail|df tree|osd (lspools|blocked-by|ok-to-stop \S+|safe-to-destroy \S+
          |pool get \S+ \S+|tree|stat|df|df tree|dump|perf|pool (ls|ls detail|stats)|find \S+|ls|status)
        |pg (stat|dump|dump_stuck|ls)|mon (stat|dump)|quorum_status|mgr (stat|services)
        |fs (ls|status|get \S+|subvolume(group)? (ls|info|getpath)( \S+)+)|mds stat|versions
        |orch (ps|ls|status|host ls)|crash (ls|info \S+)|config (dump|show \S+( \S+)?|get \S+( \S+)?)
        |balancer status|telemetry status|device ls|time-sync-status|progress|log last( \S+)*)$`,
    looks: 'asks Ceph',
  },
  // netfilter.org, manpages.ubuntu.com/ufw
  ufw: {
    leading: { valued: [], flags: ['--force', '--dry-run'] },
    destroys: /^(disable|reset|delete|route delete)( |$)/,
    writes: /^(enable|reload|allow|deny|reject|limit|insert|prepend|default|logging|route|app (update|default))( |$)/,
    reads: /^(status|status (verbose|numbered)|show \w+|app (list|info)|version)( |$)/,
    looks: 'prints the firewall',
  },
  'fail2ban-client': {
    destroys: /^(stop|unban)( |$)/,
    writes: /^(start|restart|reload|set|add|ban)( |$)/,
    reads: /^(status|ping|version|get|banned)( |$)/,
    looks: 'asks fail2ban',
  },
  // kubernetes.io/docs/reference/tools/crictl
  crictl: {
    leading: { valued: ['-r', '--runtime-endpoint', '-i', '--image-endpoint', '-t', '--timeout'], flags: [] },
    destroys: /^(rm|rmp|rmi|stop|stopp)( |$)/,
    writes: /^(pull|create|run|runp|start|update|config|checkpoint)( |$)/,
    reads:
      /^(ps|pods|images|img|inspect|inspecti|inspectp|imagefsinfo|info|logs|stats|statsp|version|runtime-config)( |$)/,
    looks: 'asks the container runtime',
  },
  // fly.io/docs/flyctl
  fly: fly(),
  flyctl: fly(),
  // render.com/docs/cli
  render: {
    destroys: /^(deploys cancel|jobs cancel|services delete)( |$)/,
    writes: /^(restart|deploys create|jobs create|services (create|update)|blueprints launch|login|workspace set)( |$)/,
    reads: /^(logs|services list|deploys list|jobs list|whoami|workspace current)( |$)/,
    looks: 'asks Render',
  },
  // vercel.com/docs/cli
  vercel: {
    leading: { valued: ['--scope', '-S', '--token', '-t', '--cwd'], flags: ['--yes', '-y', '--debug', '-d'] },
    destroys:
      /^(remove|rm|(env|alias|domains|dns|certs|secrets|project|projects) (rm|remove)|rollback|rolling-release abort)( |$)/,
    writes: longPattern()`
      ^(deploy|redeploy|promote|build|dev|pull|link|login|logout|env (add|pull|update)
        |(alias|domains|dns|certs|projects?) (add|set|buy|move|transfer-in|issue|import)|alias|git|init|target
        |blob|cache)( |$)`,
    reads:
      /^(list|ls|inspect|logs|whoami|teams (ls|list)|(env|alias|domains|dns|certs|project|projects) (ls|list|inspect))( |$)/,
    looks: 'asks Vercel',
  },
  // supabase.com/docs/reference/cli
  supabase: {
    destroys:
      /^(db reset|backups restore|stop|projects delete|branches delete|functions delete|secrets unset|migration (down|squash|repair)|storage rm|sso remove)( |$)/,
    writes: longPattern()`
      ^(start|init|login|logout|link|unlink|db (push|pull|start|dump|diff)
        |functions (deploy|new|serve|download)|secrets set|migration (new|up|fetch)|projects create
        |branches (create|update|pause|unpause)|gen|seed|storage (cp|mv)|bootstrap|sso (add|update)
        |config push)( |$)`,
    reads:
      /^(status|(projects|functions|secrets|migration|branches|orgs|sso|backups) list|db lint|inspect db \S+|services|storage ls)( |$)/,
    looks: 'asks Supabase',
  },
  // devcenter.heroku.com/articles/heroku-cli-commands; `heroku ps:scale` is one word.
  heroku: {
    leading: { valued: ['-a', '--app', '-r', '--remote'], flags: [] },
    destroys:
      /^(\S+:(destroy|remove|unset|delete|reset|stop|kill|restart|rollback|promote|disable|leave|revoke)|restart|rollback|dyno:\S+)( |$)/,
    writes: longPattern()`
      ^(\S+:(set|add|create|scale|type|upgrade|resize|capture|restore|copy|push|attach|detach|enable|on|off
          |transfer|rename|open|credentials|schedule|update|link|ssl|fork|follow|unfollow)|create|scale|login
        |logout|open|git:\S+|container:\S+|local)( |$)`,
    reads: longPattern()`
      ^(ps|logs|apps|apps:info|info|config|config:get( \S+)*|addons|addons:info|releases|releases:info|pg
        |pg:(info|ps|locks|blocking|bloat|long-running-queries|diagnose|outliers|index-usage|cache-hit|backups
          |settings)|domains|certs|status|buildpacks|features|maintenance|redis:info|access|pipelines|whoami
        |auth:whoami)$`,
    looks: 'asks Heroku',
  },
  // pm2.keymetrics.io/docs/usage/quick-start
  pm2: {
    destroys: /^(stop|delete|del|kill|flush|unstartup|reset|deleteModule|uninstall)( |$)/,
    writes: longPattern()`
      ^(start|restart|reload|gracefulReload|scale|save|dump|resurrect|startup|set|unset|install|update|deploy
        |sendSignal|trigger|link|unlink|reloadLogs|pull|forward|backward)( |$)`,
    reads: /^(list|ls|l|status|ps|jlist|prettylist|describe|desc|info|show|env|report|ping|id|pid|get|logs|log)( |$)/,
    looks: 'asks pm2',
  },
  // argo-cd.readthedocs.io/en/stable/user-guide/commands
  argocd: {
    // A refresh makes the controller compare anew, and sync where it may; `--local` renders with local tools.
    refuses: /^--(hard-)?refresh|^--local/,
    leading: {
      valued: ['--server', '--auth-token', '--argocd-context'],
      flags: ['--grpc-web', '--insecure', '--plaintext', '--core'],
    },
    destroys: /^(\S+ (delete|rm|remove|delete-resource|terminate-op)|app rollback)( |$)/,
    writes: longPattern()`
      ^(app (create|sync|set|unset|patch|patch-resource|edit|add-source|actions run|confirm-deletion)
        |(repo|cluster|proj|repocreds|cert|gpg|appset|account) (add|create|set|edit|rotate-auth|generate-token
          |update-password|allow\S*|deny\S*|add-\S+|add)|login|logout|relogin|context)( |$)`,
    reads: longPattern()`
      ^(version|(app|repo|cluster|proj|account|appset|cert|gpg|repocreds) (list|get)
        |app (get|list|history|diff|resources|manifests|logs|wait)|account (can-i|get-user-info))( |$)`,
    looks: 'asks Argo CD',
  },
  // fluxcd.io/flux/cmd
  flux: {
    leading: { valued: ['-n', '--namespace', '--context', '--kubeconfig'], flags: [] },
    destroys: /^(delete|uninstall|suspend)( |$)/,
    writes: /^(reconcile|resume|create|install|bootstrap|push|pull|tag|export|build|migrate)( |$)/,
    reads: /^(get|check|logs|events|stats|trace|tree|version|diff|list|debug)( |$)/,
    looks: 'asks Flux',
  },
  // istio.io/latest/docs/reference/commands/istioctl
  istioctl: {
    leading: { valued: ['-n', '--namespace', '--context', '--kubeconfig', '-c'], flags: [] },
    destroys: /^(uninstall|tag remove|waypoint delete)( |$)/,
    writes:
      /^(install|upgrade|kube-inject|create-remote-secret|tag (set|generate)|waypoint apply|experimental|x|admin log|bug-report|dashboard|d)( |$)/,
    reads: longPattern()`
      ^(version|proxy-status|ps|(proxy-config|pc) (all|cluster|clusters|listener|listeners|route|routes
          |endpoint|endpoints|bootstrap|secret|secrets|ecds)|analyze|validate|verify-install|manifest diff
        |profile (list|diff)|tag list|waypoint (list|status)
        |(ztunnel-config|zc) (workload|service|policy|certificate|all|connections))( |$)`,
    looks: 'asks the mesh',
  },
  linkerd: {
    leading: { valued: ['-n', '--namespace', '--context', '-L', '--linkerd-namespace'], flags: [] },
    destroys: NOTHING,
    writes:
      /^(install|upgrade|inject|uninject|uninstall|prune|repair|multicluster|viz (install|dashboard|uninstall))( |$)/,
    reads: /^(check|version|identity|diagnostics|authz|viz (stat|top|tap|edges|routes|check|list|profile))( |$)/,
    looks: 'asks the mesh',
  },
  // velero.io/docs/main
  velero: {
    leading: { valued: ['-n', '--namespace', '--kubecontext'], flags: [] },
    destroys:
      /^((backup|restore|schedule|backup-location|snapshot-location) delete|delete|uninstall|restore create|create restore)( |$)/,
    writes: longPattern()`
      ^((backup|schedule|backup-location|snapshot-location) (create|set|pause|unpause|download)|create|install
        |plugin (add|remove)|repo (init|unlock)|backup download)( |$)`,
    reads: longPattern()`
      ^((backup|restore|schedule|backup-location|snapshot-location|plugin|repo) (get|describe|logs)|get
        |describe|version|restore (logs|describe|get))( |$)`,
    looks: 'asks Velero',
  },
  // developer.hashicorp.com/{consul,nomad}/commands
  consul: {
    leading: { valued: [], flags: [] },
    destroys: longPattern()`
      ^(kv delete|leave|force-leave|operator raft remove-peer|snapshot restore|acl \S+ delete|config delete
        |intention delete|services deregister|maint)( |$)`,
    writes: longPattern()`
      ^(kv (put|import)|join|reload|acl|config write|intention create|services register|snapshot save|event
        |connect|tls|debug|keyring|operator autopilot set-config|login|logout|agent
        |peering (generate-token|establish))( |$)`,
    reads: longPattern()`
      ^(members|info|catalog|kv (get|export)|operator (raft list-peers|autopilot (get-config|state)|usage)
        |snapshot inspect|monitor|version|rtt|intention (check|get|list|match)|config (read|list)|validate)
      ( |$)`,
    looks: 'asks Consul',
  },
  nomad: {
    destroys: longPattern()`
      ^((job )?(stop|revert)|(node )?drain|node purge|system gc|alloc stop|deployment fail
        |operator raft remove-peer|operator snapshot restore|volume (delete|deregister|detach)|var purge
        |namespace delete|quota delete|server force-leave|acl \S+ delete)( |$)`,
    writes: longPattern()`
      ^((job )?(run|scale|dispatch|restart|promote|periodic force|eval|init)|alloc (restart|signal)
        |node (drain|eligibility|meta apply|config)|deployment (promote|pause|resume|unblock)
        |volume (create|register)|var (put|init|lock)|namespace apply|operator snapshot save|acl|server join
        |agent|login|setup)( |$)`,
    reads: longPattern()`
      ^((job )?(status|history|inspect|plan|validate|allocs|deployments|tag list)|status
        |alloc (status|logs|fs)|logs|fs|node status|server members|deployment (status|list)|eval (status|list)
        |operator (raft list-peers|autopilot get-config)|volume status|var (get|list)|namespace (list|status)
        |version|monitor)( |$)`,
    looks: 'asks Nomad',
  },
  // eksctl.io/usage, docs.digitalocean.com/reference/doctl
  eksctl: {
    destroys: /^(delete|drain)( |$)/,
    writes:
      /^(create|upgrade|update|scale|enable|disable|associate|disassociate|set|register|deregister|utils|anywhere)( |$)/,
    reads: /^(get|info|version)( |$)/,
    looks: 'asks AWS about clusters',
  },
  doctl: {
    hands: { words: /(^| )(ssh|connect)( |$)/, options: ['--ssh-command'] },
    leading: { valued: ['-t', '--access-token', '--context', '-o', '--output'], flags: [] },
    destroys:
      /(^| )(delete|rm|remove|destroy|power-off|shutdown|reboot|power-cycle|restore|rebuild|reset|recycle|flush|promote)( |$)/,
    writes: longPattern()`
      (^| )(create|update|add|set|enable|disable|resize|snapshot|migrate|init|switch|save|login|upgrade
        |add-\S+|assign|unassign|attach|detach|deploy|run|tag|untag|fork|invoke|power-on|rename|install
        |uninstall|start|garbage-collection|trigger)( |$)`,
    reads: /^([a-z0-9-]+ )*(list|ls|get|list-[a-z-]+|version|get-health)( |$)/,
    looks: 'asks DigitalOcean',
  },
}

function rabbit(): Verbs {
  return {
    leading: {
      valued: ['-n', '--node', '-t', '--timeout', '-p', '--vhost'],
      flags: ['-q', '--quiet', '-s', '--silent', '-l', '--longnames'],
    },
    destroys: longPattern()`
      ^(stop|stop_app|shutdown|reset|force_reset|force_boot|forget_cluster_node|delete_\w+|purge_queue
        |clear_\w+|close_connection|close_all_\w+|cancel_sync_queue|suspend_\w+|force_\w+)( |$)`,
    writes: longPattern()`
      ^(start_app|join_cluster|change_cluster_node_type|rename_cluster_node|sync_queue|set_\w+|add_\w+
        |change_password|enable_\w+|disable_\w+|resume_\w+|rotate_logs|restart_\w+|trace_\w+
        |import_definitions|export_definitions|await_\w+|wait|update_\w+|activate_\w+|deactivate_\w+
        |reconcile_vhosts|encode|decode|hash_password)( |$)`,
    reads: longPattern()`
      ^(status|cluster_status|ping|list_\w+|report|environment|node_health_check|check_\w+|memory_breakdown
        |alarms|listeners|runtime_thread_stats|server_version|version|schema_info|authenticate_user
        |erlang_version|cipher_suites|os_env|cluster_status|is_booting|is_running|log_tail|log_location
        |maybe_stuck|metadata_store_status|resolve_hostname|resolver_info|tls_versions)( |$)`,
    looks: 'asks RabbitMQ',
  }
}

function fly(): Verbs {
  return {
    hands: { words: /^ssh console( |$)/, options: ['--command', '-C'] },
    leading: { valued: ['-a', '--app', '-t', '--access-token', '-c', '--config'], flags: ['--verbose', '--debug'] },
    destroys: longPattern()`
      ^(\S+ (destroy|delete|remove|rm|unset|stop|kill|release|detach|suspend|failover|cordon)
        |apps? (destroy|move)|destroy|scale count 0|releases rollback)( |$)`,
    writes: longPattern()`
      ^(deploy|launch|restart|\S+ restart|scale (count|vm|memory)|secrets (set|import|deploy|stage)
        |(machines?|m) (run|start|update|clone|uncordon|create|wait|leases?)
        |(volumes?|vol) (create|extend|fork|update|snapshots create)
        |(postgres|pg|redis|mpg) (create|attach|config update|import|update|proxy|backup)|proxy|open
        |certs (add|setup)|ips (allocate\S*|private)|apps? (create|open|errors)
        |auth (login|signup|docker|token)|tokens (create|attenuate)|wireguard|config (save|env)|image update
        |consul|extensions|storage|sftp|migrate-to-v2|agent|init|orgs)( |$)`,
    // Without more words where older and newer releases have commands below: `regions backup`.
    reads: longPattern()`
      ^((status|logs|version|releases|info|regions|history|apps? (list|releases)
          |(machines?|m|volumes?|vol|secrets|certs|ips|tokens|orgs|postgres|pg|redis|regions|services|checks
            |mpg) list|scale show|platform (regions|vm-sizes|status)|config (show|display|validate)|image show
          |auth whoami)$|((machines?|m|postgres|pg|redis|mpg|apps?) status
          |(volumes?|vol) (show|snapshots list)|(certs|orgs) show|certs check
          |(postgres|pg|mpg) (users list|db list|config show|events list)|dig|ping)( |$))`,
    looks: 'asks Fly',
  }
}
