/**
 * Makes data/kubectl.json from the kubectl on this machine: its commands, their flags, and which take a value.
 *
 *     node scripts/grammars/kubectl.ts
 *
 * Everything is read from `kubectl __complete` and `--help`. Whether a flag may stand without its value is asked of
 * kubectl's own parser with a server that does not exist. Resource names come from the discovery documents in
 * kubernetes.io's API reference (Kubernetes 1.32): a cluster would be needed to ask for them.
 */

import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DATA } from './out.ts'

interface Command {
  /** Long names with what they take: `namespace` a value, `tail:i` a whole number, `timeout:d` a duration, `all:0` none, `dry-run:?` may have one. */
  flags: string
  /** Short to long name. */
  short: Record<string, string>
  usage: string
}

const NOWHERE = ['--server=http://127.0.0.1:1', '--request-timeout=1s']

// Name, short names, API group and whether it is namespaced, as `kubectl api-resources` prints them for Kubernetes 1.32.
const RESOURCES = `
bindings||true|Binding
componentstatuses|cs||false|ComponentStatus
configmaps|cm||true|ConfigMap
endpoints|ep||true|Endpoints
events|ev||true|Event
limitranges|limits||true|LimitRange
namespaces|ns||false|Namespace
nodes|no||false|Node
persistentvolumeclaims|pvc||true|PersistentVolumeClaim
persistentvolumes|pv||false|PersistentVolume
pods|po||true|Pod
podtemplates|||true|PodTemplate
replicationcontrollers|rc||true|ReplicationController
resourcequotas|quota||true|ResourceQuota
secrets|||true|Secret
serviceaccounts|sa||true|ServiceAccount
services|svc||true|Service
mutatingwebhookconfigurations||admissionregistration.k8s.io|false|MutatingWebhookConfiguration
validatingwebhookconfigurations||admissionregistration.k8s.io|false|ValidatingWebhookConfiguration
customresourcedefinitions|crd,crds|apiextensions.k8s.io|false|CustomResourceDefinition
apiservices||apiregistration.k8s.io|false|APIService
controllerrevisions||apps|true|ControllerRevision
daemonsets|ds|apps|true|DaemonSet
deployments|deploy|apps|true|Deployment
replicasets|rs|apps|true|ReplicaSet
statefulsets|sts|apps|true|StatefulSet
horizontalpodautoscalers|hpa|autoscaling|true|HorizontalPodAutoscaler
cronjobs|cj|batch|true|CronJob
jobs||batch|true|Job
certificatesigningrequests|csr|certificates.k8s.io|false|CertificateSigningRequest
leases||coordination.k8s.io|true|Lease
endpointslices||discovery.k8s.io|true|EndpointSlice
ingressclasses||networking.k8s.io|false|IngressClass
ingresses|ing|networking.k8s.io|true|Ingress
networkpolicies|netpol|networking.k8s.io|true|NetworkPolicy
poddisruptionbudgets|pdb|policy|true|PodDisruptionBudget
clusterrolebindings||rbac.authorization.k8s.io|false|ClusterRoleBinding
clusterroles||rbac.authorization.k8s.io|false|ClusterRole
rolebindings||rbac.authorization.k8s.io|true|RoleBinding
roles||rbac.authorization.k8s.io|true|Role
priorityclasses|pc|scheduling.k8s.io|false|PriorityClass
csidrivers||storage.k8s.io|false|CSIDriver
csinodes||storage.k8s.io|false|CSINode
storageclasses|sc|storage.k8s.io|false|StorageClass
volumeattachments||storage.k8s.io|false|VolumeAttachment
`

function kubectl(args: string[]): string {
  const { stdout, stderr } = spawnSync('kubectl', args, {
    encoding: 'utf8',
    env: { ...process.env, KUBECONFIG: '/dev/null' },
  })
  return stdout + stderr
}

/** The subcommands of a command, as its completion offers them. */
function subcommands(path: string[]): string[] {
  const listed = kubectl([...path, '--help']).split(/^(?:Usage|Examples|Options):/m)
  const text =
    path.length === 0 ? kubectl(['--help']) : listed.filter((part) => /Available Commands:/.test(part)).join('\n')
  const names = [...text.matchAll(/^ {2}([a-z][a-z-]*) {2,}\S/gm)].map((match) => match[1] ?? '')
  const plugins =
    path.length === 0
      ? new Set(
          text
            .split(/^Subcommands provided by plugins:/m)[1]
            ?.split(/^Other/m)[0]
            ?.match(/^ {2}\S+/gm)
            ?.map((n) => n.trim()),
        )
      : new Set<string>()
  return names.filter((name) => !plugins.has(name))
}

function flagsOf(help: string) {
  return [...help.matchAll(/^ {4}(?:-(\S), )?--([a-z0-9-]+)=(.*):$/gm)].map((match) => ({
    short: match[1],
    name: match[2] ?? '',
    value: match[3] ?? '',
  }))
}

/** Deprecated and hidden from the help, but accepted where kubectl's own parser says so. */
const HIDDEN = ['record']

function takes(path: string[], name: string, value: string): string {
  if (value === 'true' || value === 'false') return `${name}:0`
  if (/^-?\d+$/.test(value)) return `${name}:i`
  if (/^\d+[smh]/.test(value)) return `${name}:d`
  return /flag needs an argument/.test(kubectl([...path, ...NOWHERE, `--${name}`])) ? name : `${name}:?`
}

function describe(path: string[]): Command {
  const help = path.length === 0 ? kubectl(['options']) : kubectl([...path, '--help'])
  const flags = flagsOf(help)
  const asked = path.length === 0 ? ['version'] : path
  const hidden = HIDDEN.filter(
    (name) => path.length > 0 && !/unknown flag/.test(kubectl([...path, ...NOWHERE, `--${name}`])),
  )
  return {
    flags: [...flags.map(({ name, value }) => takes(asked, name, value)), ...hidden.map((name) => `${name}:0`)].join(
      ' ',
    ),
    short: Object.fromEntries(flags.flatMap(({ name, short }) => (short ? [[short, name]] : []))),
    usage: /^Usage:\n {2}(.*)$/m.exec(help)?.[1] ?? '',
  }
}

function main(): void {
  const version = execFileSync('kubectl', ['version', '--client'], { encoding: 'utf8' }).match(/v[\d.]+/)?.[0]
  const commands: Record<string, Command> = {}
  for (const name of subcommands([])) {
    commands[name] = describe([name])
    for (const sub of subcommands([name])) {
      commands[`${name} ${sub}`] = describe([name, sub])
      for (const third of subcommands([name, sub])) commands[`${name} ${sub} ${third}`] = describe([name, sub, third])
    }
  }
  const resources = RESOURCES.trim()
    .split('\n')
    .map((line) => {
      const parts = line.split('|')
      const [name = '', short = '', group = '', namespaced = '', kind = ''] =
        parts.length === 4 ? [parts[0], '', parts[1], parts[2], parts[3]] : parts
      return [name, kind, group, short, namespaced === 'true' ? 1 : 0]
    })
  const lines = Object.entries(commands).map(([name, command]) => `${JSON.stringify(name)}:${JSON.stringify(command)}`)
  const source = `kubectl ${version} (Apache-2.0): --help and its own parser`
  const head = { source, globals: describe([]), resources }
  writeFileSync(
    join(DATA, 'kubectl.json'),
    `{${JSON.stringify(head).slice(1, -1)},"commands":{\n${lines.join(',\n')}\n}}\n`,
  )
  console.log(`${Object.keys(commands).length} commands of ${version}`)
}

main()
