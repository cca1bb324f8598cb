import assert from 'node:assert/strict'
import { test } from 'node:test'
import { worstEffect } from '../plan/plan.ts'
import { analyseShell } from './analyse-shell.ts'

/** None of these may run without a signature, however much they look like reads. */
function holdUnsafe(name: string, lines: readonly string[]): void {
  test(name, () => {
    for (const line of lines) {
      const { commands, statements } = analyseShell(line, { firstLine: 1 })
      assert.notEqual(worstEffect(commands.map(({ effect }) => effect)), 'read', line)
      assert.notEqual(worstEffect(statements.map(({ effect }) => effect)), 'read', line)
    }
  })
}

function holdReads(name: string, lines: readonly string[]): void {
  test(name, () => {
    for (const line of lines) {
      const { commands } = analyseShell(line, { firstLine: 1 })
      assert.equal(worstEffect(commands.map(({ effect }) => effect)), 'read', line)
    }
  })
}

holdUnsafe('an option counts by any beginning of its name that its program takes', [
  'sed --i s/a/b/ f',
  "sed --expr 'w f' in",
  'gawk --inc=inplace 1 f',
  'curl --dat a=b https://x',
  'curl --outp f https://x',
  "curl --expand-data '{{x}}' https://x",
  'wget -qO- --meth=DELETE https://x',
  'wget -qO- --save-cookies f https://x',
  'git log --outp=x',
  'git grep --open=sh x',
  'git ls-remote --upl=rm host:x',
  "psql -c 'select 1' --comm='drop table x'",
  "psql -c 'select 1' --fil=x.sql",
  'pg_dump --fi x',
  'pg_dump -v -f x db',
  'pg_dump -W -F c -b -v -f x db',
  'tar -tf a.tar --checkpoint=1 --checkpoint-act=exec=rm',
  'tar -tf a.tar --use-comp=rm',
  'journalctl --rot',
  'ss --kil',
  'openssl x509 --in a --out b',
])

holdUnsafe('an option without a value does not swallow the next word, one with a value does', [
  "yq -P -i '.a = 1' f.yaml",
  "yq -Pi '.a = 1' f.yaml",
  'redis-cli -c del get x',
  'curl --tlsv1 -XDELETE https://x',
  "psql -c 'select 1' -zc 'drop table x'",
  'helm --kube-token list upgrade a b',
  'systemctl -P status stop nginx',
  'git --attr-source log push',
])

holdUnsafe('the option that writes is found among joined letters and beside the one that asks', [
  'dmesg -TC',
  "mapfile -tC 'touch x' -c1 A < f",
  'kill -9 -0',
  'pkill -9 -L -F pidfile',
  'sysctl -f /etc/x.conf',
  'ip link s dev eth0 down',
  'echo rm x | sudo -n -s',
  "sudo -n -i <<< 'rm x'",
  'aws ec2 terminate-instances --instance-ids i --dry-run --no-dry-run',
  'helm upgrade x y --dry-run=client --dry-run=none',
  'helm upgrade x y --dry-run=0',
  'kubectl delete pod --help=false x',
  'kubectl kustomize ./x -o /tmp/f',
  'docker buildx history rm x',
  'git branch -v foo',
  'cat x | zstd -o out',
  'ss -D /tmp/f',
  'hash -p /bin/rm ls',
  'arch -x86_64 rm x',
  'ssh -F evil host ls',
  'ssh -o PKCS11Provider=/tmp/x.so host ls',
  'bash --rcfile evil -i -c ls',
  "bash -c 'sort $1' _ -ox",
  'make version',
  'yarn version',
  'python3 version',
  '/bin/../tmp/evil/ls',
  'echo -delete | xargs find',
  'dd $X',
])

