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
