import { testRule } from '../../test-support/test-rule.ts'

testRule('needs-terminal', [
  ['psql -h a shop', /opens a psql session/],
  ['kubectl exec -it a -- bash', /bash opens a shell/],
  ['ssh bastion', /opens a shell on another machine/],
  ['docker exec -it a redis-cli', /opens a redis-cli session/],
  ['docker exec -it a ls', /not a TTY/],
  ['kubectl edit deploy a', /opens an editor/],
  ['mysql -h a -u b', /mysql session/],
  ["psql -h a -c 'select 1'", null],
  ['psql -h a < dump.sql', null],
  ['docker exec -i a psql -U b <<EOF\nselect 1;\nEOF', null],
  ['ssh a uptime', null],
  ['ssh -N -L 1:a:1 b', null],
  ['kubectl exec a -- ls', null],
  ['redis-cli INFO', null],
  ['redis-cli --bigkeys', null],
  ['python3 script.py', null],
  ['psql --version', null],
  ['pg_dump a | psql -h b', null],
])
