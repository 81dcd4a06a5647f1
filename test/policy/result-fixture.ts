import type { AuditResult, CandidateResult, TaskResult } from '../../src/domain/result.js'
import type { Task } from '../../src/domain/task.js'
import type { BuildPolicyInput } from '../../src/policy/build.js'

export function candidate(over: Partial<CandidateResult> = {}): CandidateResult {
  return {
    model: 'openai/gpt-4o-mini', verdict: 'non-inferior', reason: 'certified', viable: true, notViableBecause: null, trials: 137, failed: 0, unscored: 1,
    score: 0.955, incumbentScore: 0.962, difference: -0.007, interval: [-0.03, 0.02], eValue: 20.4, morePlanned: 0, costPerCallUsd: 0.00012,
    latencyMs: { p50: 410, p95: 900, p99: 1300 }, message: 'certified', ...over,
  }
}

export function taskResult(over: Partial<TaskResult> = {}): TaskResult {
  return {
    id: 't_000000000001', label: 'Ticket classification', taskType: 'classification', calls: 500, share: 0.5, costUsd: 8, incumbent: 'openai/gpt-4o', validator: 'label@1',
    control: 'logged', target: 'traffic', eligible: 700, excluded: {}, candidates: [candidate()],
    decision: { model: 'openai/gpt-4o-mini', strategy: 'single', reason: 'cheapest viable', savingUsd: 7.9, savingInterval: [7.5, 8] }, ...over,
  }
}

export function kept(over: Partial<TaskResult> = {}): TaskResult {
  const incumbent = over.incumbent ?? 'openai/gpt-4o'
  return taskResult({ id: 't_000000000002', label: 'Summaries', candidates: [candidate({ verdict: 'inconclusive', reason: 'budget', viable: false, eValue: 2, morePlanned: 400 })], decision: { model: incumbent, strategy: 'incumbent', reason: 'undecided', savingUsd: 0, savingInterval: null }, ...over })
}

export function auditResult(tasks: readonly TaskResult[], over: Partial<AuditResult> = {}): AuditResult {
  return {
    schemaVersion: 1, runId: '3f9c21ab', seed: 1, incumbent: 'openai/gpt-4o', rule: { margin: 0.03, alpha: 0.05, maxSamples: 1000 },
    input: { calls: 1000, excluded: { error: 12 }, formats: { 'openai-chat': 988 } }, tasks,
    totals: { costUsd: 10, projectedCostUsd: 2.1, savingUsd: 7.9, savingShare: 0.79, replayCalls: 137, replayCostUsd: 0.02, cachedCalls: 0, wallMs: 1000 },
    policy: 'routing-policy.yaml', stoppedBy: null, warnings: [], ...over,
  }
}

export function task(id: string, over: Partial<Task> = {}): Task {
  return { id, label: id, taskType: 'classification', members: [], recognizers: [{ kind: 'field', field: 'task', value: id }], recognition: { precision: 1, recall: 1 }, ...over }
}

export function buildInput(tasks: readonly TaskResult[], over: Partial<BuildPolicyInput> = {}): BuildPolicyInput {
  return {
    result: auditResult(tasks), tasks: tasks.map((one) => task(one.id)),
    providers: { openai: { api: 'openai', apiKeyEnv: 'OPENAI_API_KEY' }, anthropic: { api: 'anthropic' } },
    prices: { 'openai/gpt-4o': { input: 2.5, output: 10, cacheRead: 1.25 }, 'openai/gpt-4o-mini': { input: 0.15, output: 0.6 }, 'anthropic/large': { input: 3, output: 15 } },
    constraints: [], defaultIncumbent: 'openai/gpt-4o', now: new Date('2026-06-01T00:00:00Z'), generatorVersion: '0.1.0',
    logWindow: { from: '2026-05-01', to: '2026-05-31' }, ...over,
  }
}
