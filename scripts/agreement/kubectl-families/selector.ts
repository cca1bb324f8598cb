import { type Family, maybe } from './family.ts'

const SELECTORS = [
  'app=web',
  'app==web,tier!=db',
  'app in (a,b)',
  'app notin (a)',
  '!app',
  'app',
  'app=web,',
  'a.b/c=d',
  'app=',
  'app = web',
  'app=we b',
  'app in a,b',
  'app=web=x',
  '-app=web',
  'app>5',
  'app in (a',
  '=web',
  'app=web;x=y',
  'app=ü',
]

/** Which objects are meant. */
export const selector: Family = (random) => [
  random.pick(['get', 'describe', 'delete', 'logs', 'top', 'label', 'wait', 'drain', 'annotate', 'scale', 'rollout']),
  ...random.pick([['pods'], ['pod'], [], ['deployment'], ['restart', 'deployment'], ['nodes']]),
  ...random.pick([
    ['-l', random.pick(SELECTORS)],
    [`-l=${random.pick(SELECTORS)}`],
    [`--selector=${random.pick(SELECTORS)}`],
    [
      '--field-selector',
      random.pick(['status.phase=Running', 'status.phase!=Running', 'metadata.name', 'a==b,c!=d', '']),
    ],
  ]),
  ...maybe(random, 0.2, ['--for=condition=Ready']),
  ...maybe(random, 0.2, ['--replicas=2']),
]
