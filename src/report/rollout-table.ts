import type { RolloutAnalysis, RolloutPlan } from '../domain/rollout.js'
import { plain, wrap } from '../text/display.js'
import { count, eValue, money, percent, pointsWithInterval, UNKNOWN } from './figures.js'
import { drawGrid, reportWidth, type GridColumn, type GridOptions } from './grid.js'

const PLAN_HEAD: readonly GridColumn[] = [
  { title: 'stage' }, { title: 'margin', align: 'right' }, { title: 'requests', align: 'right' }, { title: 'days', align: 'right' }, { title: 'chance', align: 'right' }, { title: 'twice as bad ends', align: 'right' }, { title: 'after', align: 'right' }, { title: 'extra cost', align: 'right' },
]

const known = (value: number | null, show: (value: number) => string): string => (value === null ? '–' : show(value))
const days = (value: number): string => (value < 10 ? value.toFixed(1) : count(value))
const stageName = (stage: string, share: number): string => (stage === 'full' ? 'full' : `${stage} ${share} %`)

/** The plan of a rollout: a table a route, then the rules. */
export function renderRolloutPlan(plan: RolloutPlan, options: GridOptions): string {
  const width = reportWidth(options.width)
  const lines = plan.routes.flatMap((route): readonly string[] => {
    const head = `${route.route}: ${route.incumbent} → ${route.target}, ${count(route.calls)} calls${route.callsPerDay === null ? '' : `, ${count(route.callsPerDay)} a day`}`
    if (route.unfit !== null) return [...wrap(`${head}: ${route.unfit}.`, width), '']
    const rows = route.stages.filter(({ stage }) => stage !== 'full').map((one) => [
      stageName(one.stage, one.percent), `${(100 * one.margin).toFixed(1)} pp`, one.requests === null ? '>10,000' : count(one.requests), known(one.days, days), known(one.power, percent), known(one.detects, percent), known(one.requestsToDetect, count), known(one.extraUsd, money),
    ])
    return [
      ...wrap(head, width), ...drawGrid(PLAN_HEAD, rows, { width, color: options.color }),
      ...wrap(`Goes back when quality is shown to be more than ${(100 * route.rollback.qualityDrop).toFixed(1)} points lower (twice that below 50 %), or more than ${percent(route.rollback.errorRate)} of its requests fail.`, width), '',
    ]
  })
  return [...lines, ...wrap(`Requests of the candidate for a chance of 80 % that one just as good is certified at level ${percent(plan.alpha)}, by simulation with the code that decides; results may be looked at at any time.`, width)].join('\n') + '\n'
}

const HEAD: readonly GridColumn[] = [
  { title: 'route', flexible: true }, { title: 'stage' }, { title: 'says' }, { title: 'by' }, { title: 'candidate', align: 'right' }, { title: 'incumbent', align: 'right' }, { title: 'difference', align: 'right' }, { title: 'pairs', align: 'right' }, { title: 'e', align: 'right' }, { title: 'cost', align: 'right' },
]

/** What the arms of a rollout say: a line a route, then why and what next. */
export function renderRolloutAnalysis(analysis: RolloutAnalysis, options: GridOptions): string {
  const width = reportWidth(options.width)
  const rows = analysis.routes.map((one) => [
    one.route, stageName(one.stage, one.percent), one.verdict.replace('-', ' '), one.metric ?? '–', known(one.candidate.score, percent), known(one.incumbent.score, percent),
    one.difference === null || one.interval === null ? '–' : pointsWithInterval(one.difference, one.interval), count(one.pairs), known(one.eValue, eValue), one.costRatio === null ? UNKNOWN : `${(100 * one.costRatio).toFixed(0)} %`,
  ])
  const sentences = analysis.routes.flatMap((one) => [
    `- ${one.route}: ${one.verdict.replace('-', ' ')}: ${one.reason}.${one.next === null ? '' : ` Next: ${one.next.percent === 0 ? 'all its requests go back' : stageName(one.next.stage, one.next.percent)}.`}${one.verdict === 'hold' && one.morePlanned !== null && one.morePlanned > 0 ? ` About ${count(one.morePlanned)} more pairs would decide.` : ''}`,
    ...one.notes.map((note) => `  note: ${note}.`),
  ])
  return [...drawGrid(HEAD, rows, { width, color: options.color }), '', ...sentences.flatMap((sentence) => wrap(sentence, width, '  ')), ...wrap(`${count(analysis.calls)} calls; level ${percent(analysis.alpha)} at any look. Policy ${plain(analysis.policy.id)}, version ${analysis.policy.version}.`, width)].join('\n') + '\n'
}
