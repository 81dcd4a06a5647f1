import type { RunForecast, TaskForecast } from '../domain/forecast.js'
import { wrap } from '../text/display.js'
import { budgetSentence } from './budget-sentence.js'
import { count, money, percent } from './figures.js'
import { drawGrid, reportWidth, type GridColumn, type GridOptions } from './grid.js'

interface Column extends GridColumn {
  readonly cell: (task: TaskForecast) => string
}

const label: Column = { title: 'task', flexible: true, cell: (task) => task.label }
const cases: Column = { title: 'cases', align: 'right', cell: (task) => count(task.maxSamples) }
const tried: Column = { title: 'candidates', flexible: true, cell: (task) => task.unfit ?? task.candidates.join(', ') }
const chance: Column = { title: 'chance at 5/10/20 %', align: 'right', cell: (task) => (task.power.length === 0 ? '–' : task.power.map(({ certified }) => percent(certified).replace(/\.\d %$/, '')).join(' / ')) }
const expected: Column = { title: 'expected', align: 'right', cell: (task) => (task.unfit ? '–' : `${count(task.expected.calls)} ${money(task.expected.usd)}`) }
const most: Column = { title: 'at most', align: 'right', cell: (task) => (task.unfit ? '–' : `${count(task.most.calls)} ${money(task.most.usd)}`) }

const LAYOUTS: readonly { readonly from: number; readonly columns: readonly Column[] }[] = [
  { from: 100, columns: [label, cases, tried, chance, expected, most] },
  { from: 60, columns: [label, cases, chance, expected, most] },
  { from: 0, columns: [label, chance, most] },
]

/** Tasks that a sentence names. */
const MOST_NAMED = 4

const duration = (minutes: number): string => (minutes < 1 ? 'a minute' : minutes < 90 ? `${count(Math.ceil(minutes))} minutes` : `${(minutes / 60).toFixed(1)} hours`)

interface Calls {
  readonly calls: number
  readonly usd: number | null
}

const named = ({ calls, usd }: Calls): string => `${count(calls)}${usd === null ? '' : ` (${money(usd)})`}`

const both = (a: Calls, b: Calls): Calls => ({ calls: a.calls + b.calls, usd: a.usd === null || b.usd === null ? null : a.usd + b.usd })

/** Which cases constraints keep from whom. */
function withheldSentences(tasks: readonly TaskForecast[]): readonly string[] {
  const all = tasks.flatMap(({ label: name, withheld }) => withheld.map(({ provider, sendable, cases: of }) => `${provider} may see ${sendable === 0 ? 'none' : count(sendable)} of the ${count(of)} drawn cases of ${name}`))
  return all.length === 0 ? [] : [`Constraints: ${all.slice(0, MOST_NAMED).join('; ')}${all.length > MOST_NAMED ? `; and ${count(all.length - MOST_NAMED)} more like these` : ''}. A provider sees them once its entry under providers declares what is required.`]
}

