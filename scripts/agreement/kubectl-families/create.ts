import type { Family } from './family.ts'

/** Objects that are made from words alone. */
export const create: Family = (random) =>
  random.pick([
    [
      'create',
      'secret',
      random.pick(['generic', 'tls', 'docker-registry', 'opaque', '']),
      random.pick(['s', '']),
      ...random.pick([
        ['--from-literal=a=b'],
        ['--from-literal=a'],
        ['--from-literal', 'a=b'],
        ['--from-file=/dev/null'],
        ['--docker-server=x', '--docker-username=u', '--docker-password=p'],
        [],
      ]),
    ].filter(Boolean),
    [
      'create',
      random.pick(['configmap', 'cm', 'configmaps']),
      'c',
      random.pick(['--from-literal=a=b', '--from-literal==b', '--from-literal=a b=c', '--from-literals=a=b']),
    ],
    [
      'create',
      'service',
      random.pick(['clusterip', 'nodeport', 'loadbalancer', 'externalname', 'cluster']),
      's',
      ...random.pick([
        ['--tcp=80:8080'],
        ['--tcp=x'],
        [],
        ['--external-name', 'x.y'],
        ['--tcp=80:x'],
        ['--clusterip=None'],
        ['--tcp=99999'],
      ]),
    ],
    [
      'create',
      random.pick(['role', 'clusterrole']),
      'r',
      ...random.pick([
        ['--verb=get,list', '--resource=pods'],
        ['--verb=get'],
        ['--resource=pods'],
        ['--verb=geet', '--resource=pods'],
        ['--verb=*', '--resource=deployments.apps'],
        ['--verb=get', '--resource=pods', '--resource-name=x'],
      ]),
    ],
    [
      'create',
      random.pick(['rolebinding', 'clusterrolebinding']),
      'b',
      ...random.pick([
        ['--clusterrole=view', '--user=u'],
        ['--role=r', '--serviceaccount=ns:sa'],
        ['--user=u'],
        ['--clusterrole=view', '--serviceaccount=sa'],
        ['--role=r', '--clusterrole=c', '--user=u'],
      ]),
    ],
    [
      'create',
      random.pick(['cronjob', 'cj']),
      'c',
      ...random.pick([
        ['--image=x', '--schedule=* * * * *'],
        ['--image=x'],
        ['--schedule=* * * * *'],
        ['--image=x', '--schedule=5m'],
      ]),
    ],
    [
      'create',
      'job',
      'j',
      ...random.pick([
        ['--image=x'],
        ['--from=cronjob/c'],
        ['--from=c'],
        ['--image=x', '--', 'ls'],
        ['--from=deploy/x'],
        [],
      ]),
    ],
    ['create', 'quota', 'q', ...random.pick([['--hard=cpu=1'], ['--hard=cpu'], []])],
    [
      'create',
      'token',
      'sa',
      ...random.pick([[], ['--duration=1h'], ['--duration=5m'], ['--duration=1d'], ['--audience=x']]),
    ],
    [
      'create',
      'ingress',
      'i',
      ...random.pick([['--rule=a.b/c=svc:80'], ['--rule=x'], [], ['--class=n', '--rule=a/b*=s:http']]),
    ],
    [
      'create',
      'pdb',
      'p',
      ...random.pick([
        ['--selector=app=x', '--min-available=1'],
        ['--selector=app=x'],
        ['--min-available=1'],
        ['--selector=app=x', '--min-available=50%', '--max-unavailable=1'],
      ]),
    ],
    ['create', 'priorityclass', 'p', ...random.pick([['--value=1'], ['--value=x'], []])],
  ])
