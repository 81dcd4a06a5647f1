import type { AuditEvent } from '../../src/domain/event.js'

/** The events of a run with two tasks: the first finds a candidate, the second keeps its incumbent. */
export function story(label = 'tickets', model = 'lab/small'): readonly AuditEvent[] {
  return [
    { type: 'ingested', input: { calls: 400, excluded: { error: 2 }, formats: { 'openai-chat': 398 } } },
    { type: 'tasks-found', tasks: [] },
    { type: 'planned', runId: 'abc', tasks: 2, maxCalls: 800, budgetUsd: 5 },
    { type: 'task-started', taskId: 't_1', label, incumbent: 'prod/big', candidates: [model, 'lab/other'], validator: 'label@1' },
    { type: 'control', taskId: 't_1', done: 60, of: 60, agreed: 60 },
    { type: 'trial', taskId: 't_1', model, status: 'answered', cached: true, costUsd: 0, spentUsd: 0 },
    { type: 'trial', taskId: 't_1', model, status: 'answered', cached: false, costUsd: 0.1, spentUsd: 0.1 },
    { type: 'trial', taskId: 't_1', model, status: 'failed', cached: false, costUsd: 0, spentUsd: 0.4 },
    { type: 'evidence', taskId: 't_1', model, trials: 137, maxSamples: 400, difference: -0.01, eValue: 20.1, threshold: 20 },
    { type: 'verdict', taskId: 't_1', model, verdict: 'non-inferior', reason: 'certified', trials: 137, message: 'Certified.' },
    { type: 'verdict', taskId: 't_1', model: 'lab/other', verdict: 'not-evaluated', reason: 'skipped', trials: 0, message: 'not needed' },
    { type: 'decision', taskId: 't_1', model, strategy: 'single', reason: 'cheapest viable' },
    { type: 'task-started', taskId: 't_2', label: 'letters', incumbent: 'prod/big', candidates: [model], validator: 'text@1' },
    { type: 'warning', message: `${label} is odd` },
    { type: 'verdict', taskId: 't_2', model, verdict: 'inconclusive', reason: 'budget', trials: 3, message: 'out' },
    { type: 'decision', taskId: 't_2', model: 'prod/big', strategy: 'incumbent', reason: 'kept' },
    { type: 'finished', runId: 'abc', spentUsd: 0.5, stoppedBy: 'budget', wastedCalls: 0, unsureAttempts: 0, unsureUsd: 0 },
  ]
}
