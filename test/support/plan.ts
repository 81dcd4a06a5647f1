import type { Case } from '../../src/domain/case.js'
import type { Plan, TaskPlan } from '../../src/domain/plan.js'

/** The plan of one made task, changed as wanted. */
export function taskPlanOf(changes: Partial<TaskPlan> = {}): TaskPlan {
  return {
    summary: { id: 't_a', label: 'sorting', taskType: 'classification', calls: 100, share: 1, costUsd: 1 },
    incumbent: { ref: 'prod/big', model: { ref: 'prod/big', provider: 'prod', model: 'big' } },
    incumbentCalls: 100, incumbentCostUsd: 1,
    validator: 'label@1', validatorContext: { labels: ['a', 'b'] }, validatorReason: '',
    hasGold: false, labels: [], control: 'auto', target: 'traffic',
    rule: { margin: 0.03, alpha: 0.05, maxSamples: 100, order: 'cheapest-first', futility: true, population: null },
    configuredMaxSamples: 100, horizons: [100], eligible: 100, caseSet: 'set', excluded: {}, declared: 1,
    ladder: [{ model: { ref: 'lab/small', provider: 'lab', model: 'small' }, price: { input: 1, output: 1 } }],
    outside: [], longestAnswerTokens: 4, ...changes,
  }
}

export function planOf(changes: Partial<Plan> = {}): Plan {
  const place = { api: 'openai', baseUrl: 'http://127.0.0.1:9/v1', timeoutMs: 1000, regions: [], compliance: [] } as const
  return {
    schemaVersion: 1, runId: 'now', seed: 1, input: { calls: 100, excluded: {}, formats: {} }, tasks: [taskPlanOf()], providers: { prod: place, lab: place },
    constraints: [], mainIncumbent: 'prod/big', warnings: [], ...changes,
  }
}

/** Case `index` of a made task, whose prompt is its own. */
export function plannedCase(index: number, changes: Partial<Case> = {}): Case {
  return {
    id: `case-${index}`, taskId: 't_a', index, source: { file: 'made.jsonl', line: index + 1 },
    request: { messages: [{ role: 'system', parts: [{ type: 'text', text: 'Sort it.' }] }, { role: 'user', parts: [{ type: 'text', text: `message ${index}` }] }] },
    reference: { text: 'a', toolCalls: [] }, usage: { inputTokens: 10, outputTokens: 1 }, metadata: {}, ...changes,
  }
}
