import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createBettingTest } from '../../decide/index.js'
import { firstBar } from '../fdr.js'
import type { Case } from '../../domain/case.js'
import { textOf } from '../../domain/message.js'
import type { PlannedFdr, TaskPlan } from '../../domain/plan.js'
import type { Agreement, CandidateEvidence, DisputedCase, ReportData, TaskEvidence } from '../../domain/report-data.js'
import type { Trial } from '../../domain/trial.js'
import { provenanceOf } from './provenance.js'
import { earlierPlan, readPlan, readResult } from './run-files.js'
import { answerText, expectedText, scoreRows, scoreValue, scoreReason, trialsByKey, trialText, type ScoreRow } from './score-rows.js'

const PATH_POINTS = 150
const LATENCIES = 200
const MOST_ANSWERS = 10
const ANSWER_LENGTH = 40
/** Characters of prompts and answers that all cases together may take. */
const TEXT_BUDGET = 1_500_000
const LONGEST_TEXT = 4000
const SHORTEST_TEXT = 120
const MOST_DISPUTED = 4000

/** Every so many-th item, the last included, so that at most `most` are left. */
function thinned<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))] as T)
}

function pathOf(rows: readonly ScoreRow[], plan: TaskPlan, model: string, fdr: PlannedFdr | undefined): CandidateEvidence['path'] {
  const { margin, alpha, population } = plan.rule
  const horizons = plan.ladder.find((candidate) => candidate.model.ref === model)?.horizons ?? plan.horizons
  const test = createBettingTest({ nullMean: -margin, alpha, maxSamples: horizons[0] ?? plan.rule.maxSamples, initialWealth: 1 / plan.declared, population })
  const later = horizons.slice(1)
  const path = rows.map((row): readonly [number, number] => {
    const next = later[0]
    if (next !== undefined && test.processed >= (horizons[horizons.length - later.length - 1] ?? Infinity)) test.extend(later.shift() ?? next)
    test.push(row.difference.nonInferiority)
    if (fdr && test.rejected) test.aimFor(firstBar(fdr).aim)
    return [test.processed, Number(test.eValue.toPrecision(4))]
  })
  return thinned([[0, 1 / plan.declared], ...path], PATH_POINTS)
}

function agreementOf(rows: readonly ScoreRow[]): Agreement {
  const count = (test: (candidate: number, incumbent: number) => boolean): number => rows.filter((row) => {
    const [candidate, incumbent] = [scoreValue(row.candidate), scoreValue(row.incumbent)]
    return candidate !== null && incumbent !== null && test(candidate, incumbent)
  }).length
  return {
    both: count((c, i) => c >= 0.5 && i >= 0.5), onlyIncumbent: count((c, i) => c < 0.5 && i >= 0.5),
    onlyCandidate: count((c, i) => c >= 0.5 && i < 0.5), neither: count((c, i) => c < 0.5 && i < 0.5),
    unscored: rows.filter((row) => scoreValue(row.candidate) === null || scoreValue(row.incumbent) === null).length,
  }
}

function outputOf(trial: Trial | undefined): string | undefined {
  return trial?.outcome.status === 'answered' ? answerText(trial.outcome.output) : undefined
}

function confusionOf(rows: readonly ScoreRow[], cases: ReadonlyMap<number, Case>, trials: ReadonlyMap<string, Trial>): CandidateEvidence['confusion'] {
  const shortened = (text: string | undefined): string => (text ?? '').trim().toLowerCase().slice(0, ANSWER_LENGTH + 1)
  const pairs = rows.flatMap((row) => {
    const [one, answer] = [cases.get(row.index), outputOf(trials.get(row.key))]
    return one && answer !== undefined ? [[shortened(answerText(one.reference)), shortened(answer)] as const] : []
  })
  const answers = new Set(pairs.map(([incumbent]) => incumbent))
  if (pairs.length === 0 || answers.size > MOST_ANSWERS || [...answers].some((answer) => answer.length > ANSWER_LENGTH)) return undefined
  const counts = new Map<string, { incumbent: string; candidate: string; count: number }>()
  for (const [incumbent, answer] of pairs) {
    const candidate = answers.has(answer) ? answer : '(other)'
    const key = JSON.stringify([incumbent, candidate])
    const cell = counts.get(key) ?? { incumbent, candidate, count: 0 }
    cell.count += 1
    counts.set(key, cell)
  }
  return [...counts.values()]
}

