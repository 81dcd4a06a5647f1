import { setMaxListeners } from 'node:events'
import { createMonitor, fewestTrials, type Monitor, type MonitorSummary, type Together } from '../../decide/index.js'
import type { Case } from '../../domain/case.js'
import { AuditError } from '../../domain/error.js'
import type { AuditEvent } from '../../domain/event.js'
import type { PlannedCandidate } from '../../domain/plan.js'
import type { CandidateResult } from '../../domain/result.js'
import type { DecisionRule } from '../../domain/verdict.js'
import { UNUSABLE_SHARE, type ControlArm, type ControlScore } from './control.js'
import { candidateResult, unfitResult } from './candidate-result.js'
import { inOrder, type End, type Step } from './in-order.js'
import { countedScores, disagrees, factsOf, failedIn, isUnjudged, pairedDifference, unscoredIn, type PushedCase } from './pair.js'
import { withheldMessage } from './may-go.js'
import { outputCap, worstCaseUsd } from '../../replay/output-cap.js'
import type { Replayed } from '../../replay/replayer.js'
import { answerPair } from './answer-pair.js'
import { adjudicated, type Adjudication } from './adjudication.js'
import { kinOf, type Kin } from '../kin/kin.js'
import { createContinuity } from '../continuation/continuity.js'
import { createSnapshotGuard } from './one-snapshot.js'
import { createCourse, runAhead } from './run-ahead.js'
import { controlWeights, NOT_ASKED, type ControlWeight } from './sampled-control.js'
import { isDearer } from './saving.js'
import { unlessSkipped } from '../steering.js'
import type { TaskRun } from './task-run.js'
import { scoreTrial } from './trial-score.js'

/** A candidate's result with the pushed cases behind it. */
export interface CandidateRun {
  readonly result: CandidateResult
  readonly pushed: readonly PushedCase[]
  /** These, and the trials that went on for the sake of a strategy, or of people who check a judge, when the verdict had fallen. */
  readonly paired: readonly PushedCase[]
  /** True when the budget refused a call that was still needed. */
  readonly refused: boolean
  /** True when an answer was not on record and none could be asked for. */
  readonly missing: boolean
  /** Share of the task's cost whose calls may be sent to this candidate, in [0,1]. */
  readonly sendable: number
}

/** What is left to say of a candidate that was not run. */
export const NOTHING_RUN = { pushed: [], paired: [], refused: false, missing: false, sendable: 0 } as const

/** Cases, from the first, whose disagreements a judge is asked about before its verdicts count: enough for people to check it. */
const MOST_COLLECTED = 300

/** So many disagreements are gathered for people to check a judge on, though the validator's verdict has fallen: fewer bound no judge well enough to be of use. */
const ENOUGH_DISPUTED = 100

/** How one case of a candidate is started. */
interface PairStart {
  /** Keeps the candidate's call from being sent, if it was not yet. */
  readonly cancel: AbortSignal
  /** Takes the candidate's answer as it comes, whatever becomes of the case. */
  readonly own: Promise<Replayed | 'refused'>[]
  readonly asksJudge: boolean
  /** Set where the incumbent is asked on a sample of cases. */
  readonly weightOf: ControlWeight | undefined
  /** Told when a control is not on record and cannot be asked for. */
  readonly onMissing: () => void
}

/** The control of a case whose candidate has answered, where it is asked by lot. */
async function sampledControl(run: TaskRun, one: Case, control: ControlArm, { cancel, onMissing }: PairStart, weight: number): Promise<ControlScore | 'refused'> {
  if (weight === 0) return { score: NOT_ASKED, latencyMs: undefined }
  // What ran ahead in vain needs no control.
  if (cancel.aborted || run.skipped.aborted) return 'refused'
  const step = await control.start(one)
  if (step.kind === 'missing') onMissing()
  return step.kind === 'started' ? step.value : 'refused'
}