holdUnsafe('a command below one that looks, or an option beside it, does more than look', [
  'fly releases rollback v41',
  'argocd app get shop --hard-refresh',
  'argocd app diff shop --refresh',
  'argocd app diff shop --local ./x',
  'ceph mon dump -o /tmp/f',
  'ceph osd tree --out-file /tmp/f',
  'doctl compute ssh list',
  'vault read sys/../database/creds/x',
  'kubectl get --raw /api/v1/namespaces/x/pods/y/proxy/quitquitquit',
  'kubectl get --raw "/api/v1/nodes/n/proxy/run/ns/pod/c?cmd=id"',
  'kubectl get --raw /api/v1/namespaces/x/services/y:80/proxy/admin/delete',
  'kubectl kustomize --enable-helm --helm-command /tmp/x ./d',
  'kubectl get pods --profile cpu',
  'docker --config /tmp/x compose ps',
  'docker compose convert -o f',
  'docker buildx inspect --bootstrap x',
  'DOCKER_CONFIG=/tmp/x docker compose ps',
  'TF_CLI_CONFIG_FILE=/tmp/x terraform show',
  'TF_DATA_DIR=/tmp/x terraform show',
  '_JAVA_OPTIONS=-XX:OnError=rm java -version',
  'GAWK_PERSIST_FILE=f gawk 1 in',
  "gh api repos/a/b -H 'X-HTTP-Method-Override: DELETE'",
  "curl -H 'X-HTTP-Method-Override: DELETE' https://x/a",
  'curl --header "x-method-override: PUT" https://x/a',
  'curl https://x/logout',
  'git ls-remote "ext::sh -c id"',
  'git clean -n --no-dry-run -f',
  'git branch --list --no-list x',
  'aws cognito-identity get-open-id-token-for-developer-identity --identity-pool-id a --logins b=c',
  'aws iot test-invoke-authorizer --authorizer-name a',
])

holdUnsafe('text nested deeper than anybody writes is judged, not thrown at', [
  `echo ${'$('.repeat(250)}`,
  `echo ${'$('.repeat(250)}rm x${')'.repeat(250)} | sh`,
])

holdUnsafe('what is sent to a server or a pager counts', [
  "printf 'FLUSHALL\\r\\n' | openssl s_client -connect redis:6380",
  'openssl s_client -connect redis:6380 < commands',
  'echo FLUSHALL | openssl s_client -connect redis:6380',
  'echo() { printf FLUSHALL; }; echo | openssl s_client -connect a:6380',
  'openssl s_client -connect a:443 -early_data f',
  'openssl x509 -req -in a.csr -CA ca.pem -CAkey k.pem',
  "zless '+!touch x' f",
  "more '+!touch x' f",
  'yq --security-enable-system-operator \'system("id")\' f',
  'awk "$PROGRAM" f',
  'sed "s,$A,$B," f',
])

holdReads('what only sounds like it', [
  'echo | openssl s_client -connect a:443 -servername a',
  'openssl s_client -connect a:443 </dev/null',
  'echo Q | openssl s_client -connect a:443',
  'fly releases',
  'argocd app get shop',
  'ceph osd tree',
  'vault read sys/health',
  'kubectl get --raw /readyz',
  'kubectl get --raw /apis/metrics.k8s.io/v1beta1/nodes',
  'kubectl get --raw /api/v1/nodes/n/proxy/metrics/cadvisor',
  'kubectl get --raw /api/v1/nodes/n/proxy/stats/summary',
  'kubectl kustomize ./d',
  'git clean -nd',
  'git branch --list x',
  'zless f',
  `awk "/$WORD/ { print }" f`,
  'sed "s/$A/$B/" f',
  'docker compose config',
  'curl -H "Accept: application/json" https://x/a',
])

holdUnsafe('SQL acts under every spelling', [
  'psql -c "explain analyse delete from t"',
  'psql -c "explain (analyse) delete from t"',
  "psql -c $'select 1 --x\\r; drop table t'",
  "psql <<'E'\n\\set t '1; drop table x'\nselect :t;\nE",
  "psql <<'E'\n\\timing \\! touch f\nE",
  "psql <<'E'\nselect 1 \\crosstabview \\! touch f\nE",
])

holdUnsafe('an option that nobody knows, or that is spelt otherwise, hides no command and no file', [
  'date -I 010100002020',
  'nc -z -o out host 80',
  'logrotate -sd /etc/x',
  "tar -t -vI 'sh -c rm' -f a.tar",
  'tar -tf a.tar -vFscript',
  'zstd -c f -o out',
  'zstd -c --rm f',
  'git symbolic-ref --delete HEAD',
  'git grep -nOsh x',
  'git reflog write a b c d',
  'ssh -X -o XAuthLocation=/tmp/x host ls',
  'ssh -o SmartcardDevice=/tmp/x.so host ls',
  'ssh -O exit host ls',
  'sudo -R ls rm x',
  'sudo -c ls rm x',
  'sudo --chroot ls rm x',
  'ionice -c3 -P 123',
  'ionice -c3 -u 123',
  'xargs -i rm ls {}',
  'echo a | xargs -l rm ls',
  'echo a | xargs --replace rm ls',
  "sh -cls 'rm x'",
  "bash -cls 'rm x'",
  'su -c ls --shel=/tmp/evil',
  'su -c ls --session-command=rm',
  'git grep -inOrm x',
  'ssh host -o ProxyCommand=rm uptime',
])

