import { change, type Family, maybe, TYPES } from './family.ts'

const JSONPATHS = [
  '{.items[*].metadata.name}',
  "{.items[0].status.conditions[?(@.type=='Ready')].status}",
  '{range .items[*]}{.metadata.name}{"\\t"}{.status.phase}{"\\n"}{end}',
  '{.status.containerStatuses[0].restartCount}',
  '{.data.password}',
  "{.metadata.annotations['a.b/c']}",
  '{.metadata.labels.app\\.kubernetes\\.io/name}',
  '{..image}',
  '{.items[-1:].metadata.name}',
  "{.items[?(@.spec.replicas>1)]['metadata.name','status.capacity']}",
  '{$.kind}',
  '.metadata.name',
  '{.spec.template.spec.containers[*].image}{"\\n"}',
  '{.items[0,2].a}',
  '{@.a}',
]
const COLUMNS = [
  'NAME:.metadata.name',
  'NAME:.metadata.name,READY:.status.ready',
  'A:.spec.containers[*].image',
  'N:{.metadata.name}',
  'NAME',
  'A:.b:c',
  'A:.x[?(@.y=="z")].w',
]

/** How the answer is to be printed. */
export const output: Family = (random) => {
  let format = random.pick([
    'json',
    'yaml',
    'wide',
    'name',
    'jsonpath',
    'jsonpath',
    'jsonpath',
    'jsonpath-as-json',
    'custom-columns',
    'custom-columns',
    'JSON',
    'yml',
    'table',
    'go-template',
    'text',
    '',
  ])
  if (/^jsonpath/.test(format) && random.chance(0.9)) {
    const path = random.pick(JSONPATHS)
    format += `=${random.chance(0.5) ? change(random, path, '{}[].()@*?\'",: $') : path}`
  } else if (format === 'custom-columns' && random.chance(0.9)) {
    const columns = random.pick(COLUMNS)
    format += `=${random.chance(0.4) ? change(random, columns, ':,.{}[]') : columns}`
  }
  const output = random.pick([
    ['-o', format],
    [`-o=${format}`],
    [`-o${format}`],
    [`--output=${format}`],
    ['--output', format],
  ])
  return ['get', random.pick(TYPES), ...maybe(random, 0.3, ['web']), ...output, ...maybe(random, 0.2, ['-A'])]
}