/** Starts both arms of a case, the control first unless it is asked by lot, and the judge where they disagree; the budget may refuse any. */
async function startPair(run: TaskRun, one: Case, candidate: PlannedCandidate, control: ControlArm, start: PairStart): Promise<Step<PushedCase>> {
  const { cancel, own, asksJudge, weightOf } = start
  if (!candidate.price) throw new Error(`${candidate.model.ref} was started without a price`)
  const controlStep = weightOf ? undefined : await control.start(one)
  if (controlStep && controlStep.kind !== 'started') return controlStep
  const step = await run.launch(one, candidate.model, candidate.price, cancel)
  if (step.kind !== 'started') return step
  own.push(step.value)
  const join = async (): Promise<PushedCase | 'refused'> => {
    const [known, replayed]: [ControlScore | 'refused' | undefined, Awaited<typeof step.value>] = await Promise.all([controlStep?.value, step.value])
    if (known === 'refused' || replayed === 'refused') return 'refused'
    const { trial } = replayed
    if (trial.outcome.status === 'answered' && (await run.embeddings?.prepare(one, trial.outcome.output)) === 'refused') return 'refused'
    const candidateScore = scoreTrial(trial, one, run.scorer, run.plan.incumbent.ref)
    const weight = weightOf?.(one, candidateScore)
    const scored = known ?? (await sampledControl(run, one, control, start, weight ?? 1))
    const disputed = disagrees(candidateScore)
    const again = disputed && !isUnjudged(candidateScore) && !cancel.aborted ? await control.again?.(one) : undefined
    if (scored === 'refused' || again === 'refused') return 'refused'
    const pair = { index: one.index, one, trial: factsOf(trial), candidate: candidateScore, control: again ?? scored.score, controlLatencyMs: scored.latencyMs, disputed, ...(disputed && trial.outcome.status === 'answered' ? { answers: answerPair(trial.outcome.output, one.reference) } : {}), ...(weight === undefined ? {} : { controlWeight: weight }), ...(run.passes ? { passes: run.passes(trial) } : {}) }
    if (!disputed || trial.outcome.status !== 'answered' || !run.judge || !run.allowed(one, run.judge.planned.model) || !asksJudge) return pair
    const judgement = await run.judge.compare(one, trial.outcome.output)
    return judgement === 'refused' ? 'refused' : { ...pair, judgement }
  }
  return { kind: 'started', value: join() }
}

function costShare(part: readonly Case[], whole: readonly Case[]): number {
  const sum = (cases: readonly Case[]) => cases.reduce((total, { costUsd }) => total + (costUsd ?? 0), 0)
  return sum(whole) > 0 ? sum(part) / sum(whole) : part.length / whole.length
}

function missingAnswer(run: TaskRun, candidate: PlannedCandidate, one: Case | undefined): AuditError {
  const where = one ? `${one.source.file}:${one.source.line}` : `a case of ${run.plan.summary.label}`
  return new AuditError('offline/missing', `--offline: no answer of ${candidate.model.ref} (or of the incumbent, as control) to ${where} is on record`, 'Run once without --offline to record it.')
}

function worstCall(run: TaskRun, candidate: PlannedCandidate, one: Case | undefined): number {
  return one && candidate.price ? worstCaseUsd(one.request, outputCap(one.request, run.plan.longestAnswerTokens), candidate.price) : 0
}

/** A round that is smaller is not worth the hours that a batch may take. */
const LEAST_ROUND = 50

/**
 * Cases of the next batch: at first as many as could certify a candidate that never loses, ln(α/K)/ln(1−δ); later as many
 * more as the test is estimated to need.
 */
function roundSize(rule: DecisionRule, declared: number, monitor: Monitor, cases: number): number {
  const floor = fewestTrials(rule.alpha / declared, rule.margin)
  const size = monitor.processed === 0 ? floor : Math.max(LEAST_ROUND, monitor.summary().morePlanned ?? floor)
  return Math.max(1, Math.min(size, rule.maxSamples - monitor.processed, cases))
}

const unusable = (pushed: readonly PushedCase[]): number => pushed.filter((pair) => failedIn(pair) || unscoredIn(pair)).length

/** True when so many trials have no score that no later ones could bring their share under the limit. */
function hopeless(pushed: readonly PushedCase[], horizon: number): boolean {
  const count = unusable(pushed)
  return count > UNUSABLE_SHARE * horizon || (pushed.length >= 10 && count === pushed.length)
}

