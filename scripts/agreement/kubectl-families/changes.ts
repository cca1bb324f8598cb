import { type Family, maybe } from './family.ts'

/** Objects that are there, made other. */
export const changes: Family = (random) =>
  random.pick([
    [
      'set',
      'image',
      'deploy/web',
      random.pick(['web=nginx:1', 'web', 'web=', '=nginx', 'web=nginx web2=x', '*=nginx', 'a=b=c']),
    ],
    ['set', 'env', 'deploy/web', random.pick(['A=b', 'A', 'A-', '1A=b', 'A B=c', 'A=', '--list'])],
    [
      'set',
      'resources',
      'deploy/web',
      random.pick([
        '--limits=cpu=200m,memory=512Mi',
        '--limits=cpu',
        '--limits=cpu=x',
        '--requests=memory=1Gi',
        '--limits=',
        '--limits=memory=512MB',
        '--limits=cpu=1,cpu=2',
      ]),
    ],
    [
      'label',
      'pod',
      'web',
      random.pick(['a=b', 'a=b c', 'a', 'a=b c=d', 'a-', 'a b=c', 'a/b/c=d', 'a=b/c', '-a=b', 'a=', 'x y', 'a=b=c']),
    ].flatMap((word) => word.split(' ')),
    ['label', 'pod', 'web', random.pick(['ä=b', 'a=ü', `a=${'x'.repeat(64)}`, 'a.b.c/d=e', '_a=b', 'a=-b'])],
    ['annotate', 'pod', 'web', random.pick(['a=b', 'a=b c', 'a=b/c', 'a', 'a-', 'k/k/k=v'])],
    [
      'taint',
      'nodes',
      'n1',
      random.pick([
        'a=b:NoSchedule',
        'a:NoSchedule',
        'a=b:Never',
        'a=b',
        'a-',
        'a:NoExecute-',
        'a=b:NoSchedule-',
        ':NoSchedule',
        'a=b:NoSchedule:x',
        'a b:NoSchedule',
      ]),
    ],
    [
      'scale',
      random.pick(['deploy/web', 'deploy', 'web', 'deploy web', 'sts/a sts/b', 'pod/x']),
      random.pick([
        '--replicas=3',
        '--replicas=-1',
        '--replicas=x',
        '--replicas',
        '--replicas=3 --current-replicas=2',
        '--replicas=1.5',
      ]),
    ].flatMap((word) => word.split(' ')),
    [
      'autoscale',
      'deploy/web',
      ...random.pick([
        ['--min=2', '--max=5'],
        ['--min=5', '--max=2'],
        ['--max=0'],
        ['--max=5', '--cpu-percent=80'],
        ['--max=5', '--cpu-percent=x'],
        ['--min=1'],
        ['--max=5', '--min=0'],
      ]),
    ],
    [
      'patch',
      'deploy',
      'web',
      ...random.pick([
        ['-p', '{"a":1}'],
        ['-p', '{a'],
        ['--type=json', '-p', '[{"op":"remove","path":"/a"}]'],
        ['--type=jsonn', '-p', '{}'],
        ['--patch='],
        ['-p', 'spec: {a: 1}'],
        ['--type', 'merge', '-p', '{"a":'],
      ]),
    ],
    [
      'expose',
      'deploy',
      'web',
      ...random.pick([
        ['--port=80'],
        ['--port=80', '--target-port=http'],
        ['--port=x'],
        ['--port=80', '--type=NodePort'],
        ['--port=80', '--type=Nodeport'],
        ['--port=80', '--protocol=TCP'],
        [],
      ]),
    ],
    [
      'rollout',
      random.pick(['undo', 'status', 'history', 'restart', 'pause', 'resume', 'undoo', '']),
      random.pick(['deploy/web', 'deploy web', 'deploy', 'sts/x', 'pod/x', '']),
      ...maybe(random, 0.3, [
        random.pick(['--to-revision=2', '--to-revision=x', '--to-revision=-1', '--revision=2', '--revision=-1']),
      ]),
    ].flatMap((word) => word.split(' ').filter(Boolean)),
  ])
