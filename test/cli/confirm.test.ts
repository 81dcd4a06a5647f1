import { expect, it } from 'vitest'
import { forecast } from '../../src/cli/confirm.js'
import type { Plan } from '../../src/domain/plan.js'
import { configFor, optionsFor, toEnd } from '../support/audit.js'
import { planAudit } from '../../src/pipeline/run.js'
import { sortingLog } from '../support/log.js'
import { workspace } from '../support/workspace.js'

async function planOf(changes: object): Promise<Plan> {
  using space = workspace()
  const log = space.write('calls.jsonl', sortingLog(50))
  return (await toEnd(planAudit(optionsFor(space, log, configFor('http://127.0.0.1:1', changes as never))))).value.plan
}

it('what a run can come to counts every candidate that can be tried, and no other', async () => {
  const one = forecast(await planOf({}))
  expect(one).toMatchObject({ tasks: 1, calls: 50 })
  expect(one.usd).toBeGreaterThan(0)
  const two = forecast(await planOf({ candidates: [{ model: 'lab/small', price: { input: 1, output: 3 } }, 'lab/unpriced'] }))
  expect(two.calls).toBe(50)
})
