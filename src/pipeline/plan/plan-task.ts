import type { AuditConfig, TaskOverride } from '../../config/schema.js'
import type { LlmCall } from '../../domain/call.js'
import type { Case } from '../../domain/case.js'
import type { JsonValue } from '../../domain/json.js'
import type { LabelRow } from '../../domain/judgement.js'
import type { ModelRef } from '../../domain/model.js'
import type { TaskPlan } from '../../domain/plan.js'
import type { TaskSummary } from '../../domain/result.js'
import type { TaskType } from '../../domain/task.js'
import { AuditError } from '../../domain/error.js'
import type { PriceBook } from '../../prices/book.js'
import { digest, digestOfList } from '../../sample/content.js'
import { drawRows } from '../../sample/draw-rows.js'
import { goldOf } from '../../sample/field.js'
import { chooseValidator, findValidator, isInWords, validatorId } from '../../validators/index.js'
import { planLadder } from './candidate.js'
import { beyondReachOf } from './decidable.js'
import { fixedFit } from './fixed-fit.js'
import { findIncumbent } from '../log/incumbent.js'
import { assertStrategyRule, planStrategies } from './plan-strategies.js'
import { plannedEmbeddings } from './planned-embeddings.js'
import { plannedJudge } from './planned-judge.js'
import type { PlannedTask } from './planned-task.js'
import { continueTask } from '../continuation/continue-plan.js'
import type { EarlierRun, EarlierTask } from '../continuation/earlier-run.js'
import { newCases } from '../continuation/new-cases.js'
import { apartBy } from '../kin/apart-by.js'
import type { LogTraffic } from '../log/log-traffic.js'
import { knownSum } from '../log/task-summary.js'

/** A gold field named for the whole log counts for a task when at least this share of its calls carry it. */
const GOLD_SHARE = 0.5

export interface PlanTaskInput {
  readonly summary: TaskSummary
  readonly taskType: TaskType
  /** Rows of the task's calls. */
  readonly rows: readonly number[]
  readonly traffic: LogTraffic
  readonly override: TaskOverride | undefined
  readonly config: AuditConfig
  readonly book: PriceBook
  readonly seed: number
  readonly labels: readonly LabelRow[]
  /** Set when the task lies below --top-tasks. */
  readonly beyondTop: boolean
  /** The model that served most of the task, where its rows are a sample that does not show it. */
  readonly mostServed?: string | undefined
  /** The run that this one goes on from, where it has the task. */
  readonly earlier?: EarlierRun | undefined
}

/** Validators are chosen by so many of the drawn calls at most. */
const SAMPLED = 1_000
/** With constraints so many times as many cases are kept as are allowed: those that may not go to one provider make room for later ones. */
const SPARE = 5

function meanOf(rows: readonly number[], valueOf: (row: number) => number): number {
  return rows.length === 0 ? 0 : rows.reduce((sum, row) => sum + valueOf(row), 0) / rows.length
}

/** The expected answers of some calls, by row, under the field that holds for them; undefined where none does. */
function goldsOf(rows: readonly number[], input: PlanTaskInput): ReadonlyMap<number, JsonValue> | undefined {
  const { override, config, summary, traffic: { table } } = input
  const path = override?.gold ?? config.gold
  if (path === undefined) return undefined
  const golds = new Map(rows.flatMap((row) => {
    const gold = goldOf(table.call(row), path)
    return gold === undefined ? [] : [[row, gold] as const]
  }))
  if (override?.gold !== undefined) {
    if (rows.length > 0 && golds.size === 0) {
      const keys = [...new Set(rows.slice(0, 100).flatMap((row) => Object.keys(table.call(row).metadata)))].slice(0, 12)
      throw new AuditError('config/gold', `task "${summary.label}": no call has a field "${override.gold}"`, `Metadata fields seen there: ${keys.map((key) => `metadata.${key}`).join(', ') || 'none'}.`)
    }
    return golds
  }
  return golds.size / Math.max(1, rows.length) >= GOLD_SHARE ? golds : undefined
}

/** Answers in words that a comparison of tool calls may take as they come: any answer that calls nothing agrees with them. */
const MOST_WORDS = 0.1