holdUnsafe('what a shell holds under other names, and awk continues on the next line', [
  'set -- -ooutfile; sort $1 in',
  'set -- -ooutfile in; sort "$1" "$2"',
  'N=\'w f;\'; sed -n "1,${N}p" f',
  `x='w out'; sed -n "5$x" f`,
  'awk \'BEGIN { print "x",\n "y" > "f" }\'',
  'awk \'BEGIN { print 1 &&\n 2 > "f" }\'',
  'shopt -s expand_aliases; BASH_ALIASES[ls]="touch x"; ls',
  'coproc rm x',
  'arr[$(rm x)]=1',
  "let 'a[$(rm x)]=1'",
  '\\rm x',
  "r'm' x",
  "$'rm' x",
])

holdUnsafe('an address, a path or a name of what looks makes something', [
  'curl -G -d action=restart http://x',
  'curl http://x/webhook/abc',
  'gcloud kms keys versions describe 1 --attestation-file f',
  'gcloud kms keys versions describe 1 --att f',
  'minikube logs --file=f',
  'trivy k8s cluster',
  'cloudflared tunnel diag',
  'go doc -http',
  'npx prisma migrate diff --from-migrations m --shadow-database-url u',
  'haproxy -c -f /tmp/x',
  'redis-check-aof --truncate-to-timestamp 1 f',
  'wget -qO- http://x/admin/delete?id=5',
  'wget -qO- http://x/-/reload',
  "wget -qO- --header 'X-HTTP-Method-Override: DELETE' http://x/a",
  'curl -X POST https://x/api/v1/labels -d name=x',
  'curl -X POST https://x/api/v1/series -d name=x',
  'curl --request-target /admin/delete https://x/',
  'curl --key-type ENG --key x https://x',
  'helm template x ./c --dependency-update',
  'helm install x ./c --dry-run --dependency-update',
  'vault kv get database/creds/readonly',
  'vault kv get -wrap-ttl=60s secret/x',
  'fly regions backup lax',
  'fly version upgrade',
  'pip list --lo f',
  'pip list --py /tmp/evil',
  'gcloud compute instances list --flags-f x',
  'gcloud kms keys versions get-public-key 1 --output-fi x',
  'podman --runtime=/tmp/evil exec c ls',
  'docker exec -e LD_PRELOAD=/x.so c ls',
  'docker exec -e BASH_ENV=/x c bash -c ls',
  'docker exec --env PATH=/tmp/evil c ls',
  'kubectl exec p -- env PATH=/tmp ls',
  'promtool test rules --junit=f x',
  'sqlite3 db "pragma checkdb.user_version(5)"',
  'sqlite3 db "pragma info.user_version(7)"',
  'sqlite3 db "pragma x.wal_autocheckpoint(5)"',
  'aws ec2 get-console-screenshot --instance-id i --wake-up',
  'aws ec2 get-flow-logs-integration-template --flow-log-id f --config-delivery-s3-destination-arn a --integrate-services b',
])

holdUnsafe('a variable that a known program takes a program from', [
  'GH_CONFIG_DIR=/tmp/x gh pr list',
  'CLOUDSDK_PYTHON=/tmp/x gcloud compute instances list',
  'AZURE_EXTENSION_DIR=/tmp/x az vm list',
  'SSH_SK_HELPER=/tmp/x ssh h ls',
  'SSH_PKCS11_HELPER=/tmp/x ssh h ls',
  'VAULT_CONFIG_PATH=/tmp/x vault status',
  'PERLLIB=/x ls',
  'MAKEFLAGS=x ls',
  'npm_config_script_shell=/tmp/x npm ls',
  'NPM_CONFIG_USERCONFIG=/tmp/x npm ls',
  'RABBITMQ_CTL_ERL_ARGS=x rabbitmqctl status',
  'BUNDLE_GEMFILE=/x ls',
])

holdUnsafe('SQLite reads names, escapes and comments in its own way', [
  "sqlite3 db \"select E'\\'; drop table t; --'\"",
  `sqlite3 db "select \\\`a'b\\\`; drop table t; select '1'"`,
  `sqlite3 db "select [a'b]; drop table t; select '1'"`,
  'sqlite3 db "select 1 /* /* */; drop table t; /* */ */"',
  "sqlite3 db 'select $$; drop table t; $$'",
])

