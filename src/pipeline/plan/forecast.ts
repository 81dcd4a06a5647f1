import { totalBudgetUsd } from '../../config/total-budget.js'
import { fewestTrials } from '../../decide/index.js'
import type { Case } from '../../domain/case.js'
import type { ForecastAmount, ForecastPower, RunForecast, TaskForecast } from '../../domain/forecast.js'
import type { Plan, PlannedCandidate, TaskPlan } from '../../domain/plan.js'
import { outputCap, worstCaseUsd } from '../../replay/output-cap.js'
import { askedAgain } from '../task/asked-again.js'
import { PILOT_CASES } from '../task/control.js'
import { worstOfEmbeddings } from './forecast-embeddings.js'
import { judgeForecast, worstOfJudge } from './forecast-judge.js'
import { createOdds, type Odds } from './forecast-odds.js'
import { mayGo, withheldMessage } from '../task/may-go.js'

/** Shares of cases in which two models differ that real pairs show; planned for where nothing is known. */
const DISCORDANCES = [0.05, 0.1, 0.2] as const
/** The middle of them, for expected figures. */
const USUAL = 0.1

const NOTHING: ForecastAmount = { calls: 0, tokens: 0, usd: 0 }
const mean = (values: readonly number[]): number | undefined => (values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length)

function powerOf(task: TaskPlan, odds: Odds): readonly ForecastPower[] {
  return DISCORDANCES.map((discordance) => {
    const [equal, near, far] = [odds.of(task, discordance, 0), odds.of(task, discordance, -0.01), odds.of(task, Math.max(discordance, 0.1), -0.1)]
    return { discordance, certified: equal.certified, meanTrials: equal.meanTrials, onePointWorse: near.certified, tenPointsWorseEnds: far.dropped + far.inferior, meanTrialsTenPointsWorse: far.meanTrials }
  })
}

const NO_CONTROL: TaskForecast['control'] = { calls: 0, usd: 0, expected: 0, expectedUsd: 0, most: 0, mostUsd: 0 }

/** A candidate, and the cases that constraints let it see. */
interface Able extends PlannedCandidate {
  readonly cases: readonly Case[]
  /** Of these, so many are tried at most. */
  readonly room: number
}

const logIsControl = (task: TaskPlan): boolean => task.control === 'logged' || (task.control === 'auto' && task.hasGold)

/** Who is tried on what, as a run would do it; a task whose control may not be asked has nobody. */
function ableOf({ providers, constraints: named, hiddenConstraints: constraints = named }: Plan, task: TaskPlan, cases: readonly Case[], budgeted: boolean): { readonly able: readonly Able[]; readonly withheld: TaskForecast['withheld']; readonly unfit: string | undefined } {
  const fit = task.unfit ? [] : task.ladder.filter(({ unfit }) => !unfit)
  const seenBy = (provider: string, among: readonly Case[]): readonly Case[] => among.filter((one) => mayGo(one, providers[provider], constraints))
  const again = logIsControl(task) ? undefined : askedAgain(task.incumbent, budgeted)
  if (again && 'message' in again && !task.unfit) return { able: [], withheld: [], unfit: again.message }
  const asked = again && 'model' in again ? again.model : undefined
  const control = asked ? seenBy(asked.provider, cases) : cases
  const seen = new Map([...new Set(fit.map(({ model }) => model.provider))].map((provider) => [provider, seenBy(provider, task.control === 'rerun' ? control : cases)]))
  const withheld = [...seen].filter(([, own]) => own.length < cases.length).map(([provider, own]) => ({ provider, sendable: own.length, cases: cases.length }))
  if (fit.length > 0 && cases.length > 0 && control.length === 0) return { able: [], withheld, unfit: `a constraint forbids to send these calls to ${task.incumbent.ref} again as control` }
  const able = fit.flatMap((candidate): readonly Able[] => {
    const own = seen.get(candidate.model.provider) ?? []
    return own.length === 0 && cases.length > 0 ? [] : [{ ...candidate, cases: own, room: constraints.length === 0 ? task.rule.maxSamples : Math.min(task.rule.maxSamples, own.length) }]
  })
  const none = fit.length > 0 && able.length === 0 ? [...seen.keys()].map(withheldMessage).join('; ') : undefined
  return { able, withheld, unfit: none ?? task.unfit?.message ?? (able.length === 0 ? (task.ladder.find(({ unfit }) => unfit)?.unfit?.message ?? 'no candidate is cheaper than the incumbent') : undefined) }
}

