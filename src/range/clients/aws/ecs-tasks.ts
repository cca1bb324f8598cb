import { removeInstance } from '../../world/change.ts'
import { random } from '../../world/random.ts'
import { Unanswerable } from '../client.ts'
import { runInContainer } from '../container.ts'
import { splitWords } from '../shell/words.ts'
import { arn, taskArn } from './arn.ts'
import { jobTask, jobTasks, jobTaskView } from './ecs-jobs.ts'
import { checkCluster, findTask, serviceNamed, servicesIn, shortName, taskSets } from './ecs-names.ts'
import { taskView } from './ecs-views.ts'
import type { Json } from './json.ts'
import {
  type AwsRequest,
  AwsServiceError,
  AwsUsageError,
  isSet,
  type Operation,
  option,
  optionList,
  Printed,
} from './request.ts'

const listTasks: Operation = (request) => {
  const cluster = checkCluster(request)
  const { system, place } = request
  const name = option(request, 'service-name')
  const family = option(request, 'family')
  const only = name === null ? null : serviceNamed(request, cluster, name)
  if (name !== null && only === null) throw new AwsServiceError('ServiceNotFoundException', 'Service not found.')
  const stopped = option(request, 'desired-status') === 'STOPPED'
  const found = (only === null ? servicesIn(request, cluster) : [only])
    .flatMap((w) => taskSets(request, w))
    .filter((w) => family === null || (system.workloads.find((s) => s.name === w.name)?.family ?? w.name) === family)
    .flatMap((w) =>
      (stopped
        ? [...w.stopped, ...w.instances.filter((i) => i.state === 'draining')]
        : w.instances.filter((i) => i.state !== 'draining')
      ).map((i) => taskArn(system, i.id, w.name)),
    )
  const jobs =
    only === null
      ? jobTasks(request, cluster, stopped)
          .filter((t) => family === null || t.family === family)
          .map((t) => arn(place, 'ecs', `task/${cluster}/${t.id}`))
      : []
  const all = [...found, ...jobs]
  return { taskArns: all.slice(0, Number(option(request, 'max-items') ?? all.length)) }
}

const describeTasks: Operation = (request) => {
  const cluster = checkCluster(request)
  const tasks: Json[] = []
  const failures: Json[] = []
  for (const name of optionList(request, 'tasks')) {
    if (!/^(arn:aws[a-z-]*:ecs:.*task\/.+|[0-9a-f]{32})$/.test(name))
      throw new AwsServiceError('InvalidParameterException', 'taskId length should be one of [32,36]')
    const found = findTask(request, cluster, name)
    const job = jobTask(request, name)
    if (found !== null) tasks.push(taskView(request.system, found.workload, found.instance))
    else if (job !== null) tasks.push(jobTaskView(request, cluster, job))
    else failures.push({ arn: arn(request.place, 'ecs', `task/${cluster}/${shortName(name)}`), reason: 'MISSING' })
  }
  return { tasks, failures }
}

const stopTask: Operation = (request) => {
  const cluster = checkCluster(request)
  const job = jobTask(request, option(request, 'task') ?? '')
  if (job !== null) {
    request.scene.write()
    if (job.stoppedAt > request.world.now) Object.assign(job, { stoppedAt: request.world.now + 1_000, exitCode: 137 })
    return { task: jobTaskView(request, cluster, job) }
  }
  const found = findTask(request, cluster, option(request, 'task') ?? '')
  if (found === null) throw new AwsServiceError('InvalidParameterException', 'The referenced task was not found.')
  request.scene.write()
  removeInstance(request.world, request.system, found.workload.name, found.instance.id, request.scene.command)
  return { task: taskView(request.system, found.workload, found.instance) }
}