holdUnsafe('psql writes files and runs programs by its own commands', [
  'psql pgbouncer -p 6432 -c "SET max_client_conn = 5"',
  'psql -d pgbouncer -c "PAUSE"',
  'psql -c \'\\copy t to program "rm x"\'',
  'psql -c \'\\copy t from program "rm x"\'',
  'psql -c "select 1 \\g out"',
  'psql -c "select 1 \\gx out"',
  'psql -c "select 1 \\g |sh"',
  "psql -c '\\o out' -c 'select 1'",
  "psql -c '\\s hist'",
  "psql -c '\\setenv PAGER rm'",
  "psql -c '\\lo_unlink 1'",
  "psql -c '\\password'",
  'psql -v x=1 -c "select 1" -L log',
  'psql -Lout -c "select 1"',
  'psql -oout -c "select 1"',
  'psql --log-file out -c "select 1"',
  'psql -c "select 1" -bo out',
  'psql -AtqXo out -c "select 1"',
  `PGOPTIONS='-c search_path=evil' psql -c "select f()"`,
])

holdReads('an option that is known changes nothing', [
  'sudo -H -u postgres psql -c "select 1"',
  'nice -10 ls',
  'ionice -c2 -n7 ls',
  'timeout --preserve-status -k 5 10 ls',
  'watch -d -n 1 ls',
  'echo a | xargs -n1 -P4 kubectl describe pod',
  'echo a | xargs -i kubectl describe pod {}',
  'echo a | xargs -r -I% kubectl describe pod %',
  'bash -euo pipefail -c "ls -la"',
  'sh -ce "ls"',
  'ssh -t -o ConnectTimeout=5 -i key host -- uptime',
  'ssh host -t "df -h"',
  'su - postgres -c "ls"',
  'docker exec -e PGPASSWORD=x -u 0 c ls',
  'docker --context prod ps',
  "curl http://p/api/v1/query -d 'query=up&time=1'",
  "curl 'http://p/api/v1/query' --data-urlencode 'query=up'",
  'wget -qO- http://x/health',
  'set -e; f() { sort "$1"; }; f in',
  'set -euo pipefail; sort "$1"',
  'date -Iseconds',
  'git reflog -5',
  'fly regions list',
  'vault kv get secret/app',
  'sqlite3 db "pragma wal_autocheckpoint"',
  'psql -d pgbouncer -c "SHOW POOLS; SHOW STATS"',
  'aws ec2 get-console-screenshot --instance-id i',
])

holdUnsafe('an awk program hides nothing behind divisions, comments and continued lines', [
  `awk 'BEGIN { a = 1 / 2; print "x" | "sh"; b = 1 / 2 }'`,
  `awk 'BEGIN { a++ / 2; print "x" | "sh"; b = 1 / 2 }'`,
  `awk 'BEGIN { # "\n print "x" | "sh" # "\n }'`,
  `awk 'BEGIN { print "x" \\\n > "f" }'`,
  "gawk -d/tmp/x 'BEGIN{}'",
  "gawk -o/tmp/x 'BEGIN{}'",
])

holdUnsafe('an address that names an action is no mere look', [
  'curl https://x/api/delete/5',
  'curl https://x/admin/flush_all',
  'curl "https://x/?action=delete_all"',
])

holdReads('what only looks stays a read', [
  `awk '/ERROR|WARN/ { n++ } END { print n / 2 }'`,
  `awk -F: '{ print $1 }' /etc/passwd`,
  `awk '$9 >= 500 { print $7 }' access.log`,
  `awk '{ x = $1 } /a|b/ { print x }'`,
  'curl -sS --fail --max-time 5 --no-progress-meter https://x/health',
  'wget -qO- --timeout=5 https://x',
  'git --no-pager log --oneline -n 5',
  'git branch -v',
  'git branch -r --contains abc',
  'psql -c "select a::text from t"',
  'psql -c "select to_char(now(), \'HH24:MI\')"',
  'psql -At -v ON_ERROR_STOP=1 --no-psqlrc -c "select 1"',
  'ip link show',
  'ip a s',
  'ip r s',
  'openssl x509 -in c.pem -noout -dates',
  'redis-cli -c get k',
  "kubectl get pods | awk '{print $1}' | xargs -n1 kubectl describe pod",
  'tar tzf a.tgz',
  'go version',
  'java -version',
  "bash -c 'echo $1' _ a",
  'sudo -n true',
  'sudo -l',
  'ss -tlnp',
  'dmesg -T',
  'journalctl -u api --since "1 hour ago" --no-pager',
  'systemctl status --no-pager nginx',
])

