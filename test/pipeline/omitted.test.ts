import { describe, expect, it } from 'vitest'
import { audit, candidateOf, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { startModelServer, type Reply, type SeenRequest } from '../support/model-server.js'
import { LOGGED, right, withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

const refuses = (seen: SeenRequest): Reply => seen.body['temperature'] === undefined ? right(seen) : {
  kind: 'json', status: 400, body: { error: { message: "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.", type: 'invalid_request_error', param: 'temperature', code: 'unsupported_value' } },
}
const cold = () => ({ request: { temperature: 0, top_p: 0.9 } })

describe('a model that refuses the temperature of the log', () => {
  it('is not judged, is never quietly asked something else, and the message says what to write', async () => {
    using space = workspace()
    await using server = await startModelServer(refuses)
    const { value } = await audit(optionsFor(space, withLog(space, 120, cold), configFor(server.url, LOGGED)))
    const candidate = candidateOf(onlyTask(value), 'lab/small')
    expect(candidate).toMatchObject({ verdict: 'not-evaluated', reason: 'blocked', viable: false })
    expect(candidate.message).toContain('is supported. To ask it without: models: { lab/small: { omit: [temperature] } }')
    expect(server.seen.every(({ body }) => body['temperature'] === 0)).toBe(true)
  })

  it('is asked without it where the configuration says so: all else stays, it is another run, and the result says so', async () => {
    using space = workspace()
    await using server = await startModelServer(refuses)
    const log = withLog(space, 250, cold)
    const config = configFor(server.url, LOGGED)
    const refused = await audit(optionsFor(space, log, config))
    const { value } = await audit(optionsFor(space, log, { ...config, models: { ...config.models, 'lab/small': { omit: ['temperature'] } } }))
    expect(candidateOf(onlyTask(value), 'lab/small')).toMatchObject({ verdict: 'non-inferior', viable: true })
    const accepted = server.seen.filter(({ body }) => body['temperature'] === undefined)
    expect(accepted.length).toBeGreaterThan(0)
    expect(accepted.every(({ body }) => body['top_p'] === 0.9)).toBe(true)
    expect(value.result.warnings).toContainEqual(expect.stringContaining('lab/small is asked without temperature'))
    expect(value.result.runId).not.toBe(refused.value.result.runId)
  })
})
