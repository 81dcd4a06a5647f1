import { describe, expect, it } from 'vitest'
import { audit, candidateOf, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { caseOf } from '../support/log.js'
import { failure, startModelServer } from '../support/model-server.js'
import { LOGGED, right, withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

/** What is warned of a run whose candidate refuses every fourth case the first time. */
async function warned(status: number, every = 4): Promise<{ readonly warnings: readonly string[]; readonly viable: boolean }> {
  using space = workspace()
  const tried = new Set<string>()
  await using server = await startModelServer((request) => {
    const isFirst = !tried.has(request.prompt)
    tried.add(request.prompt)
    return isFirst && caseOf(request.prompt) % every === 0 ? failure(status) : right(request)
  })
  const { value, events } = await audit(optionsFor(space, withLog(space, 160), configFor(server.url, LOGGED)))
  return { warnings: events.flatMap((event) => (event.type === 'warning' ? [event.message] : [])), viable: candidateOf(onlyTask(value), 'lab/small').viable }
}

describe('a certified model whose calls fail at first', () => {
  it('is told with the share of them', async () => {
    const { warnings, viable } = await warned(503)
    expect(viable).toBe(true)
    const [faulty = 0, of = 0] = /^lab\/small on .+: (\d+) of (\d+) calls failed at first/.exec(warnings.join('\n'))?.slice(1).map(Number) ?? []
    expect(of).toBeGreaterThan(90)
    expect(faulty / of).toBeGreaterThan(0.12)
    expect(faulty / of).toBeLessThan(0.4)
  })

  it('is not where a rate limit was met, which is about the haste of the audit, or hardly a call failed', async () => {
    expect(await warned(429)).toEqual({ warnings: [], viable: true })
    expect(await warned(503, 40)).toEqual({ warnings: [], viable: true })
  })
})
