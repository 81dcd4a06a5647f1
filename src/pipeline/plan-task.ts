import type { AuditConfig, TaskOverride } from '../config/schema.js'
import type { LlmCall } from '../domain/call.js'
import type { Case } from '../domain/case.js'
import type { LabelRow } from '../domain/judgement.js'
import type { ModelRef } from '../domain/model.js'
import type { TaskPlan } from '../domain/plan.js'
import type { TaskSummary } from '../domain/result.js'
import type { TaskType } from '../domain/task.js'
import { textOf } from '../domain/message.js'
import { AuditError } from '../domain/error.js'
import type { PriceBook } from '../prices/book.js'
import { digest } from '../sample/content.js'
import { drawCases } from '../sample/eligible.js'
import { goldOf } from '../sample/field.js'
import { chooseValidator, findValidator, validatorId } from '../validators/index.js'
import { planLadder } from './candidate.js'
import { findIncumbent } from './incumbent.js'
import { plannedJudge } from './planned-judge.js'
import { knownSum } from './task-summary.js'

/** About four characters make a token in English text; only used where the log has no token counts. */
const CHARACTERS_PER_TOKEN = 4
/** A gold field named for the whole log counts for a task when at least this share of its calls carry it. */
const GOLD_SHARE = 0.5

export interface PlanTaskInput {
  readonly summary: TaskSummary
  readonly taskType: TaskType
  readonly calls: readonly LlmCall[]
  readonly override: TaskOverride | undefined
  readonly config: AuditConfig
  readonly book: PriceBook
  readonly seed: number
  readonly labels: readonly LabelRow[]
  readonly callCost: (call: LlmCall) => number | undefined
  /** Set when the task lies below --top-tasks. */
  readonly beyondTop: boolean
}

function inputTokens(call: LlmCall): number {
  return call.usage.inputTokens ?? Math.ceil(textOf(call.request.messages).length / CHARACTERS_PER_TOKEN)
}

function outputTokens(call: LlmCall): number {
  const { text, toolCalls } = call.output
  return call.usage.outputTokens ?? Math.ceil((text.length + toolCalls.reduce((n, { arguments: a }) => n + a.length, 0)) / CHARACTERS_PER_TOKEN)
}

const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length)

function goldPath(calls: readonly LlmCall[], input: PlanTaskInput): string | undefined {
  const { override, config, summary } = input
  const share = (path: string) => calls.filter((call) => goldOf(call, path) !== undefined).length / Math.max(1, calls.length)
  if (override?.gold !== undefined) {
    if (calls.length > 0 && share(override.gold) === 0) {
      const keys = [...new Set(calls.slice(0, 100).flatMap((call) => Object.keys(call.metadata)))].slice(0, 12)
      throw new AuditError('config/gold', `task "${summary.label}": no call has a field "${override.gold}"`, `Metadata fields seen there: ${keys.map((key) => `metadata.${key}`).join(', ') || 'none'}.`)
    }
    return override.gold
  }
  return config.gold !== undefined && share(config.gold) >= GOLD_SHARE ? config.gold : undefined
}

function validatorOf(drawn: ReturnType<typeof drawCases>['calls'], input: PlanTaskInput): Pick<TaskPlan, 'validator' | 'validatorContext' | 'validatorReason'> {
  const samples = drawn.map(({ call, gold }) => ({ request: call.request, output: call.output, ...(gold === undefined ? {} : { gold }) }))
  const chosen = chooseValidator(samples, input.taskType)
  const wanted = input.override?.validator
  const name = wanted?.name ?? chosen.name
  const validator = findValidator(name)
  return {
    validator: validatorId(validator),
    validatorContext: {
      ...chosen.context,
      ...(wanted?.labels === undefined ? {} : { labels: wanted.labels }),
      ...(wanted?.tolerance === undefined ? {} : { tolerance: wanted.tolerance }),
      ...(wanted?.rules === undefined ? {} : { rules: wanted.rules }),
      ...(wanted?.database === undefined ? {} : { database: wanted.database }),
    },
    validatorReason: wanted === undefined ? chosen.reason : 'named in the configuration',
  }
}

export interface PlannedTask {
  readonly plan: TaskPlan
  readonly cases: readonly Case[]
  /** What makes it this task and no other: all eligible cases, models, margin, level and validator; not how many samples are allowed. */
  readonly identity: string
}

