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
  "psql -c \"select to_char(now(), 'HH24:MI')\"",
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
