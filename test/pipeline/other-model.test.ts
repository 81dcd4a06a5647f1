import { describe, expect, it } from 'vitest'
import { isOtherModel } from '../../src/pipeline/task/other-model.js'
import { audit, candidateOf, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { startModelServer } from '../support/model-server.js'
import { asked, right, withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

describe('a model that is named in the answer', () => {
  it.each([
    ['openai/gpt-4o-mini', 'gpt-4o-mini-2024-07-18'],
    ['openrouter/openai/gpt-4o-mini', 'openai/gpt-4o-mini'],
    ['anthropic/claude-haiku-4-5', 'claude-haiku-4-5-20251001'],
    ['anthropic/claude-3-5-haiku-latest', 'claude-3-5-haiku-20241022'],
    ['bedrock/us.anthropic.claude-3-haiku-20240307-v1:0', 'claude-3-haiku-20240307'],
    ['google/gemini-2.0-flash', 'models/gemini-2.0-flash-001'],
    ['azure/my-deployment', 'gpt-4o-mini-2024-07-18'],
    ['lab/small', 'small'],
    ['lab/a model that nobody lists', 'another that nobody lists'],
  ])('%s may answer as %s', (model, name) => expect(isOtherModel(model, name, 'openai/gpt-4o')).toBe(false))

  it.each([
    ['openai/gpt-4o-mini', 'gpt-4o-2024-08-06', 'openai/gpt-4o'],
    ['openai/gpt-4o-mini', 'gpt-4o', 'anthropic/claude-sonnet-4-5'],
    ['openai/gpt-4', 'gpt-4-turbo-2024-04-09', undefined],
    ['openai/gpt-4o', 'gpt-4o-mini-2024-07-18', undefined],
    ['lab/small', 'big', 'prod/big'],
    ['lab/small', 'big-2026-01-01', 'prod/big'],
  ])('%s did not answer where %s did', (model, name, incumbent) => expect(isOtherModel(model, name, incumbent)).toBe(true))

  it('keeps a gateway that falls back to the incumbent from certifying the candidate with its answers', async () => {
    using space = workspace()
    await using server = await startModelServer((request) => ({ ...right(request), model: 'big' }))
    const { value } = await audit(optionsFor(space, withLog(space, 300), configFor(server.url)))
    const task = onlyTask(value)
    const candidate = candidateOf(task, 'lab/small')
    expect(candidate).toMatchObject({ viable: false, verdict: 'not-evaluated', reason: 'blocked' })
    expect(candidate.message).toContain('big answered instead of lab/small')
    expect(task.decision.strategy).toBe('incumbent')
    expect(asked(server, 'small').length).toBeLessThan(60)
  })

  it('counts what the candidate itself answered when the fallback is rare', async () => {
    using space = workspace()
    await using server = await startModelServer((request) => ({ ...right(request), ...(request.model === 'small' && Number(/\d+/.exec(request.prompt)?.[0]) === 7 ? { model: 'big' } : {}) }))
    const { value } = await audit(optionsFor(space, withLog(space, 300), configFor(server.url)))
    expect(candidateOf(onlyTask(value), 'lab/small')).toMatchObject({ viable: true })
  })
})
