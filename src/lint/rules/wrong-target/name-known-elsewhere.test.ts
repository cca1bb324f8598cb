import { testRule } from '../../test-support/test-rule.ts'

testRule('name-known-elsewhere', [
  [
    'kubectl get pods\ncurl http://prometheus:9090/api/v1/query?query=up',
    /"prometheus" is a name that only the cluster knows/,
  ],
  ['kubectl get pods\ncurl -f http://shop.orders.svc.cluster.local/health', /"shop\.orders\.svc\.cluster\.local"/],
  ['docker compose ps\ncurl -f http://api:8000/health', /only the network of the containers knows/],
  ["docker exec web ps\n---\nwatch -n 10 'curl -f http://api:8000/health'", /"api" is a name/],
  // Nothing says that it is a cluster's.
  ['systemctl status shop\ncurl http://prometheus:9090/-/healthy', null],
  ['kubectl get pods\ncurl -f http://localhost:9090/-/healthy', null],
  ['kubectl get pods\ncurl -f https://shop.example.com/health', null],
  // Asked from within.
  ['kubectl exec deploy/web -- curl -f http://api:8000/health', null],
  ['kubectl run tmp --rm -it --image=curl -- sh\ncurl http://api:8000/health', null],
  ['ssh shop-1\ndocker ps\ncurl http://api:8000/health', null],
  ['# Fix it\n\nSign in on the bastion first.\n\n```bash\nkubectl get pods\ncurl http://api:8000/health\n```\n', null],
])