/** The same test on the first case of each group alone: those are independent, in an order that no score has chosen. */
function oneOfEach(monitor: Monitor, pushed: readonly PushedCase[], { firsts }: Kin): MonitorSummary {
  for (const at of firsts) {
    const pair = pushed[at]
    if (!pair || monitor.push(pairedDifference(pair)) !== 'undecided') break
  }
  return monitor.summary()
}

/**
 * Replays one candidate of the ladder case by case in the drawn order until its verdict falls, the cases or the money
 * end. Results are pushed to the test in that order, never in the order of arrival.
 */
export async function* runCandidate(run: TaskRun, candidate: PlannedCandidate, control: ControlArm, adjudication: Adjudication, together?: Together): AsyncGenerator<AuditEvent, CandidateRun> {
  const { plan, context } = run
  const { model } = candidate
  const controlModel = control.mode === 'rerun' ? plan.incumbent.model : undefined
  const cases = run.cases.filter((one) => one.index >= (candidate.from ?? 0) && run.allowed(one, model) && (!controlModel || run.allowed(one, controlModel)))
  if (cases.length === 0 && candidate.from !== undefined) return { result: { ...unfitResult(candidate, 'skipped', 'No case of this log is new to it: it was added after others had been looked at, and is tried on later ones only.'), verdict: 'inconclusive', reason: 'data' }, ...NOTHING_RUN }
  if (cases.length === 0) {
    return { result: unfitResult(candidate, 'blocked', withheldMessage(model.provider), 'constraint'), ...NOTHING_RUN }
  }
  // With a constraint all eligible cases are at hand, so those that may be sent are the population.
  const population = plan.rule.population === null ? null : Math.min(plan.rule.population, context.plan.constraints.length > 0 ? cases.length : plan.eligible)
  const rule = { ...plan.rule, ...adjudication.rule, maxSamples: Math.min(adjudication.by === 'collect' ? MOST_COLLECTED : plan.rule.maxSamples, cases.length), population }
  const floor = fewestTrials(rule.alpha / plan.declared, rule.margin)
  if (rule.design === 'fixed' && rule.maxSamples < floor) return { result: unfitResult(candidate, 'blocked', `only ${cases.length} of these cases may be sent to ${model.provider}; a fixed design needs ${floor} to certify anything`, 'constraint'), ...NOTHING_RUN }
  // Without constraints a horizon may lie beyond this log, where later ones are planned for.
  const reachable = context.plan.constraints.length > 0 ? cases.length : Infinity
  const horizons = [...new Set((candidate.horizons ?? plan.horizons).map((horizon) => Math.min(horizon, reachable)))]
  const weightOf = control.mode === 'rerun' ? controlWeights(run) : undefined
  const begin = (): Monitor => createMonitor(rule, plan.declared, { truth: plan.hasGold, horizons, watched: context.watched ?? false, ...(weightOf && plan.controlShare !== undefined ? { reach: 1 / plan.controlShare } : {}), ...(together ? { together } : {}) })
  const monitor = begin()
  const threshold = together?.bar ?? 1 / rule.alpha
  const pushed: PushedCase[] = []
  const course = createCourse({ ...rule, maxSamples: Math.max(rule.maxSamples, horizons.at(-1) ?? 0), alpha: 1 / threshold }, plan.declared)
  const unneeded = new AbortController()
  setMaxListeners(0, unneeded.signal) // every call that waits listens to it
  const asked: Promise<Replayed | 'refused'>[] = []
  // A strategy may want more trials of this model than its own verdict takes.
  const wanted = plan.strategies?.some(({ models }) => models.includes(model.ref)) ? Math.min(plan.strategySamples ?? 0, rule.maxSamples) : 0
  // A judge that may not decide yet never will unless people have enough to look at.
  const forPeople = run.judge && adjudication.by !== 'judge' ? Math.min(MOST_COLLECTED, rule.maxSamples) : 0
  let disputed = 0
  const isWanted = (count: number): boolean => monitor.state !== 'non-inferior' && (count < wanted || (count < forPeople && disputed < ENOUGH_DISPUTED))
  let decided: number | undefined
  let lacksControl = false
  const continuity = createContinuity(plan, model.ref, context.earlier?.(plan.summary.id, model.ref) ?? [])
  const isOneSnapshot = createSnapshotGuard(model.ref)
  const steps = inOrder(rule.maxSamples, () => (decided === undefined ? runAhead(course, context.window()) : Math.max(1, Math.min(context.window(), Math.max(wanted, forPeople) - pushed.length))), (index) => {
    const one = cases[index]
    return one && !run.skipped.aborted ? startPair(run, one, candidate, control, { cancel: unneeded.signal, own: asked, asksJudge: adjudication.by === 'judge' || index < MOST_COLLECTED, weightOf, onMissing: () => { lacksControl = true } }) : Promise.resolve({ kind: 'missing' })
  })
  let end: End | 'decided' | 'skipped' | 'changed' | 'dearer' = 'decided'
  while ((monitor.state === 'undecided' || isWanted(pushed.length)) && !hopeless(pushed, rule.maxSamples)) {
    const step = await unlessSkipped(steps.next(), run.skipped)
    if (step === 'skipped') {
      end = 'skipped'
      break
    }
    if (step.done) {
      end = lacksControl && step.value === 'refused' ? 'missing' : step.value
      break
    }
    const pair = adjudicated(step.value, adjudication)
    pushed.push(pair)
    if (pair.disputed) disputed += 1
    // What is only collected is no evidence.
    if (adjudication.by === 'collect' || decided !== undefined) continue
    const difference = pairedDifference(pair)
    const replayed = await asked[pushed.length - 1]
    const isOne = replayed === undefined || replayed === 'refused' || isOneSnapshot(replayed.trial.outcome.status === 'answered' ? replayed.trial.outcome.responseModel : undefined, replayed.cached)
    if (!continuity.holds(pair, difference) || !isOne) {
      pushed.pop()
      end = 'changed'
      break
    }
    monitor.push(difference)
    course.push(difference.nonInferiority, monitor.eValue)
    const { interval } = monitor
    if (monitor.state !== 'undecided') decided = pushed.length
    yield {
      type: 'evidence', taskId: plan.summary.id, model: model.ref, trials: monitor.processed, maxSamples: rule.maxSamples,
      difference: monitor.difference ?? 0, eValue: monitor.eValue, threshold, margin: rule.margin,
      ...(interval ? { interval } : {}),
    }
    // Whether it may go on does not depend on how well it did, so the error rate stays what it is.
    if (decided === undefined && candidate.evenIfDearer !== true && isDearer(plan, candidate.price, pushed, costShare(cases, run.cases))) {
      end = 'dearer'
      break
    }
  }
  unneeded.abort(new DOMException('no longer needed', 'AbortError'))
  context.waste.add(asked.slice(pushed.length))
  if (end === 'missing' && candidate.price) {
    const round = decided === undefined ? roundSize(rule, plan.declared, monitor, cases.length) : Math.max(wanted, Math.min(forPeople, pushed.length + LEAST_ROUND)) - pushed.length
    const next = cases.slice(pushed.length, pushed.length + round)
    context.gather?.(next.flatMap((one) => [...(control.callOf ? [control.callOf(one)] : []), run.callOf(one, model, candidate.price)]))
  }
  if (end === 'missing' && context.missingIsError && (decided === undefined || pushed.length < wanted)) throw missingAnswer(run, candidate, cases[pushed.length])
  const own = pushed.slice(0, decided)
  // Of a closed log each case is a target by itself.
  const kin = monitor.state === 'non-inferior' && rule.population === null ? kinOf(own.map(({ one }) => one), own.map((pair) => pairedDifference(pair).nonInferiority), floor, context.plan.seed) : undefined
  const result = candidateResult({
    run, candidate, pushed: own, ...(kin ? { kin } : {}), end: decided === undefined ? end : 'decided', rule, adjudication,
    counted: own.map(countedScores),
    summary: kin?.found ? { ...oneOfEach(begin(), own, kin), processed: monitor.processed } : monitor.summary(),
    unusable: unusable(own),
    worstCallUsd: worstCall(run, candidate, cases[pushed.length]),
  })
  return { result, pushed: own, paired: pushed, refused: end === 'refused', missing: end === 'missing', sendable: costShare(cases, run.cases) }
}