function isDisputed(row: ScoreRow): boolean {
  const [candidate, incumbent] = [scoreValue(row.candidate), scoreValue(row.incumbent)]
  return candidate === null || incumbent === null || Math.abs(candidate - incumbent) > 1e-9
}

function disputedCase(row: ScoreRow, one: Case, trial: Trial | undefined, length: number): DisputedCase {
  const clip = (text: string): string => (text.length <= length ? text : `${text.slice(0, length)}…`)
  const expected = expectedText(one)
  return {
    caseId: one.id,
    index: row.index,
    prompt: clip(textOf(one.request.messages)),
    incumbentAnswer: clip(answerText(one.reference)),
    candidateAnswer: clip(trial ? trialText(trial) : '(no answer on record)'),
    incumbentScore: scoreValue(row.incumbent),
    candidateScore: scoreValue(row.candidate),
    reason: clip(scoreReason(row)),
    ...(expected === undefined ? {} : { expected: clip(expected) }),
  }
}

/**
 * Gathers what a report of a run draws, from its files alone. Texts of all disputed cases share a budget, so that the report stays small:
 * the more there are, the shorter each is cut.
 * @throws AuditError when the directory holds no finished run
 */
export function reportData(runDir: string, version: string): ReportData {
  const result = readResult(runDir)
  const hasTexts = existsSync(join(runDir, 'cases.jsonl')) && existsSync(join(runDir, 'trials.jsonl'))
  const { plan, cases } = hasTexts ? readPlan(runDir) : { plan: undefined, cases: new Map<string, readonly Case[]>() }
  const rows = scoreRows(runDir)
  const trials: ReadonlyMap<string, Trial> = hasTexts ? trialsByKey(runDir) : new Map()
  const disputes = rows.filter(isDisputed).length
  const share = Math.min(1, MOST_DISPUTED / Math.max(1, disputes))
  const length = Math.min(LONGEST_TEXT, Math.max(SHORTEST_TEXT, Math.floor(TEXT_BUDGET / Math.max(1, 3 * share * disputes))))

  const tasks = result.tasks.flatMap((task): readonly TaskEvidence[] => {
    const planned = plan?.tasks.find(({ summary }) => summary.id === task.id)
    const own = new Map((cases.get(task.id) ?? []).map((one) => [one.index, one]))
    const byModel = groupByModel(rows, task.id)
    if (byModel.size === 0) return []
    const candidates = [...byModel].map(([model, pushed]): CandidateEvidence => {
      const disputed = pushed.filter(isDisputed)
      const shown = disputed.slice(0, Math.ceil(share * disputed.length)).flatMap((row) => {
        const one = own.get(row.index)
        return one ? [disputedCase(row, one, trials.get(row.key), length)] : []
      })
      const confusion = confusionOf(pushed, own, trials)
      return {
        model,
        path: planned ? pathOf(pushed, planned, model, plan?.fdr) : [],
        latencyMs: thinned(pushed.flatMap(({ key }) => (trials.get(key)?.outcome.status === 'answered' ? [Math.round(trials.get(key)?.latencyMs ?? 0)] : [])), LATENCIES),
        agreement: agreementOf(pushed),
        ...(confusion ? { confusion } : {}),
        disputed: shown,
        omitted: disputed.length - shown.length,
      }
    })
    const logged = [...own.values()].flatMap(({ latencyMs }) => (latencyMs === undefined ? [] : [Math.round(latencyMs)]))
    return [{ id: task.id, incumbentLatencyMs: thinned(logged, LATENCIES), candidates }]
  })
  return { result, tasks, version, hasTexts, provenance: provenanceOf(runDir, plan ?? earlierPlan(runDir)) }
}

function groupByModel(rows: readonly ScoreRow[], taskId: string): ReadonlyMap<string, readonly ScoreRow[]> {
  const groups = new Map<string, ScoreRow[]>()
  for (const row of rows) {
    if (row.taskId !== taskId) continue
    const group = groups.get(row.model)
    if (group) group.push(row)
    else groups.set(row.model, [row])
  }
  return groups
}
