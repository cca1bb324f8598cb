import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyseShell } from '../analyse-shell.ts'
import { effectOf, hold } from '../test-support/hold.ts'

hold('az', {
  read: [
    'az account show',
    'az vm list -g rg -o table',
    'az aks show --name x -g y',
    'az monitor metrics list --resource $ID',
    'az --version',
  ],
  write: [
    'az vm start -n x -g y',
    'az aks get-credentials -n x -g y',
    'az webapp config appsettings set --settings A=b',
    'az config unset list',
  ],
  destructive: [
    'az aks command invoke -g rg -n c --command "kubectl delete ns x"',
    'az vm run-command invoke -g rg -n vm --scripts "rm -rf /data"',
    'az group delete -n rg',
    'az vm restart -n x -g y',
    'az webapp deployment slot swap -s staging',
  ],
  unknown: [
    'az rest --method get --url https://x',
    'az',
    'az $CMD list',
    'az interactive',
    'az webapp ssh -g rg -n app',
    'az container exec -g rg -n c --exec-command /bin/sh',
    'az vm run-command invoke -g rg -n vm --command-id RunShellScript --scripts uptime "rm -rf /data"',
    'az vm run-command invoke -g rg -n vm --scripts uptime --script "rm -rf /data"',
    'az vm run-command invoke -g rg -n vm --scripts @fix.sh',
    'az vm frobnicate',
    'az --foo list vm delete',
  ],
})

hold('gcloud', {
  read: [
    'gcloud compute instances list',
    'gcloud container clusters describe c --zone z',
    "gcloud logging read 'severity>=ERROR' --limit 5",
    'gcloud --project p sql instances list',
    'gcloud config get-value project',
    'gcloud beta run services describe api',
  ],
  write: [
    'gcloud run services update api --image x',
    'gcloud container clusters get-credentials c',
    'gcloud compute ssh vm --command uptime',
    "gcloud compute ssh vm --command='systemctl restart api'",
  ],
  destructive: [
    'gcloud compute ssh vm --command "rm -rf /data"',
    'gcloud compute instances delete list',
    'gcloud sql instances failover x',
    'gcloud projects delete p',
  ],
  unknown: [
    'gcloud compute ssh list',
    'gcloud compute ssh vm -- rm -rf /data',
    'gcloud compute ssh vm --command "$WHAT"',
    'gcloud sql connect db',
    'gcloud compute frobnicate list',
    'gcloud compute --zone x instances list',
    'gcloud --flags-file=f compute instances list',
    'gcloud compute instances list --flags-file f',
    'gcloud compute instances $VERB list',
  ],
})

hold('terraform', {
  read: [
    'terraform show',
    'terraform state list',
    'terraform -chdir=infra output -json',
    'tofu validate',
    'terraform workspace show',
    'terraform version',
  ],
  write: [
    'terraform plan',
    'terraform init',
    'terraform import a.b c',
    'terraform workspace select prod',
    'terraform plan -out=p',
  ],
  destructive: [
    'terraform apply -auto-approve',
    'terraform destroy',
    'terraform state rm a.b',
    'terraform force-unlock id',
  ],
  unknown: ['terraform console', 'terraform $CMD', 'terraform'],
})

hold('vault, etcdctl, promtool', {
  read: [
    'vault status',
    'vault kv get -field=value secret/x',
    'vault read sys/health',
    'etcdctl --endpoints=https://x:2379 --cacert a endpoint health',
    'promtool check rules r.yml',
    "promtool query instant http://prom 'up'",
  ],
  write: ['vault kv put secret/x a=b', 'vault operator unseal', 'etcdctl defrag', 'etcdctl snapshot save f'],
  destructive: [
    'vault kv delete secret/x',
    'vault operator seal',
    'vault lease revoke x',
    'etcdctl del key',
    'etcdctl member remove x',
  ],
  unknown: ['vault read database/creds/app', 'etcdctl watch k -- rm x', 'etcdctl check perf', 'vault frobnicate'],
})

hold('package managers', {
  read: [
    'npm ls',
    'npm outdated',
    'pip list',
    'pip3 show x',
    'apt list --installed',
    'yum list installed',
    'brew list',
  ],
  write: [
    'npm ci',
    'npm version',
    'pip install -r r.txt',
    'apt-get install -y jq',
    'sudo apt update',
    'dnf -y upgrade',
  ],
  destructive: ['npm uninstall x', 'pip uninstall x', 'apt remove x', 'sudo apt-get -y purge x'],
  unknown: ['npm run migrate', 'npm test', 'make all', 'apt -o Dir::Etc=x list', 'pip list --log f', 'npx x'],
})

