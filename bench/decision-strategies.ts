import { parseArgs } from 'node:util'
import { decideFamily, type DoubtfulCase } from '../src/decide/index.js'
import { createGenerator } from '../src/decide/generator.js'
import type { DecisionRule } from '../src/domain/verdict.js'
import { cheapScores, trainSplit } from '../src/pipeline/strategy/train-split.js'
import { strategyRows, type StrategyRow } from './decision/strategy-rows.js'
import { mean } from './lib/figures.js'
import { realPairs } from './lib/real-pairs.js'
import { readReplayRows } from './lib/replay-row.js'

// Strategies of two models on recorded answers: npx tsx bench/decision-strategies.ts --data DIR [--repetitions 300]
const { values } = parseArgs({ options: { data: { type: 'string' }, repetitions: { type: 'string', default: '300' } } })
if (values.data === undefined) throw new Error('--data must name a folder that holds replay/')
const repetitions = Number(values.repetitions)
/** A cheap call costs so much of the incumbent's: list prices of these models lie between 4 and 15 %. */
const CHEAP = 0.08
const RULE: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: 1000, order: 'cheapest-first', futility: false, population: null }
const INCUMBENTS = ['gpt-4-1106-preview', 'Meta-Llama-3.1-70B-Instruct']
const LEAST = -0.35
/** Models that are cheaper than those: the others of the recordings are as dear. */
const SMALLER = /8b|7b|phi-3-mini|gpt3|command-r|6b/i

const pairs = realPairs(readReplayRows(values.data), LEAST).filter(({ incumbent, candidate }) => INCUMBENTS.includes(incumbent) && SMALLER.test(candidate))
const points = (value: number): string => `${(100 * value).toFixed(2)}`.padStart(7)
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`.padStart(7)

interface Point {
  readonly cost: number
  readonly difference: number
}

/** Area in points between a curve of (cost, difference to the incumbent) and random mixing, both over the cost from the cheap model's to the incumbent's. */
function areaGained(curve: readonly Point[], cheap: Point): number {
  const all = [cheap, ...curve.filter(({ cost }) => cost > cheap.cost && cost < 1).toSorted((a, b) => a.cost - b.cost), { cost: 1, difference: 0 }]
  const gain = all.map(({ cost, difference }) => difference - cheap.difference * (1 - (cost - cheap.cost) / (1 - cheap.cost)))
  return all.slice(1).reduce((sum, { cost }, at) => sum + ((gain[at] ?? 0) + (gain[at + 1] ?? 0)) / 2 * (cost - (all[at]?.cost ?? 0)), 0) / (1 - cheap.cost)
}

function shuffled<T>(items: readonly T[], uniform: () => number): T[] {
  const copy = [...items]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1))
    const [a, b] = [copy[i] as T, copy[j] as T]
    copy[i] = b
    copy[j] = a
  }
  return copy
}

/** Curves on the half that was not trained on, averaged over halvings. */
function curves(rows: readonly StrategyRow[], seed: number, halvings: number): { readonly split: number; readonly agreement: number | undefined; readonly point: Point | undefined } {
  const split: number[] = []
  const agreement: number[] = []
  const at: Point[] = []
  for (let halving = 0; halving < halvings; halving++) {
    const order = shuffled(rows, createGenerator(seed + halving))
    const [train, test] = [order.slice(0, order.length / 2), order.slice(order.length / 2)]
    const cheap = { cost: CHEAP, difference: mean(test.map(({ difference }) => difference)) }
    const trained = trainSplit(train.map(({ text, difference }) => ({ text, lost: difference < 0 })))
    if (trained) {
      const scoreOf = cheapScores(trained.classifier)
      const scored = test.map((row) => ({ row, score: scoreOf(row.text) }))
      split.push(areaGained(trained.minScores.map((least): Point => {
        const escalated = scored.filter(({ score }) => score < least).length / test.length
        return { cost: escalated + (1 - escalated) * CHEAP, difference: scored.reduce((sum, { row, score }) => sum + (score < least ? 0 : row.difference), 0) / test.length }
      }), cheap))
    }
    if (test.some(({ agrees }) => agrees !== undefined)) {
      const escalated = test.filter(({ agrees }) => agrees !== true).length / test.length
      const point = { cost: 2 * CHEAP + escalated, difference: test.reduce((sum, { agrees, difference }) => sum + (agrees === true ? difference : 0), 0) / test.length }
      at.push(point)
      agreement.push(areaGained([point], cheap))
    }
  }
  return { split: mean(split), agreement: agreement.length === 0 ? undefined : mean(agreement), point: at.length === 0 ? undefined : { cost: mean(at.map(({ cost }) => cost)), difference: mean(at.map(({ difference }) => difference)) } }
}

console.log(`Area gained over random mixing, in points of quality, on held-out halves (mean of 4 halvings); a cheap call costs ${percent(CHEAP).trim()} of the incumbent's.`)
console.log('Agreement: the cheap model answers where the partner says the same, both calls paid; its one point as cost (share of the incumbent’s) and difference in points.\n')
const studied = pairs.flatMap((pair, at) => {
  const partners = pairs.filter((other) => other.incumbent === pair.incumbent && other.candidate !== pair.candidate && other.task === pair.task)
  const partner = partners.toSorted((a, b) => b.difference - a.difference)[0]
  const rows = strategyRows(pair, partner, pair.incumbent === 'gpt-4-1106-preview')
  return [{ pair, partner, rows, at }]
})
for (const { pair, partner, rows, at } of studied) {
  const found = curves(rows, 100 * at, 4)
  console.log(`${`${pair.task}: ${pair.candidate}`.padEnd(48)} d ${points(pair.difference)}  split ${points(found.split)}  agreement ${found.agreement === undefined ? '      –' : points(found.agreement)} with ${partner?.candidate ?? '–'}${found.point ? ` (cost ${percent(found.point.cost).trim()}, d ${points(found.point.difference).trim()})` : ''}`)
}

