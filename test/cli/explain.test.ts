import { expect, it } from 'vitest'
import { audit, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { cliHere as cli } from '../support/cli-here.js'
import { caseOf, labelOf, wrongLabelOf } from '../support/log.js'
import { answer, startModelServer } from '../support/model-server.js'
import { LOGGED, withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

it('explains a task, a verdict and a case from the recorded evidence, and knows what was meant', async () => {
  using space = workspace()
  await using server = await startModelServer(({ prompt, model }) => answer(model === 'small' && caseOf(prompt) % 25 === 0 ? wrongLabelOf(caseOf(prompt)) : labelOf(caseOf(prompt))))
  const { value } = await audit(optionsFor(space, withLog(space, 400), configFor(server.url, LOGGED)))
  const task = onlyTask(value)
  const found = task.candidates[0]
  const say = async (...args: string[]) => {
    const end = await cli(space.directory, ['explain', ...args])
    return { ...end, text: end.stdout.replace(/\s+/g, ' ') }
  }

  const byId = await say(task.id)
  expect(byId.code).toBe(0)
  expect(byId.text).toContain(`${task.label} (${task.id})`)
  expect(byId.text).toContain(`(${found?.verdict}/${found?.reason})`)
  expect(byId.text).toContain(`${found?.trials} trials, 0 failed`)
  expect((await say(task.label.toUpperCase())).stdout).toBe(byId.stdout)

  const verdict = await say(task.id, 'small')
  const disputed = /audit explain (call-\d+)/.exec(verdict.text)?.[1] ?? ''
  expect(caseOf(`Message ${disputed.slice(5)}:`) % 25).toBe(0)

  const one = await say(disputed)
  const n = Number(disputed.slice(5))
  expect(one.text).toContain(`Message ${n}:`)
  expect(one.text).toContain(`In the log: ${labelOf(n)} `)
  expect(one.text).toContain(`lab/small: ${wrongLabelOf(n)} `)

  expect(await say(task.id, 'smal1')).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "small"?') })
  expect(await say(`${task.id}x`)).toMatchObject({ code: 2, stderr: expect.stringContaining(`Did you mean "${task.id}"?`) })

  expect((await cli(space.directory, ['purge'])).code).toBe(0)
  const purged = await say(disputed)
  expect(purged.text).toContain('(deleted by audit purge)')
  expect(purged.text).not.toContain(`Message ${n}:`)
})