function validatorOf(drawn: readonly { readonly call: Pick<LlmCall, 'request' | 'output'>; readonly gold: JsonValue | undefined }[], input: PlanTaskInput): Pick<TaskPlan, 'validator' | 'validatorContext' | 'validatorReason'> {
  const samples = drawn.map(({ call, gold }) => ({ request: call.request, output: call.output, ...(gold === undefined ? {} : { gold }) }))
  const chosen = chooseValidator(samples, input.taskType)
  const wanted = input.override?.validator
  const name = wanted?.name ?? chosen.name
  const validator = findValidator(name)
  const measure = wanted?.measure ?? (name === 'similarity' && wanted?.partialCredit === true && input.config.embeddings ? 'embeddings' : undefined)
  const worded = name === 'tool_call' ? samples.filter(isInWords) : []
  const inWords = worded.length / Math.max(1, samples.length)
  return {
    validator: validatorId(validator),
    validatorContext: {
      ...chosen.context,
      ...(wanted?.labels === undefined ? {} : { labels: wanted.labels }),
      ...(measure === undefined ? {} : { measure }),
      ...(wanted?.tolerance === undefined ? {} : { tolerance: wanted.tolerance }),
      ...(wanted?.ignore === undefined ? {} : { ignore: wanted.ignore }),
      ...(wanted?.rules === undefined ? {} : { rules: wanted.rules }),
      ...(wanted?.database === undefined ? {} : { database: wanted.database }),
      ...(inWords > MOST_WORDS ? { comparesWords: true } : {}),
      ...(validator.binary === true && inWords <= MOST_WORDS ? {} : { partialCredit: wanted?.partialCredit ?? false }),
    },
    validatorReason: `${wanted === undefined ? chosen.reason : 'named in the configuration'}${inWords > MOST_WORDS ? `; ${Math.round(100 * inWords)} % of the answers are words and are compared by likeness` : ''}${measure === 'embeddings' ? `; how near two texts are in meaning by ${input.config.embeddings?.model ?? 'embeddings'}, which is not whether one is right` : ''}`,
  }
}

/** Fixes everything about one task: incumbent, cases and their order, validator, ladder; the evidence of an earlier run is gone on with. */
export function planTask(input: PlanTaskInput): PlannedTask {
  const earlier = input.earlier?.tasks.get(input.summary.id)
  const planned = planAlone(input, earlier)
  return earlier && input.earlier ? continueTask(planned, earlier, input.earlier) : planned
}