/** Writes what the Session Manager plugin writes. Its exit status says nothing of the command's. */
const executeCommand: Operation = async (request) => {
  const cluster = checkCluster(request)
  if (!isSet(request, 'interactive'))
    throw new AwsServiceError('InvalidParameterException', 'Interactive is the only mode supported currently.')
  const found = findTask(request, cluster, option(request, 'task') ?? '')
  if (found === null) throw new AwsServiceError('InvalidParameterException', 'The referenced task was not found.')
  const { workload, instance } = found
  if (instance.state === 'stopped' || instance.state === 'pending' || instance.state === 'starting') {
    throw new AwsServiceError(
      'InvalidParameterException',
      'The execute command failed because the task is not running or the container is not ready. Wait and try again or verify the container name and try again.',
    )
  }
  const line = option(request, 'command') ?? ''
  const argv = splitWords(line)
  if (argv === null) throw new Unanswerable(`--command ${line}`)
  const container = option(request, 'container')
  const answer = await insideOf(request, workload.name, container, argv)
  if (answer === null)
    throw new AwsServiceError('InvalidParameterException', `The container name ${container} was not found in the task.`)
  const session = `ecs-execute-command-${Math.floor(random(request.world.seed, request.world.now, line) * 16 ** 8)
    .toString(16)
    .padStart(8, '0')}${instance.id.slice(0, 9)}`
  return new Printed(
    `\nThe Session Manager plugin was installed successfully. Use the AWS CLI to start a session.\n\n\nStarting session with SessionId: ${session}\n${answer}\n\nExiting session with sessionId: ${session}.\n\n`,
  )
}

/** What the command prints; a shell that nobody types in ends at once. Null where there is no such container. */
async function insideOf(
  request: AwsRequest,
  name: string,
  container: string | null,
  argv: readonly string[],
): Promise<string | null> {
  const workload = request.world.workloads[name]
  const spec = request.system.workloads.find((w) => w.name === name)
  if (workload === undefined || spec === undefined) return null
  if (argv.length === 1 && /^(\/bin\/|\/usr\/bin\/)?(ba)?sh$/.test(argv[0] ?? ''))
    return container === null || container === spec.container ? `root@ip-${spec.container}:/app# exit` : null
  const answer = await runInContainer(request.scene, workload, container, argv)
  if (answer === null) return null
  if (answer.writes) request.scene.write()
  return answer.stdout + answer.stderr
}

/** Every 6 s, 100 times. */
function taskWaiter(
  name: string,
  done: (status: string) => boolean,
  dead: ((status: string) => boolean) | null,
): Operation {
  return (request) => {
    const cluster = checkCluster(request)
    const wanted = optionList(request, 'tasks')
    for (let attempt = 1; ; attempt++) {
      const statuses = wanted.map((task) => {
        const found = findTask(request, cluster, task)
        const job = jobTask(request, task)
        if (found === null && job === null) return 'MISSING'
        const view = (
          found !== null
            ? taskView(request.system, found.workload, found.instance)
            : job === null
              ? null
              : jobTaskView(request, cluster, job)
        ) as { lastStatus?: string } | null
        return view?.lastStatus ?? 'MISSING'
      })
      if (statuses.every(done)) return null
      if (dead !== null && statuses.some(dead)) {
        throw new AwsUsageError(
          `Waiter ${name} failed: Waiter encountered a terminal failure state: For expression "tasks[].lastStatus" we matched expected path: "STOPPED" at least once`,
        )
      }
      if (attempt === 100) throw new AwsUsageError(`Waiter ${name} failed: Max attempts exceeded`)
      request.scene.wait(6_000)
    }
  }
}

export const ECS_TASKS: Record<string, Operation> = {
  'ecs describe-tasks': describeTasks,
  'ecs execute-command': executeCommand,
  'ecs list-tasks': listTasks,
  'ecs stop-task': stopTask,
  'ecs wait tasks-running': taskWaiter(
    'TasksRunning',
    (s) => s === 'RUNNING',
    (s) => s === 'STOPPED' || s === 'MISSING',
  ),
  'ecs wait tasks-stopped': taskWaiter('TasksStopped', (s) => s === 'STOPPED', null),
}
