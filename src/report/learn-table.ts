import type { Counted, LearnResult, Lesson } from '../domain/learn.js'
import { plain, wrap } from '../text/display.js'
import { count, percent } from './figures.js'
import { drawGrid, reportWidth, type GridColumn, type GridOptions } from './grid.js'

const HEAD: readonly GridColumn[] = [
  { title: 'route', flexible: true }, { title: 'by' }, { title: 'says' }, { title: 'learned from', align: 'right' }, { title: 'caught', align: 'right' }, { title: 'good ones', align: 'right' }, { title: 'traffic', align: 'right' }, { title: 'p', align: 'right' }, { title: 'cost', align: 'right' },
]
const SIGNALS = { said: 'users', shown: 'usable' } as const

const range = ([low, high]: readonly [number, number]): string => `${percent(low)} to ${percent(high)}`
const part = ({ n, of, share }: Counted): string => `${count(n)}/${count(of)} ${percent(share)}`
const more = (change: number): string => `${change >= 0 ? '+' : ''}${percent(change)}`

function row({ route, signal, verdict, learned, measured }: Lesson): readonly string[] {
  return [
    route, SIGNALS[signal], verdict.replace('-', ' '), count(learned.failures), ...(measured === null ? ['–', '–', '–', '–', '–'] : [
      part(measured.caught), part(measured.others), percent(measured.traffic.share), measured.pValue < 1e-6 ? '<10⁻⁶' : measured.pValue.toPrecision(2), measured.costChange === null ? 'unknown' : more(measured.costChange),
    ]),
  ]
}

function sentences({ route, verdict, reason, measured, notes }: Lesson): readonly string[] {
  const cost = verdict !== 'propose' || measured === null ? '' : measured.costChange === null || measured.costInterval === null ? ' What that costs is not known: a price or token counts are missing.' : ` The route then costs ${more(measured.costChange)} (${range(measured.costInterval)}).`
  return [`- ${plain(route)}: ${verdict.replace('-', ' ')}: ${plain(reason)}.${cost}`, ...notes.map((note) => `  note: ${plain(note)}.`)]
}

/** What failed, what such inputs have in common, and what the proposal would change. */
export function renderLearn(result: LearnResult, options: GridOptions): string {
  const width = reportWidth(options.width)
  const { failures, lessons, changes } = result
  const kinds = Object.entries(failures.kinds).map(([kind, n]) => `${kind} ${count(n)}`).join(', ')
  const table = lessons.length === 0 ? [] : [...drawGrid(HEAD, lessons.map(row), { width, color: options.color }), '']
  const prose = [
    ...lessons.flatMap(sentences),
    ...(lessons.length === 0 ? ['No failure of a route’s own model in this log, and none on record: nobody complained or corrected, every answer was usable, no gateway had to ask again.'] : []),
    ...(changes.length === 0 ? [] : ['', 'The proposed policy:', ...changes.map((change) => `- ${plain(change)}`)]),
    '',
    `${count(result.calls)} calls of ${count(result.records)} records; ${count(failures.kept)} failures on record${kinds === '' ? '' : ` (${kinds})`}, ${count(failures.added)} of them new. Level ${percent(result.alpha)} for this version of the policy, look ${result.look}. Policy ${plain(result.policy.id)}, version ${result.policy.version}.`,
  ]
  return `${[...table, ...prose.flatMap((line) => (line === '' ? [''] : wrap(line, width, '  ')))].join('\n')}\n`
}
