import { expect, it } from 'vitest'
import { audit, candidateOf, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { startModelServer } from '../support/model-server.js'
import { right, withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

it('a run that goes on with a larger max_samples keeps its past bets, or does not say that going on costs no certainty', async () => {
  using space = workspace()
  await using server = await startModelServer(right)
  const log = withLog(space, 400)
  const run = async (max: number) => {
    const { value, events } = await audit(optionsFor(space, log, configFor(server.url, { quality: { control: 'logged', max_samples: max } })))
    return { message: candidateOf(onlyTask(value), 'lab/small').message, wealth: events.flatMap((event) => (event.type === 'evidence' ? [event.eValue] : [])) }
  }
  const short = await run(100)
  const long = await run(400)
  const keepsItsBets = long.wealth.slice(0, 100).every((wealth, n) => wealth === short.wealth[n])
  expect(keepsItsBets || !short.message.includes('costs no certainty'), short.message).toBe(true)
})