/** The task as it is for whoever may see `room` of its cases. */
const within = (task: TaskPlan, room: number): TaskPlan => (room === task.rule.maxSamples ? task : { ...task, rule: { ...task.rule, maxSamples: room } })

/** @param trials that are expected of all candidates together; each of their cases is asked once as control, whoever is tried on it */
function controlOf(task: TaskPlan, trials: number, discordance: number): TaskForecast['control'] {
  if (logIsControl(task)) return NO_CONTROL
  const most = task.rule.maxSamples
  const calls = task.control === 'auto' ? Math.min(PILOT_CASES, most) : most
  const cases = Math.min(most, Math.max(calls, Math.round(trials)))
  const pilot = Math.min(PILOT_CASES, cases)
  // Where the candidate's answer is the log's the lot decides: where it is not, in some half of the cases that differ and as many more where both waver, it is always asked.
  const { controlShare: share = 1 } = task
  const expected = Math.round(pilot + (cases - pilot) * (share + (1 - share) * discordance))
  const each = task.incumbentCostUsd === null || task.incumbentCalls === 0 ? null : task.incumbentCostUsd / task.incumbentCalls
  const usd = (n: number): number | null => (each === null ? null : n * each)
  return { calls, usd: usd(calls), expected, expectedUsd: usd(expected), most, mostUsd: usd(most) }
}

/** USD with every answer as long as its cap: what the budget sets aside if every sample is used. */
function worstOf(task: TaskPlan, able: readonly Able[], cases: readonly Case[], withControl: boolean): number {
  const arms = [...able, ...(withControl ? [{ price: task.incumbent.price, cases, room: task.rule.maxSamples }] : [])]
  return arms.reduce((sum, { price, cases: own, room }) => sum + (price ? own.slice(0, room).reduce((all, { request }) => all + worstCaseUsd(request, outputCap(request, task.longestAnswerTokens), price), 0) : 0), 0)
}

/** Seconds that a call takes of a provider's throughput: by its limits a minute, or by latency and concurrency. */
function secondsPerCall(plan: Plan, { model }: PlannedCandidate, latencyMs: number | undefined, tokens: number, concurrency: number): number | undefined {
  const { rpm, tpm, maxConcurrency } = plan.providers[model.provider] ?? {}
  const bounds = [
    ...(rpm === undefined ? [] : [60 / rpm]),
    ...(tpm === undefined ? [] : [(60 * tokens) / tpm]),
    ...(latencyMs === undefined ? [] : [latencyMs / 1000 / Math.min(concurrency, maxConcurrency ?? concurrency)]),
  ]
  return bounds.length === 0 ? undefined : Math.max(...bounds)
}

/** Chance and mean trials of an equal candidate on the cases that it may see; a fixed design that cannot be completed certifies nothing. */
function chanceOf(task: TaskPlan, { room }: Able, odds: Odds): Pick<ForecastPower, 'certified' | 'meanTrials'> {
  return task.rule.design === 'fixed' && room < task.rule.maxSamples ? { certified: 0, meanTrials: room } : odds.of(within(task, room), USUAL, 0)
}