console.log(`\nCertified, on i.i.d. draws of the real cases (${repetitions} runs each, 800 samples, K = 3; a split is trained on the first 400). False: certified although the strategy's mean over all real cases is −3 points or less.\n`)
const SAMPLES = 800
let [worst, runs, wrong] = [0, 0, 0]
for (const { pair, rows, at } of studied) {
  const uniform = createGenerator(9000 + at)
  const tally = { agreement: 0, agreementFalse: 0, split: 0, splitFalse: 0, splitShare: 0 }
  const caseOf = (row: StrategyRow, doubt: number): DoubtfulCase => ({ difference: { nonInferiority: row.difference, reverse: row.difference }, doubt, candidateUsd: CHEAP, incumbentUsd: 1 })
  const trueAgreement = mean(rows.map(({ agrees, difference }) => (agrees === true ? difference : 0)))
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const drawn = Array.from({ length: SAMPLES }, () => rows[Math.floor(uniform() * rows.length)] as StrategyRow)
    const agreement = decideFamily(drawn.map((row) => caseOf(row, row.agrees === true ? 0 : 1)), [0.5], { rule: { ...RULE, maxSamples: SAMPLES }, families: 3, truth: true, paysTwice: true })
    if (agreement.chosen) {
      tally.agreement += 1 / repetitions
      if (trueAgreement <= -RULE.margin) tally.agreementFalse += 1 / repetitions
    }
    if (repetition % 5 !== 0) continue // training takes its time
    const trained = trainSplit(drawn.slice(0, SAMPLES / 2).map(({ text, difference }) => ({ text, lost: difference < 0 })))
    if (!trained) continue
    const scoreOf = cheapScores(trained.classifier)
    const family = decideFamily(drawn.slice(SAMPLES / 2).map((row) => caseOf(row, -scoreOf(row.text))), trained.minScores.map((score) => -score + 5e-7), { rule: { ...RULE, maxSamples: SAMPLES / 2 }, families: 3, truth: true, paysTwice: false })
    const bound = family.chosen?.threshold
    if (bound === undefined) continue
    const kept = rows.map((row) => (-scoreOf(row.text) < bound ? row.difference : 0))
    tally.split += 5 / repetitions
    tally.splitShare += (5 * rows.filter((row) => -scoreOf(row.text) < bound).length) / rows.length / repetitions
    if (mean(kept) <= -RULE.margin) tally.splitFalse += 5 / repetitions
  }
  runs += 2
  wrong += tally.agreementFalse + tally.splitFalse
  worst = Math.max(worst, tally.agreementFalse, tally.splitFalse)
  console.log(`${`${pair.task}: ${pair.candidate}`.padEnd(48)} agreement ${percent(tally.agreement)} (false ${percent(tally.agreementFalse).trim()}, true d ${points(trueAgreement).trim()})  split ${percent(tally.split)} (false ${percent(tally.splitFalse).trim()}; ${percent(tally.split > 0 ? tally.splitShare / tally.split : 0).trim()} to the cheap model)`)
}
console.log(`\nFalse strategies: mean ${percent(wrong / runs).trim()}, max ${percent(worst).trim()}; the level of a family is ${percent(RULE.alpha / 3).trim()}.`)