hold('sqlite3', {
  read: [
    'sqlite3 app.db "SELECT count(*) FROM t"',
    'sqlite3 -readonly app.db .tables',
    'sqlite3 app.db "PRAGMA integrity_check"',
    'sqlite3 app.db .dump',
    'sqlite3 app.db "pragma table_info(users);"',
  ],
  write: [
    'sqlite3 app.db vacuum',
    'sqlite3 app.db "insert into t values (1)"',
    'sqlite3 app.db "PRAGMA wal_checkpoint(TRUNCATE);"',
    "sqlite3 app.db '.backup f'",
    'sqlite3 app.db ".backup /b/a.$(date +%F).db"',
  ],
  destructive: ['sqlite3 app.db "delete from t"', 'sqlite3 app.db "drop table t"'],
  unknown: [
    'sqlite3 app.db',
    'sqlite3 app.db < f.sql',
    "sqlite3 app.db '.shell rm x'",
    "sqlite3 app.db '.output f' 'select 1'",
    `sqlite3 app.db "select writefile('f', 'x')"`,
    'sqlite3 -init evil app.db "select 1"',
    'sqlite3 -cmd ".shell x" app.db "select 1"',
    'sqlite3 app.db "pragma journal_mode(wal)"',
    'sqlite3 app.db "$SQL"',
    `sqlite3 app.db "select load_extension('x')"`,
  ],
})

hold('python', {
  read: [
    `curl -s https://x | python3 -c 'import json,sys; print(json.load(sys.stdin)["status"])'`,
    'python -m json.tool',
    'python3 -c "import secrets; print(secrets.token_hex(32))"',
    'python3 --version',
    `python3 -c "import sys, json
d = json.load(sys.stdin)
print(len([x for x in d['items'] if x.get('state') == 'up']))"`,
    'python3 -c "from datetime import datetime, timedelta; print((datetime.now() - timedelta(hours=1)).isoformat())"',
    `python -c "import base64; print(base64.b64encode(b'x').decode())"`,
  ],
  unknown: [
    'python',
    'python script.py',
    'python -m http.server',
    'python -m json.tool in.json out.json',
    `python -c "import os; os.system('x')"`,
    `python -c "import json; json.codecs.open('f', 'w')"`,
    `python -c "import uuid; sorted(['x'], key=uuid.os.system)"`,
    `python -c "import uuid; (uuid).os.system('x')"`,
    `python -c "import uuid; [uuid][0].os.system('x')"`,
    `python -c "import re; re.sub('x', re.enum.sys.exit, 'x')"`,
    `python -c "exec('x')"`,
    `python -c "ｅｘｅｃ('x')"`,
    `python -c "[print][0]('x')"`,
    `python -c "print(f'{open(1)}')"`,
    `python -c "print(open('f','w').write('x'))"`,
    `python -c "getattr(__builtins__, 'ex' + 'ec')('x')"`,
    `python -c "print(1, file=2)"`,
    `python -c "import redis; redis.Redis().flushall()"`,
    `python -c "print = exec; print('x')"`,
    `python -c 'import json, sys; sys.modules["os"].system("x")'`,
    `python -c "import sys; sys.stdout.write('x'); sys.meta_path.append(1)"`,
    'python -c "$CODE"',
    'python -X importtime -c "print(1)"',
    `python -c "import json; json.load(json.codecs.sys.stdin)"`,
    `python -c "print(''.join(map(breakpoint, [1])))"`,
  ],
})

hold('brokers and stores', {
  read: [
    'rabbitmqctl status',
    'rabbitmqctl -n rabbit@a list_queues name messages',
    'rabbitmq-diagnostics check_running',
    'nodetool -h db-1 status',
    'ceph osd df tree',
    'consul members',
  ],
  write: ['rabbitmqctl set_policy ha . x', 'nodetool repair ks', 'ceph osd set noout', 'consul kv put a b'],
  destructive: [
    'rabbitmqctl purge_queue orders',
    'rabbitmqctl stop_app',
    'nodetool decommission',
    'ceph osd out 3',
    'consul kv delete -recurse a',
  ],
  unknown: [
    "rabbitmqctl eval 'init:stop().'",
    'rabbitmqctl $VERB',
    'consul lock x rm a',
    'consul exec rm a',
    'ceph frobnicate',
  ],
})