function planAlone(input: PlanTaskInput, earlier: EarlierTask | undefined): PlannedTask {
  const { summary, rows, traffic, override, config, book, seed } = input
  const { table } = traffic
  const incumbent = findIncumbent(rows, traffic, override?.incumbent ?? config.incumbent ?? input.mostServed, config, book)
  const own = rows.filter(incumbent.answered)
  const golds = goldsOf(own, input)
  const judged = golds ? own.filter((row) => golds.has(row)) : own
  const fresh = earlier && input.earlier ? newCases(earlier, input.earlier) : undefined
  const { onePer } = config.quality
  const apart = onePer === undefined ? table : apartBy(onePer, judged, table, summary.label)
  const drawn = drawRows(fresh ? judged.filter((row) => fresh.isNewRow(row, apart)) : judged, seed, apart)
  const { ladder, outside } = planLadder(override?.candidates ?? config.candidates, {
    named: override?.candidates !== undefined,
    incumbent,
    tokens: { input: meanOf(own, table.inputTokensOf), output: meanOf(own, table.outputTokensOf) },
    config,
    book,
  })
  const strategies = planStrategies(config.strategies, ladder, summary.label)
  // With expected answers nothing is left to judge.
  const given = override?.validator?.rules?.mustNotContradict
  const judge = golds === undefined ? plannedJudge(config, ladder, book, given) : undefined
  if (given !== undefined && !judge) throw new AuditError('policy/judge', `task "${summary.label}": whether an answer contradicts a text (must_not_contradict) is for a judge to say, and there is none${golds === undefined ? '' : ' where the log carries expected answers'}`, golds === undefined ? 'Name one: judge: { model: provider/model }.' : 'Take gold or must_not_contradict out for this task.')
  const population = config.quality.population
  const configuredMaxSamples = override?.maxSamples ?? config.quality.maxSamples
  const eligible = drawn.order.length
  const costs = own.map(traffic.costOf)
  const { answered: _, ...planned } = incumbent
  const unfit: TaskPlan['unfit'] = override?.skip
    ? { reason: 'skipped', message: 'skipped by the configuration' }
    : input.beyondTop ? { reason: 'skipped', message: 'below --top-tasks by cost' }
    : eligible === 0 ? { reason: 'blocked', message: `no call of this task was answered by ${incumbent.ref}` }
    : undefined
  const allowed = Math.max(1, Math.min(configuredMaxSamples, eligible))
  // A constraint may withhold some cases from a provider; the later ones then take their place.
  const kept = unfit ? 0 : (config.constraints.length > 0 ? SPARE * configuredMaxSamples : allowed) + (earlier ? (input.earlier?.lookedAt.size ?? 0) : 0)
  const first = traffic.calls(drawn.order.slice(0, Math.max(kept, SAMPLED))).map((call, at) => ({ call, gold: golds?.get(drawn.order[at] ?? -1) }))

  const design = override?.design ?? config.quality.design
  const caseSet = caseSetOf(input, incumbent.ref, drawn.order, golds)
  const sampled = config.quality.controlShare < 1 && golds === undefined && !judge && strategies.length === 0 && design !== 'fixed' && population === 'traffic' && (override?.control ?? config.quality.control) !== 'logged'
  const scoring = validatorOf(earlier ? [...first.slice(0, SAMPLED / 2), ...earlier.cases.slice(0, SAMPLED).map(({ request, reference, gold }) => ({ call: { request, output: reference }, gold }))] : first.slice(0, SAMPLED), input)
  const embeddings = plannedEmbeddings(scoring.validatorContext.measure, config, book)
  const fitting: TaskPlan = {
    summary,
    incumbent: planned,
    incumbentCalls: own.length,
    incumbentCostUsd: costs.every((cost) => cost !== undefined) ? knownSum(costs) : null,
    ...scoring,
    hasGold: golds !== undefined,
    ...(judge ? { judge } : {}),
    ...(embeddings ? { embeddings } : {}),
    labels: input.labels.filter((row) => row.taskId === summary.id),
    control: override?.control ?? config.quality.control,
    ...(sampled ? { controlShare: config.quality.controlShare } : {}),
    ...(onePer === undefined ? {} : { onePer }),
    target: population,
    rule: {
      margin: override?.margin ?? config.quality.margin,
      alpha: override?.alpha ?? config.quality.alpha,
      maxSamples: allowed,
      order: 'cheapest-first',
      futility: true,
      population: population === 'log' ? eligible : null,
      ...(design === 'fixed' ? { design } : {}),
    },
    configuredMaxSamples,
    horizons: [Math.max(allowed, config.quality.horizon ?? 0)],
    eligible,
    excluded: { 'other-model': rows.length - own.length, repeat: drawn.repeats, conversation: drawn.conversations, 'no-gold': own.length - judged.length },
    ...(strategies.length === 0 ? {} : { strategies, strategySamples: config.strategySamples }),
    declared: Math.max(1, ladder.length + strategies.length + config.quality.reserve),
    ladder,
    outside,
    longestAnswerTokens: own.reduce((most, row) => Math.max(most, table.outputTokensOf(row)), 0),
    caseSet,
    ...(unfit ? { unfit } : {}),
  }
  if (strategies.length > 0 && !unfit) assertStrategyRule(summary.label, fitting.rule)
  const tooFew = unfit || design !== 'fixed' ? undefined : fixedFit(fitting)
  const beyondReach = unfit || tooFew !== undefined || earlier || !config.quality.decidableOnly ? undefined : beyondReachOf(fitting)
  const plan: TaskPlan = tooFew !== undefined ? { ...fitting, unfit: { reason: 'blocked', message: tooFew } } : beyondReach !== undefined ? { ...fitting, unfit: { reason: 'skipped', message: beyondReach } } : fitting
  const cases = first.slice(0, kept).map(({ call, gold: expected }, index): Case => {
    const row = drawn.order[index] ?? -1
    const costUsd = traffic.costOf(row)
    const conversation = apart.conversationOf(row)
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
      ...(conversation === undefined ? {} : { conversation }),
      metadata: call.metadata,
    }
  })
  const { maxSamples, ...rule } = plan.rule
  const identity = digest([
    summary.id, plan.incumbent.ref, ladder.map(({ model }) => (model.omit === undefined ? model.ref : [model.ref, model.omit])), rule, plan.control, plan.validator, plan.validatorContext, judge?.id ?? null, ...(embeddings ? [embeddings.model.ref] : []), ...strategies.map(({ kind, models }) => [kind, models]),
    // A fixed design spends its level on so many samples; the sequential one may be allowed more at any time.
    design === 'fixed' ? maxSamples : null, caseSet,
    ...(config.quality.reserve === 0 ? [] : [config.quality.reserve]),
    ...(plan.controlShare === undefined ? [] : [{ controlShare: plan.controlShare }]),
    ...(onePer === undefined ? [] : [{ onePer }]),
  ])
  return { plan, cases, identity }
}

/** What names the eligible cases of a task, in whatever order they are drawn. */
function caseSetOf({ summary, traffic: { table } }: PlanTaskInput, incumbent: string, order: readonly number[], golds: ReadonlyMap<number, JsonValue> | undefined): string {
  return digestOfList([summary.id, incumbent], order.toSorted((a, b) => a - b), (row) => [table.contentOf(row), golds?.get(row) ?? null])
}

/** The provider names that a plan's models need. */
export function providersOf(tasks: readonly TaskPlan[]): string[] {
  const models: (ModelRef | undefined)[] = tasks.flatMap((task) => [task.incumbent.model, task.judge?.model, task.embeddings?.model, ...task.ladder.map(({ model }) => model)])
  return [...new Set(models.flatMap((model) => (model ? [model.provider] : [])))].toSorted()
}
