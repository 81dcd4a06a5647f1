import type { Case } from '../../src/domain/case.js'
import type { JsonObject } from '../../src/domain/json.js'
import type { Plan, TaskPlan } from '../../src/domain/plan.js'
import type { TaskResult } from '../../src/domain/result.js'
import type { Trial } from '../../src/domain/trial.js'
import { executePlan } from '../../src/pipeline/execute.js'
import type { RunContext } from '../../src/pipeline/run-context.js'
import { createWaste } from '../../src/pipeline/waste.js'
import type { Replayer } from '../../src/replay/replayer.js'
import { findValidator, validatorId } from '../../src/validators/index.js'

/** How a model takes a case. `late`: the answer comes after those of other cases that were asked later. */
export type Taken = 'right' | 'wrong' | 'failed' | 'cut'
export interface Answer {
  readonly taken: Taken
  readonly late?: boolean
}

export interface Script {
  readonly samples: number
  /** Candidates, cheapest first. */
  readonly models: readonly string[]
  readonly tasks?: number
  readonly gold?: boolean
  readonly control?: TaskPlan['control']
  readonly controlShare?: number
  /** Seed of the lots by which a control is asked. */
  readonly seed?: number
  readonly strategies?: TaskPlan['strategies']
  readonly strategySamples?: number
  readonly fdr?: boolean
  /** What the log knows of a case, and a passage that its prompt holds. */
  readonly metadataOf?: (index: number) => JsonObject
  readonly passageOf?: (index: number) => string
  /** What the incumbent's log says, with gold. */
  readonly logged?: (task: number, index: number) => boolean
  /** `big` is the incumbent, asked again as control. */
  readonly answer: (model: string, task: number, index: number) => Answer
}

const modelRef = (name: string) => ({ ref: `lab/${name}`, provider: 'lab', model: name })
const output = (right: boolean) => ({ text: right ? 'yes' : 'no', toolCalls: [] })

function taskPlan(script: Script, at: number): TaskPlan {
  const { samples, models, gold = true, strategies = [] } = script
  return {
    summary: { id: `t_${at}`, label: `task ${at}`, taskType: 'classification', calls: samples, share: 1, costUsd: samples },
    incumbent: { ref: 'lab/big', model: modelRef('big'), price: { input: 1000, output: 1000 } },
    incumbentCalls: samples, incumbentCostUsd: samples,
    validator: validatorId(findValidator('label')), validatorContext: { labels: ['yes', 'no'] }, validatorReason: '',
    hasGold: gold, labels: [], control: script.control ?? 'logged', ...(script.controlShare === undefined ? {} : { controlShare: script.controlShare }), target: 'traffic',
    rule: { margin: 0.03, alpha: 0.05, maxSamples: samples, order: 'cheapest-first', futility: true, population: null },
    configuredMaxSamples: samples, horizons: [samples], eligible: samples, excluded: {},
    ...(strategies.length === 0 ? {} : { strategies, strategySamples: script.strategySamples ?? 0 }),
    declared: models.length + strategies.length,
    ladder: models.map((name, rank) => ({ model: modelRef(name), price: { input: 1 + rank / 100, output: 1 }, expectedCostUsd: 0.01 + rank / 1e4 })),
    outside: [], longestAnswerTokens: 1,
  }
}

function casesOf(script: Script, at: number): readonly Case[] {
  return Array.from({ length: script.samples }, (_, index): Case => ({
    id: `${at}-${index}`, taskId: `t_${at}`, index, source: { file: 'made', line: index },
    request: { messages: [{ role: 'user', parts: [{ type: 'text', text: script.passageOf ? `${at} ${index} ${script.passageOf(index)}` : `${at} ${index}` }] }], maxOutputTokens: 5 },
    reference: output(script.logged?.(at, index) ?? true),
    ...(script.gold === false ? {} : { gold: 'yes' }),
    usage: { inputTokens: 1000, outputTokens: 1000 }, costUsd: 1, metadata: script.metadataOf?.(index) ?? {},
  }))
}

function trialOf(key: string, model: string, taken: Taken): Trial {
  const usage = { inputTokens: 1, outputTokens: 1 }
  return {
    key, model, costUsd: 0, latencyMs: 1, attempts: 1,
    outcome: taken === 'failed' ? { status: 'failed', failure: 'timeout', message: 'made' } : { status: 'answered', output: output(taken === 'right'), cutByCap: taken === 'cut', usage },
  }
}

/** Answers by script; a late one waits until those that were asked after it are there. */
function scripted({ answer }: Script): Replayer {
  return {
    has: () => false,
    drain: async () => {},
    launch: async (call) => {
      const [part] = call.request.messages[0]?.parts ?? []
      const [task = 0, index = 0] = (part?.type === 'text' ? part.text : '').split(' ').map(Number)
      const { taken, late = false } = answer(call.model.model, task, index)
      const trial = trialOf(call.key, call.model.ref, taken)
      const result = late ? new Promise<{ trial: Trial; cached: boolean }>((resolve) => { setImmediate(() => { setImmediate(() => { resolve({ trial, cached: false }) }) }) }) : Promise.resolve({ trial, cached: false })
      return { kind: 'launched', result }
    },
  }
}

/** The plan of a script. */
export function planOf(script: Script): Plan {
  const count = script.tasks ?? 1
  return {
    schemaVersion: 1, runId: 'made', seed: script.seed ?? 1, input: { calls: 0, excluded: {}, formats: {} }, tasks: Array.from({ length: count }, (_, at) => taskPlan(script, at)), constraints: [], mainIncumbent: 'lab/big', warnings: [],
    providers: { lab: { api: 'openai', baseUrl: 'http://127.0.0.1:9', timeoutMs: 1000, regions: [], compliance: [] } },
    ...(script.fdr ? { fdr: { level: 0.05, tasks: count } } : {}),
  }
}

/** The whole deciding part of a run, from the plan to the decisions of its tasks: order, run-ahead, control, scores, tests, strategies, joint declaration. */
export async function scriptedRun(script: Script): Promise<readonly TaskResult[]> {
  const plan = planOf(script)
  const context: RunContext = {
    plan, replayer: scripted(script), window: () => 16, signal: new AbortController().signal, spentUsd: () => 0, budgeted: false, missingIsError: false, waste: createWaste(), onReplayed: () => {},
  }
  const run = executePlan(plan, new Map(plan.tasks.map(({ summary }, at) => [summary.id, casesOf(script, at)])), context)
  for (;;) {
    const step = await run.next()
    if (step.done) return step.value.tasks
  }
}