/** What a run would do, one line a task; below it what it comes to and when a verdict is out of reach. */
export function renderForecast(forecast: RunForecast, options: GridOptions): string {
  const width = reportWidth(options.width)
  const layout = LAYOUTS.find((one) => width >= one.from)?.columns ?? []
  const { totals, rule } = forecast
  const audited = forecast.tasks.filter((task) => !task.unfit)
  const few = audited.filter((task) => task.maxSamples < task.floor)
  const short = audited.filter(({ samplesFor80, maxSamples }) => samplesFor80 === null || samplesFor80 > maxSamples)
  const control = (callsOf: (own: TaskForecast['control']) => Calls): Calls => audited.map((task) => callsOf(task.control)).reduce(both, { calls: 0, usd: 0 })
  const pilot = control(({ calls, usd }) => ({ calls, usd }))
  const usual = control(({ expected: calls, expectedUsd: usd }) => ({ calls, usd }))
  const all = control(({ most: calls, mostUsd: usd }) => ({ calls, usd }))
  const judges = audited.flatMap(({ judge }) => judge ?? [])
  const verdicts = judges.reduce((sum, judge) => ({ calls: sum.calls + judge.calls, usd: sum.usd === null || judge.usd === null ? null : sum.usd + judge.usd, most: sum.most + judge.most, mostUsd: sum.mostUsd === null || judge.mostUsd === null ? null : sum.mostUsd + judge.mostUsd }), { calls: 0, usd: 0 as number | null, most: 0, mostUsd: 0 as number | null })
  const worthwhile = audited.filter(({ savingPerUsd }) => savingPerUsd !== null).toSorted((a, b) => (b.savingPerUsd ?? 0) - (a.savingPerUsd ?? 0)).slice(0, MOST_NAMED)
  const drops = audited[0]?.power.find(({ discordance }) => discordance === 0.1)
  const fixed = audited.some(({ design }) => design === 'fixed') ? ['Fixed design: certifies more often at few samples, and gives up three things: it cannot be extended afterwards, it has no e-value, and the interval (from the betting test) may disagree with its verdict.'] : []
  const reasons = [...new Set(forecast.tasks.flatMap(({ unfit }) => unfit ?? []))].slice(0, MOST_NAMED)
  const sentences = [
    ...fixed,
    ...(forecast.fdr ? [`False discovery rate of ${percent(forecast.fdr.level)} over ${count(forecast.fdr.tasks)} tasks: where all are certified each needs an e-value of ${count(Math.ceil(1 / forecast.fdr.level))}, where one alone is, it needs ${count(Math.ceil(forecast.fdr.tasks / forecast.fdr.level - 1e-9))}, so trials go on past a certificate. The chances below are those of a task by itself.`] : []),
    ...withheldSentences(forecast.tasks),
    ...reasons.map((reason) => `Not to be tried: ${reason}.`),
    `Expected ${count(totals.expected.calls)} candidate calls (${count(totals.expected.tokens)} tokens), ${money(totals.expected.usd)} at list price and logged length${totals.minutes === null ? '' : `, about ${duration(totals.minutes)}`}, if candidates are as good as the incumbent and differ in 10 % of the cases; at most ${count(totals.most.calls)} calls and ${money(totals.most.usd)}, and ${money(totals.worstUsd)} if every answer were as long as its cap${judges[0] === undefined ? '' : ', the judge included'}.`,
    ...(all.calls === 0 ? [] : [`Calls to the incumbent as control come on top: ${named(pilot)} first; where they show that it does not always repeat itself, about ${named(usual)}, at most ${named(all)}.`]),
    ...(judges[0] === undefined ? [] : [`The judge ${judges[0].model} comes on top, two verdicts a disagreement: ${count(verdicts.calls)} expected${verdicts.usd === null ? '' : `, ${money(verdicts.usd)}`}, at most ${count(verdicts.most)}${verdicts.mostUsd === null ? '' : ` and ${money(verdicts.mostUsd)}`} if every answer differed. Until people have checked it (audit review) it decides nothing.`]),
    `"Chance" is that of certifying a candidate exactly as good as the incumbent, if 5, 10 or 20 % of the answers differ. The chance of a wrong certificate is at most ${percent(rule.alpha)} a task.`,
    ...(drops === undefined ? [] : [`A candidate one point worse is certified in ${percent(drops.onePointWorse)} of runs; one ten points worse is given up in ${percent(drops.tenPointsWorseEnds)}, after ${count(drops.meanTrialsTenPointsWorse)} trials on average (${audited[0]?.label ?? ''}, 10 % differ).`]),
    ...(short.length === 0 ? [] : [`For a chance of 80 % when 10 % differ: ${short.slice(0, MOST_NAMED).map(({ label: name, samplesFor80, design }) => `${name} needs ${samplesFor80 === null ? (design === 'fixed' ? 'more than a fixed design offers' : 'more than 5,000') : `about ${count(samplesFor80)}`} samples`).join(', ')}${short.length > MOST_NAMED ? `, and ${short.length - MOST_NAMED} more fall short` : ''}.`]),
    ...(few.length === 0 ? [] : [`Too few cases to certify anything, even a candidate that never loses: ${few.map((task) => `${task.label} (needs ${task.floor})`).join(', ')}.`]),
    ...(worthwhile.length < 2 ? [] : [`Most expected saving per dollar of audit: ${worthwhile.map(({ label: name, savingPerUsd }) => `${name} (${money(savingPerUsd)})`).join(', ')}.`]),
    ...budgetSentence(forecast),
  ]
  const grid = drawGrid(layout, forecast.tasks.map((task) => layout.map((column) => column.cell(task))), { width, color: options.color })
  return [...(forecast.tasks.length === 0 ? ['No task was found in the log.'] : grid), '', ...sentences.flatMap((sentence) => wrap(sentence, width))].join('\n') + '\n'
}