hold('clusters and meshes', {
  read: [
    'crictl ps -a',
    'argocd app get shop',
    'argocd --grpc-web app diff shop',
    'flux -n flux-system get kustomizations',
    'istioctl proxy-config cluster pod.ns',
    'linkerd viz stat deploy',
    'velero backup describe b --details',
    'nomad job status web',
    'eksctl get nodegroup --cluster c',
  ],
  write: [
    'argocd app sync shop',
    'flux reconcile kustomization x',
    'velero backup create b',
    'nomad job run web.nomad',
    'eksctl scale nodegroup x',
  ],
  destructive: [
    'crictl rmi --prune',
    'argocd app delete shop',
    'argocd app rollback shop 3',
    'flux suspend kustomization x',
    'velero restore create --from-backup b',
    'nomad job stop web',
    'eksctl delete cluster c',
  ],
  unknown: [
    'crictl exec x sh',
    'istioctl proxy-config log pod --level debug',
    'nomad alloc exec x rm a',
    'nomad operator api -X DELETE /v1/x',
  ],
})

hold('platforms', {
  read: [
    'fly status -a shop',
    'flyctl logs',
    'render logs',
    'fly secrets list',
    'vercel ls',
    'supabase migration list',
    'heroku ps -a shop',
    'heroku config:get KEY -a shop',
    'pm2 list',
    'ufw status verbose',
    'doctl compute droplet list',
  ],
  write: [
    'fly deploy',
    'fly apps restart shop',
    'render restart srv-1',
    'fly secrets set A=b',
    'vercel promote url',
    'supabase db push',
    'supabase db diff -f x',
    'heroku config:set A=b',
    'heroku pg:backups:capture',
    'pm2 restart api',
    'ufw allow 22',
    'doctl compute droplet create x',
  ],
  destructive: [
    'fly apps destroy shop',
    'fly releases rollback v3',
    'fly machine stop 1',
    'vercel rollback',
    'supabase db reset',
    'heroku rollback v3',
    'heroku pg:reset',
    'pm2 delete all',
    'ufw disable',
    'doctl compute droplet delete 1',
  ],
  unknown: ['heroku run rm a', 'heroku ps:exec', 'pm2 conf key value', 'fly frobnicate'],
})

hold('more of gcloud', {
  read: ['gcloud auth application-default print-access-token', 'gcloud monitoring time-series list --filter=x'],
  write: [
    'gcloud components install x',
    'gcloud compute disks snapshot d --zone=z',
    'gcloud container clusters upgrade c',
  ],
  destructive: ['gcloud sql backups restore 1 --restore-instance=x', 'gcloud auth application-default revoke'],
})

hold('wrappers that bring credentials', {
  read: [
    'aws-vault exec prod -- aws s3 ls',
    'op run --env-file=.env -- kubectl get pods',
    'gds-cli aws staging-admin -- aws rds describe-db-instances',
    'gds aws staging-admin aws rds describe-db-instances',
  ],
  write: ['aws-vault exec prod -- aws ecs update-service --service s --desired-count 2'],
  destructive: ['doppler run -- kubectl delete ns shop'],
  unknown: [
    'gds aws staging-admin -e',
    'gds aws staging-admin',
    'aws-vault exec prod',
    'aws-vault add prod',
    'op item delete -- ls',
    'aws-vault exec prod -- $CMD',
  ],
})

hold('node', {
  read: [
    'node --version',
    'node -p process.version',
    `node -e "console.log(require('crypto').randomBytes(32).toString('hex'))"`,
    `node -p "require('./package.json').version"`,
    'node -e "console.log(1 + 1)"',
  ],
  unknown: [
    'node',
    'node server.js',
    `node -e "require('fs').unlinkSync('x')"`,
    `node -e "console.log(require('./x').y)"`,
    'node -e "console.log($X)"',
    'node -r ./hook.js -p process.version',
    'node -p process.version ./x',
    `node -p "require('./package.json').x()"`,
    `node -e "console.log(1);require('child_process').execSync('rm x')"`,
    'node -p "process.exit"',
    'node -e process.version -e "x()"',
  ],
})