function forecastTask(plan: Plan, whole: TaskPlan, cases: readonly Case[], odds: Odds, concurrency: number, budgeted: boolean): TaskForecast {
  const { able, withheld, unfit } = ableOf(plan, whole, cases, budgeted)
  // What a task is said to need and to reach is that of whoever may see most of it.
  const task = whole.rule.design === 'fixed' || able.length === 0 ? whole : within(whole, Math.max(...able.map(({ room }) => room)))
  const power = able.length === 0 ? [] : powerOf(task, odds)
  const usual = power.find(({ discordance }) => discordance === USUAL)
  const tokens = mean(cases.flatMap(({ usage: { inputTokens, outputTokens } }) => (inputTokens === undefined || outputTokens === undefined ? [] : [inputTokens + outputTokens]))) ?? 0
  const latencyMs = mean(cases.flatMap(({ latencyMs: ms }) => ms ?? []))
  let expected = NOTHING
  let seconds: number | undefined = 0
  // Each next candidate is reached when the one before is not certified.
  let reached = 1
  for (const candidate of able) {
    const chance = chanceOf(whole, candidate, odds)
    const trials = reached * chance.meanTrials
    const each = secondsPerCall(plan, candidate, latencyMs, tokens, concurrency)
    expected = { calls: expected.calls + trials, tokens: expected.tokens + trials * tokens, usd: expected.usd + trials * (candidate.expectedCostUsd ?? 0) }
    seconds = seconds === undefined || each === undefined ? undefined : seconds + trials * each
    reached *= 1 - chance.certified
  }
  const most = able.reduce((sum, { room }) => sum + room, 0)
  const control = able.length === 0 ? NO_CONTROL : controlOf(task, expected.calls, USUAL)
  const judge = judgeForecast(task, cases, expected.calls, USUAL, most)
  // As if the incumbent had to be asked again: it usually has.
  const outlayUsd = control.expectedUsd === null || judge?.usd === null ? null : expected.usd + control.expectedUsd + (judge?.usd ?? 0)
  const [cheapest] = able
  const potential = cheapest?.expectedCostUsd === undefined || task.incumbentCostUsd === null ? undefined : task.incumbentCostUsd - cheapest.expectedCostUsd * task.incumbentCalls
  return {
    id: task.summary.id,
    label: task.summary.label,
    incumbent: task.incumbent.ref,
    validator: task.validator,
    maxSamples: task.rule.maxSamples,
    ...(task.rule.design === 'fixed' ? { design: 'fixed' } : {}),
    candidates: able.map(({ model }) => model.ref),
    power,
    floor: fewestTrials(task.rule.alpha / task.declared, task.rule.margin),
    samplesFor80: able.length === 0 ? null : odds.samplesFor(task, USUAL, 0.8),
    withheld,
    unfit: unfit ?? null,
    expected: { calls: Math.round(expected.calls), tokens: Math.round(expected.tokens), usd: expected.usd },
    most: { calls: most, tokens: Math.round(most * tokens), usd: able.reduce((sum, { expectedCostUsd = 0, room }) => sum + expectedCostUsd * room, 0) },
    control,
    judge,
    worstUsd: worstOf(task, able, cases, control.most > 0) + worstOfJudge(task, cases, able.length) + worstOfEmbeddings(task, cases, able.length + (control.most > 0 ? 1 : 0)),
    outlayUsd,
    minutes: able.length === 0 ? 0 : seconds === undefined ? null : seconds / 60,
    savingPerUsd: potential === undefined || outlayUsd === null || outlayUsd <= 0 ? null : ((usual?.certified ?? 0) * Math.max(0, potential)) / outlayUsd,
  }
}

/**
 * What a planned run would take, and what it can hope for, by simulation with the code that will decide. No call is made.
 * @param cases by task id, as the plan drew them
 * @param budgetUsd as somebody named it; calls of unknown price are none that it allows
 * @param concurrency calls at once where a provider sets no limit of its own
 */
export function forecastRun(plan: Plan, cases: ReadonlyMap<string, readonly Case[]>, budgetUsd: number | undefined, concurrency: number): RunForecast {
  const odds = createOdds(plan.seed)
  const budgeted = budgetUsd !== undefined || Object.values(plan.providers).some((provider) => provider.budgetUsd !== undefined)
  const tasks = plan.tasks.map((task) => forecastTask(plan, task, cases.get(task.summary.id) ?? [], odds, concurrency, budgeted))
  const sum = (pick: (task: TaskForecast) => number) => tasks.reduce((total, task) => total + pick(task), 0)
  const amount = (pick: (task: TaskForecast) => ForecastAmount): ForecastAmount => ({ calls: sum((task) => pick(task).calls), tokens: sum((task) => pick(task).tokens), usd: sum((task) => pick(task).usd) })
  const { margin, alpha } = plan.tasks[0]?.rule ?? { margin: 0, alpha: 0 }
  const minutes = tasks.map((task) => task.minutes)
  const outlays = tasks.map((task) => task.outlayUsd)
  return {
    schemaVersion: 1,
    runId: plan.runId,
    rule: { margin, alpha },
    tasks,
    ...(plan.fdr ? { fdr: plan.fdr } : {}),
    totals: {
      expected: amount(({ expected }) => expected),
      most: amount(({ most }) => most),
      worstUsd: sum(({ worstUsd }) => worstUsd),
      outlayUsd: outlays.every((one) => one !== null) ? outlays.reduce((total, one) => total + one, 0) : null,
      minutes: minutes.every((one) => one !== null) ? minutes.reduce((total, one) => total + one, 0) : null,
      budgetUsd: totalBudgetUsd({ budgetUsd }),
    },
  }
}