/** Fixes everything about one task: incumbent, cases and their order, validator, ladder. */
export function planTask(input: PlanTaskInput): PlannedTask {
  const { summary, calls, override, config, book, seed } = input
  const incumbent = findIncumbent(calls, override?.incumbent ?? config.incumbent, config, book)
  const own = calls.filter(incumbent.answered)
  const gold = goldPath(own, input)
  const drawn = drawCases(calls, { seed, isIncumbents: incumbent.answered, goldPath: gold })
  const { ladder, outside } = planLadder(override?.candidates ?? config.candidates, {
    named: override?.candidates !== undefined,
    incumbent,
    tokens: { input: mean(own.map(inputTokens)), output: mean(own.map(outputTokens)) },
    config,
    book,
  })
  // With expected answers nothing is left to judge.
  const judge = gold === undefined ? plannedJudge(config, ladder, book) : undefined
  const population = config.quality.population
  const configuredMaxSamples = override?.maxSamples ?? config.quality.maxSamples
  const eligible = drawn.calls.length
  const costs = own.map(input.callCost)
  const { answered: _, ...planned } = incumbent
  const unfit: TaskPlan['unfit'] = override?.skip
    ? { reason: 'skipped', message: 'skipped by the configuration' }
    : input.beyondTop ? { reason: 'skipped', message: 'below --top-tasks by cost' }
    : eligible === 0 ? { reason: 'blocked', message: `no call of this task was answered by ${incumbent.ref}` }
    : undefined
  const maxSamples = Math.max(1, Math.min(configuredMaxSamples, eligible))

  const plan: TaskPlan = {
    summary,
    incumbent: planned,
    incumbentCalls: own.length,
    incumbentCostUsd: costs.every((cost) => cost !== undefined) ? knownSum(costs) : null,
    ...validatorOf(drawn.calls, input),
    hasGold: gold !== undefined,
    ...(judge ? { judge } : {}),
    labels: input.labels.filter((row) => row.taskId === summary.id),
    control: override?.control ?? config.quality.control,
    target: population,
    rule: {
      margin: override?.margin ?? config.quality.margin,
      alpha: override?.alpha ?? config.quality.alpha,
      maxSamples,
      order: 'cheapest-first',
      futility: true,
      population: population === 'log' ? eligible : null,
    },
    configuredMaxSamples,
    horizons: [maxSamples],
    eligible,
    excluded: drawn.excluded,
    declared: Math.max(1, ladder.length),
    ladder,
    outside,
    longestAnswerTokens: Math.max(0, ...own.map(outputTokens)),
    ...(unfit ? { unfit } : {}),
  }
  // A constraint may withhold some cases from a provider; the later ones then take their place.
  const kept = config.constraints.length > 0 ? eligible : maxSamples
  const cases = unfit ? [] : drawn.calls.slice(0, kept).map(({ call, gold: expected }, index): Case => {
    const costUsd = input.callCost(call)
    return {
      id: call.id,
      taskId: summary.id,
      index,
      source: call.source,
      request: call.request,
      reference: call.output,
      ...(expected === undefined ? {} : { gold: expected }),
      usage: call.usage,
      ...(costUsd === undefined ? {} : { costUsd }),
      ...(call.latencyMs === undefined ? {} : { latencyMs: call.latencyMs }),
      ...(call.serviceTier === undefined ? {} : { serviceTier: call.serviceTier }),
      metadata: call.metadata,
    }
  })
  const { maxSamples: _cap, ...rule } = plan.rule
  const identity = digest([
    summary.id, plan.incumbent.ref, ladder.map(({ model }) => model.ref), rule, plan.control, plan.validator, plan.validatorContext,
    drawn.calls.map(({ content, gold: expected }) => [content, expected ?? null]),
    ...(judge ? [judge.id] : []),
  ])
  return { plan, cases, identity }
}

/** The provider names that a plan's models need. */
export function providersOf(tasks: readonly TaskPlan[]): string[] {
  const models: (ModelRef | undefined)[] = tasks.flatMap((task) => [task.incumbent.model, task.judge?.model, ...task.ladder.map(({ model }) => model)])
  return [...new Set(models.flatMap((model) => (model ? [model.provider] : [])))].toSorted()
}