holdUnsafe('text that the shell evaluates is code, quoted or not', [
  "[[ -v 'x[$(touch y)]' ]]",
  "test -v 'x[$(touch y)]'",
  "printf -v 'x[$(touch y)]' 1",
  "read 'x[$(touch y)]' <<< 1",
  "unset 'x[$(touch y)]'",
  "declare 'x[$(touch y)]=1'",
  "(( 'x[$(touch y)]' ))",
  "[[ 'x[$(touch y)]' -eq 1 ]]",
  "x='a[$(touch y)]'; echo $((x))",
  `x='$(touch y)'; echo "\${x@P}"`,
  `echo "\${a['$(touch x)']}"`,
  "PS4='$(touch x)'; set -x; ls",
])

holdUnsafe('a variable that decides what runs is found however it is set', [
  'declare -n r=PATH; r=/tmp/evil; ls',
  "printf -v 'PATH' %s /tmp/evil; ls",
  'printf -vPATH %s /tmp/evil; ls',
  'read "PATH" <<< /tmp/evil; ls',
  'export "PATH=/tmp/evil"; ls',
  "export P'ATH'=/tmp/evil; ls",
  'export $(cat .env); ls',
  ': ${BASH_ENV:=/tmp/x}; bash -c ls',
  'AWS_CONFIG_FILE=/tmp/evil aws s3 ls',
  'env KUBECTL_EXTERNAL_DIFF=rm kubectl diff -f x',
  'GIT_EXTERNAL_DIFF=/tmp/x git diff',
  'CURL_HOME=/tmp/evil curl https://x',
])

holdUnsafe('a redirection counts where no command bears it, and into the descriptors of others', [
  '[[ 1 ]] > /tmp/x',
  '((1)) > /tmp/x',
  'case a in b) ;; esac > x',
  "echo 'E X=1' > /dev/fd/21",
  "printf 'E X=1' >&21",
])

holdUnsafe('what a variable of the step holds reaches no option and no program text', [
  'F="-o out.txt"; sort $F in',
  'F=-oout; sort "$F" in',
  'A=(-o x); sort "$' + '{A[0]}"',
  'f() { sort $1; }; f -ox',
  'ID=$(curl -s https://x); psql -c "select * from t where id = $ID"',
  'DIR=$(curl -s https://x); sh -c "ls $DIR"',
  'ssh host "ls $(curl -s https://x)"',
  'read -r X; sh <<< "ls $X"',
])

holdReads('known words in a program text are harmless', [
  'for t in users orders; do psql -c "select count(*) from $t"; done',
  'DB=app; psql -d "$DB" -c "select 1"',
  'psql "$DATABASE_URL" -c "select * from t where id = $ID"',
  'H=$(hostname); ssh "$H" uptime',
  'ssh host "ls /logs/$(date +%F)"',
  "TASKS=$(aws ecs list-tasks --cluster c --query 'taskArns[]' --output text); aws ecs describe-tasks --cluster c --tasks $TASKS",
  `check() { curl -sf "$1"; }; check https://x/health`,
  'export AWS_REGION=eu-west-1',
  'export TODAY="$(date +%F)"',
  'if [[ $N -gt 5 ]]; then echo much; fi',
  '[ "$(kubectl get pods | wc -l)" -gt 3 ] && echo yes',
])

test('a variable in a text that another interpreter reads is named', () => {
  const interpreted = (text: string) => analyseShell(text, { firstLine: 1 }).interpreted
  assert.deepEqual(interpreted('psql "$DATABASE_URL" -c "select $ID"'), ['ID'])
  assert.deepEqual(interpreted('sh <<< "ls $DIR"'), ['DIR'])
  assert.deepEqual(interpreted('psql <<SQL\nselect $ID;\nSQL'), ['ID'])
  assert.deepEqual(interpreted('jq . <<< "$JSON"; echo "$NOTE" | grep "$WORD"'), [])
})

test('a hole in a here-string is program text to what runs it', () => {
  const quotings = (text: string) => analyseShell(text, { firstLine: 1 }).holes.map(({ quoting }) => quoting)
  assert.deepEqual(quotings('sh <<< "ls <DIR>"'), ['nested'])
  assert.deepEqual(quotings('jq . <<< "<JSON_TEXT>"'), ['double'])
})
