import { nextNumber } from '../../world/agenda.ts'
import { type Client, failed, ok, Unanswerable } from '../client.ts'

/** `slack-cli post CHANNEL TEXT`: the message is kept in the world, and reaches nobody. */
export const slackCli: Client = ({ argv }, scene) => {
  const [command, channel, text, ...more] = argv
  if (command !== 'post' || more.length > 0) throw new Unanswerable(`slack-cli ${argv.join(' ')}`)
  if (channel === undefined || text === undefined) return failed(1, 'usage: slack-cli post CHANNEL TEXT\n')
  const { world } = scene
  scene.write()
  const name = String(nextNumber(world))
  world.things[`message/${name}`] = {
    kind: 'message',
    name,
    state: 'posted',
    createdAt: world.now,
    fields: { channel, text },
  }
  world.marks[`posted/${channel}`] = world.now
  return ok('')
}
