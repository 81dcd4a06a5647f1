import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/domain/json.js'
import type { MonitorResult } from '../../src/domain/monitor.js'
import type { RolloutAnalysis } from '../../src/domain/rollout.js'
import { spanOf, tracesOf } from '../ingest/otlp-builder.js'
import { policyText } from '../monitor/scene.js'
import { cliHere as cli } from '../support/cli-here.js'
import { labelOf, promptOf } from '../support/log.js'
import { workspace } from '../support/workspace.js'

const SHADOW = '{ stage: shadow, percent: 5, key: request.id, salt: s, otherwise: incumbent, rollback: { quality_drop: 0.05, error_rate: 0.05 }, cutover: { steps: [1, 10, 50, 100], min_n: 100 } }'
const message = (role: string, content: string): JsonObject => ({ role, parts: [{ type: 'text', content }] })

/** A line of a collector's file: the span of case `n`, of which a policy client has told its decision. `at` makes the span's id and its time. */
function span(n: number, at: number, model: string, routing: Readonly<Record<string, JsonValue>>): string {
  const started = BigInt(Date.UTC(2026, 0, 1) + n * 60_000) * 1_000_000n
  return `${JSON.stringify(tracesOf(spanOf('a', {
    'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'prod', 'gen_ai.request.model': model, 'gen_ai.response.model': model, 'gen_ai.usage.input_tokens': 40, 'gen_ai.usage.output_tokens': 2,
    'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: 'Sort the message into exactly one of: urgent, routine, spam.' }]),
    'gen_ai.input.messages': JSON.stringify([message('user', promptOf(n))]), 'gen_ai.output.messages': JSON.stringify([{ ...message('assistant', labelOf(n)), finish_reason: 'stop' }]),
    ...routing,
  }, { traceId: at.toString(16).padStart(32, '0'), spanId: at.toString(16).padStart(16, '0'), startTimeUnixNano: String(started), endTimeUnixNano: String(started + 400_000_000n) })))}\n`
}

describe('llm_routing.* attributes of OpenTelemetry spans', () => {
  it('tell the arms of a shadow even where both were served under one name, and only they do', async () => {
    using space = workspace()
    space.write('p.yaml', policyText({ rollout: SHADOW }))
    const spans = (tagged: boolean) => Array.from({ length: 600 }, (_, n) => ['incumbent', 'candidate'].map((arm, half) => span(n, 2 * n + half + 1, 'small', tagged ? { 'llm_routing.arm': arm, 'llm_routing.route': 'sort' } : {})).join('')).join('')
    for (const [tagged, arms] of [[true, { candidate: { calls: 600 }, incumbent: { calls: 600 } }], [false, { candidate: { calls: 1200 }, incumbent: { calls: 0 } }]] as const) {
      space.write('spans.jsonl', spans(tagged))
      const end = await cli(space.directory, ['shadow', 'analyze', 'spans.jsonl', '--policy', 'p.yaml', '--no-write', '--json=-', '--quiet'])
      const { calls, routes: [route] } = JSON.parse(end.stdout) as RolloutAnalysis
      expect(calls, end.stderr).toBe(1200)
      expect(route).toMatchObject(arms)
    }
  })

  it('say to the monitor which route has answered, whatever the request looks like', async () => {
    using space = workspace()
    space.write('p.yaml', policyText())
    space.write('spans.jsonl', Array.from({ length: 90 }, (_, n) => span(n, n + 1, 'big', n < 60 ? { 'llm_routing.route': 'incumbent' } : {})).join(''))
    const end = await cli(space.directory, ['monitor', 'spans.jsonl', '--policy', 'p.yaml', '--json=-'])
    expect(end.code, end.stderr).toBe(0)
    const { period } = JSON.parse(end.stdout) as MonitorResult
    expect(Object.fromEntries(period.routes.map(({ route, calls }) => [route, calls]))).toEqual({ incumbent: 60, sort: 30 })
  })
})
