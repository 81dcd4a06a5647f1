import type { AuditResult } from '../domain/result.js'
import { verdictsByMargin } from '../domain/sensitivity.js'
import type { GridColumn, GridOptions } from './grid.js'
import { drawGrid, reportWidth } from './grid.js'
import { percent } from './figures.js'

const MARK = { 'non-inferior': 'yes', inferior: 'worse', inconclusive: 'open' } as const

/** Candidates by margin: yes where the interval shows non-inferiority, worse where it shows the contrary, open between. '' when nothing was tried. */
export function renderSensitivity(result: AuditResult, options: GridOptions): string {
  const tried = result.tasks.flatMap((task) => task.candidates.filter(({ trials, verdict }) => trials > 0 && verdict !== 'not-evaluated').map((candidate) => ({ task, candidate })))
  const first = tried[0]
  if (!first) return ''
  const margins = verdictsByMargin(first.candidate.interval, result.rule.margin).map(({ margin }) => margin)
  const columns: GridColumn[] = [
    { title: 'task', flexible: true }, { title: 'candidate', flexible: true },
    ...margins.map((margin): GridColumn => ({ title: `${percent(margin)}${margin === result.rule.margin ? ' *' : ''}`, align: 'right' })),
  ]
  const rows = tried.map(({ task, candidate }) => [task.label, candidate.model, ...verdictsByMargin(candidate.interval, result.rule.margin).map(({ verdict }) => MARK[verdict])])
  return [
    '', 'At other margins, as the interval shows them (* this run’s)',
    ...drawGrid(columns, rows, { width: reportWidth(options.width), color: options.color }),
    'A margin must be fixed before the trials: one that is picked from this table carries no guarantee.', '',
  ].join('\n')
}
