import { testRule } from '../../test-support/test-rule.ts'

testRule('kills-unseen', [
  ['lsof -ti:8080 | xargs kill', /who is connected to the port too/],
  ['kill $(lsof -t -i:8080)', /who is connected to the port too/],
  ['lsof -ti tcp:8080 -sTCP:LISTEN | xargs kill', null],
  ['sudo fuser -k 8080/tcp', /SIGKILL goes to every process at 8080/],
  ['lsof -ti:8080 | xargs kill -9', /every process that the search turns up/],
  ['kill -9 $(lsof -t -i:8080)', /every process that the search turns up/],
  ['pkill -f shop', /every process that has "shop"/],
  ['killall -9 java', /SIGKILL goes to every process of that name/],
  ['# Look\nlsof -i :8080\n\n# Kill it\nfuser -k 8080/tcp', /nobody has read what line 5 shows/],
  ['lsof -i :8080\n---\nfuser -k 8080/tcp', /nothing is written out, whoever it is by then/],
  ['fuser -k 8080/tcp', /nobody looked who that is/],
  ['fuser 8080/tcp', null],
  ['kill 4711', null],
  ['kill $(cat /run/shop.pid)', null],
  ['pkill -x shopd', null],
  ['sudo fuser -k [the port]/tcp', /every process at \[the port\]\/tcp,/],
])
