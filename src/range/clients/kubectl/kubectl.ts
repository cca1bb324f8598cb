import { parseKubectl } from '../../../analysis/kubectl/parse-kubectl.ts'
import { type Client, failed, ok, Unanswerable } from '../client.ts'
import { runInContainer } from '../container.ts'
import { autoscale, patch } from './autoscalers.ts'
import { remove, scale, setEnv, setImage } from './change.ts'
import { describe } from './describe.ts'
import { get } from './get.ts'
import { logs } from './logs.ts'
import { type Command, flag, KubectlError, type KubectlRequest, namedDeployments, onlyFlags } from './request.ts'
import { history, pause, restart, resume, status, undo } from './rollout.ts'
import { topNodes, topPods } from './top.ts'

const exec: Command = (request) => {
  onlyFlags(request, 'container', 'stdin', 'tty', 'quiet')
  const { call, world, scene, system } = request
  const [resource] = call.resources
  const byPod = Object.values(world.workloads).find((w) => w.instances.some((i) => i.name === resource?.name))
  if (resource?.type === 'pods' && (byPod === undefined || request.namespace !== system.kubernetes?.namespace)) {
    throw new KubectlError(`Error from server (NotFound): pods "${resource.name}" not found`)
  }
  const workload = resource?.type === 'pods' ? byPod : namedDeployments(request)[0]
  if (workload === undefined) throw new KubectlError('error: pod, type/name or --filename must be specified')
  const container = flag(request, 'container')
  const answer = runInContainer(scene, workload, container, call.command ?? [])
  if (answer === null) throw new KubectlError(`error: container ${container} is not valid for pod ${resource?.name}`)
  if (answer.writes) scene.write()
  if (answer.exitCode === 0) return { ...ok(answer.stdout), stderr: answer.stderr }
  return failed(
    answer.exitCode,
    `${answer.stderr}command terminated with exit code ${answer.exitCode}\n`,
    answer.stdout,
  )
}

const currentContext: Command = ({ system }) => ok(`${system.kubernetes?.context}\n`)

const version: Command = (request) => {
  onlyFlags(request, 'client')
  const of = request.system.kubernetes?.version
  return ok(
    `Client Version: ${of}\nKustomize Version: v5.5.0\n${flag(request, 'client') === null ? `Server Version: ${of}\n` : ''}`,
  )
}

const COMMANDS: Record<string, Command> = {
  get,
  describe,
  logs,
  exec,
  scale,
  patch,
  autoscale,
  delete: remove,
  version,
  'config current-context': currentContext,
  'rollout status': status,
  'rollout history': history,
  'rollout undo': undo,
  'rollout restart': restart,
  'rollout pause': pause,
  'rollout resume': resume,
  'set image': setImage,
  'set env': setEnv,
  'top node': topNodes,
  'top pod': topPods,
}

/** kubectl, against the one cluster there is. */
export const kubectl: Client = ({ argv }, scene) => {
  const call = parseKubectl(argv)
  if (call.errors.length > 0) return failed(1, `${call.errors[0]}\n`)
  const name = call.path.join(' ')
  const command = COMMANDS[name]
  if (command === undefined || call.flags.help !== undefined) throw new Unanswerable(`kubectl ${name}`)
  const { system } = scene
  if (system.kubernetes === undefined) {
    return failed(
      1,
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
    )
  }
  const context = call.flags.context?.at(-1)
  if (context !== undefined && context !== system.kubernetes.context)
    return failed(1, `error: context "${context}" does not exist\n`)
  const request: KubectlRequest = { call, scene, world: scene.world, system, namespace: call.namespace ?? 'default' }
  try {
    return command(request)
  } catch (error) {
    if (error instanceof KubectlError) return failed(1, `${error.message}\n`)
    throw error
  }
}