hold('python -m json.tool', {
  read: ['python3 -m json.tool', 'python3 -m json.tool state.json', 'python -m json.tool --sort-keys state.json'],
  unknown: ['python3 -m json.tool a.json b.json', 'python3 -m json.tool $FILES', 'python3 -m json.tool "$A" "$B"'],
})

hold('oc', {
  read: [
    'oc get pods -n shop',
    'oc whoami --show-token',
    'oc project',
    'oc status',
    'oc adm top nodes',
    'oc adm upgrade',
    'oc adm policy who-can delete pods',
    'oc rsh pod/api cat /etc/hosts',
    'oc -n shop logs dc/api --tail=20',
    'oc set env dc/api --list',
  ],
  write: [
    'oc project shop',
    'oc rollout latest dc/api',
    'oc start-build api',
    'oc tag api:1 api:prod',
    'oc adm cordon node-1',
    'oc adm policy add-role-to-user admin ada',
    'oc adm upgrade --to=4.17.3',
    'oc debug node/n -- df -h',
    'oc set volume dc/api --add',
    'oc scale dc/api --replicas=3',
  ],
  destructive: [
    'oc adm drain node-1',
    'oc idle api',
    'oc delete project shop',
    'oc rsh api rm -rf /data',
    'oc debug node/n -- rm -rf /x',
  ],
  unknown: [
    'oc rsh api',
    'oc rsh -t api',
    'oc debug node/n',
    'oc adm frobnicate',
    'oc adm',
    'oc $WHAT',
    'oc rsh api "$WHAT"',
    'oc frobnicate',
  ],
})

hold('kubectl set env', {
  read: ['kubectl set env deployment/api --list', 'kubectl -n prod set env pods --all --list --resolve'],
  write: [
    'kubectl set env deployment/api A=b',
    'kubectl set env deployment/api --list A=b',
    'kubectl set env deployment/api A- --list',
    'kubectl set env deployment/api --list=false --all',
    'kubectl set env deployment/api --list --from=secret/x',
    'kubectl set env deployment/api $MORE --list',
    'kubectl set env deployment/api --list --overwrite',
  ],
})

hold('systemctl', {
  write: ['systemctl restart api', 'systemctl disable api', 'systemctl enable --now api'],
  destructive: ['systemctl disable --now api', 'systemctl disable api --now', 'systemctl isolate rescue.target'],
})

const said: readonly [line: string, reason: string, targets: string][] = [
  ['gcloud compute instances delete vm --zone z', 'deletes compute instances vm', 'instance vm, zone z'],
  ['gcloud run services update-traffic api --to-revisions r=100', 'updates traffic of run services api', 'service api'],
  ['az vm restart -g rg -n web', 'restarts vm', 'resource-group rg, vm web'],
  ['terraform apply', 'changes everything there is to what the configuration says', ''],
  ['chown -R app /data', 'changes the owner of /data', 'file /data'],
  ['docker rm -f api', 'removes containers', 'container api'],
  [
    'aws rds reboot-db-instance --db-instance-identifier db',
    'reboots db instance: interrupts what runs (rds:RebootDBInstance)',
    'database db',
  ],
  ['kubectl create job backup --image=x', 'creates job', 'job backup'],
  ['gh run rerun 123', 'reruns a run of a workflow on GitHub', ''],
  ['docker logs -f api', 'asks docker', 'container api'],
  ['redis-cli -u redis://ada:pw@cache:6379/0 GET a', 'GET reads only', 'host cache'],
  ['docker cp api:/tmp/x .', 'copies files', 'container api'],
]
for (const [line, reason, targets] of said) {
  test(`says what \`${line}\` does, and to what`, () => {
    const [command] = analyseShell(line, { firstLine: 1 }).commands
    assert.equal(command?.reasons[0], reason)
    assert.equal(command?.targets.map(({ kind, name }) => `${kind} ${name}`).join(', '), targets)
  })
}

test('git: an option that writes a file hides nothing worse', () => {
  assert.equal(effectOf('git push -o ci.skip --force'), 'destructive')
  assert.equal(effectOf('git diff --ext-diff --output=x'), 'unknown')
  assert.equal(effectOf('git nosuch --output=x'), 'unknown')
  assert.equal(effectOf('git diff --output=x'), 'write')
})
