import { truthOf, type DemoWorld, type TrueStanding } from '../demo/index.js'
import { parseModelRef } from '../domain/model.js'
import type { AuditResult, TaskResult } from '../domain/result.js'
import { drawGrid, type GridCell, type GridColumn, type GridOptions } from '../report/grid.js'
import { points } from '../report/figures.js'

/** One task of the demo: what is true of its candidates, and what the audit said. */
export interface DemoFinding {
  readonly task: string
  readonly cheapestViable: string | null
  readonly decided: string
  /** True when the decision is the cheapest truly viable model, or the incumbent where there is none. */
  readonly found: boolean
  /** True difference of the decided candidate; null when the incumbent was kept. */
  readonly trueDifference: number | null
}

/** The demo's task behind an audited one: the one that most of its calls belong to. */
function demoTaskOf(task: TaskResult, world: DemoWorld): string | undefined {
  const counts = new Map<string, number>()
  for (const id of task.members ?? []) {
    const name = world.taskOfRecord.get(id)
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}

/** Compares an audit of the demo with the truth, task by task. */
export function demoFindings(world: DemoWorld, result: AuditResult, margin: number): readonly DemoFinding[] {
  const truth = truthOf(world, margin)
  return world.tasks.map(({ name, incumbent, candidates }): DemoFinding => {
    const standing = (model: string): TrueStanding | undefined => truth.find((one) => one.task === name && one.model === model)
    const cheapestViable = candidates.find(({ model }) => standing(model)?.viable)?.model ?? null
    const audited = result.tasks.filter((task) => demoTaskOf(task, world) === name)
    const decided = audited[0]?.decision.model ?? incumbent
    return {
      task: name,
      cheapestViable,
      decided,
      found: audited.length === 1 && decided === (cheapestViable ?? incumbent),
      trueDifference: standing(decided)?.trueDifference ?? null,
    }
  })
}

/** With its provider, and without. */
const forms = (ref: string): readonly string[] => [ref, parseModelRef(ref)?.model ?? ref]

/** The truth beside the verdicts. */
export function demoTruth(world: DemoWorld, result: AuditResult, margin: number, options: GridOptions): string {
  const findings = demoFindings(world, result, margin)
  const narrow = options.width < 90
  const columns: readonly GridColumn[] = [{ title: 'task', flexible: true }, { title: narrow ? 'truth' : 'truly cheapest viable', flexible: true }, { title: narrow ? 'audit' : 'audit decided', flexible: true }, { title: narrow ? 'true Δ' : 'its true difference', align: 'right' }, { title: '' }]
  const rows = findings.map((one): readonly GridCell[] => [
    one.task,
    one.cheapestViable === null ? ['none: keep the incumbent', 'none'] : forms(one.cheapestViable),
    forms(one.decided),
    one.trueDifference === null ? '–' : points(one.trueDifference),
    one.found ? 'right' : one.trueDifference !== null && one.trueDifference <= -margin ? 'WRONG' : 'missed',
  ])
  const right = findings.filter(({ found }) => found).length
  const wrong = findings.filter(({ trueDifference }) => trueDifference !== null && trueDifference <= -margin).length
  return [
    'The truth, which only a simulation knows:',
    ...drawGrid(columns, rows, options),
    `${right} of ${findings.length} tasks decided as the truth would have it; ${wrong} wrongly declared viable.`,
  ].join('\n') + '\n'
}
