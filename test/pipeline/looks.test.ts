import { appendFileSync, mkdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Plan, TaskPlan } from '../../src/domain/plan.js'
import { earlierLooks } from '../../src/pipeline/record/earlier-looks.js'
import { writePlan, writeWhole } from '../../src/pipeline/record/run-files.js'
import { plannedCase, planOf, taskPlanOf } from '../support/plan.js'
import { workspace, type Workspace } from '../support/workspace.js'

const CASES = 100
const casesFrom = (from: number) => new Map([['t_a', Array.from({ length: CASES }, (_, n) => ({ ...plannedCase(from + n), index: n }))]])
const model = (name: string) => ({ model: { ref: `lab/${name}`, provider: 'lab', model: name } })

/** Leaves a run whose candidates were shown so many cases, from `from` on. */
function leave(space: Workspace, plan: Plan, { from = 0, shown = [['lab/small', CASES]] as readonly (readonly [string, number])[], taskOf = 't_a', answered = true } = {}): void {
  const directory = space.path(`.audit/${plan.runId}`)
  writePlan(directory, plan, casesFrom(from))
  if (answered) appendFileSync(`${directory}/trials.jsonl`, '{"key":"x"}\n')
  writeWhole(`${directory}/scores.jsonl`, shown.flatMap(([ref, count]) => Array.from({ length: count }, (_, index) => `${JSON.stringify({ taskId: taskOf, model: ref, index })}\n`)).join(''))
}
const other = (task: Partial<TaskPlan> = {}, changes: Partial<Plan> = {}): Plan => planOf({ runId: 'earlier', tasks: [taskPlanOf({ caseSet: 'other set', ...task })], ...changes })
const looks = (space: Workspace, now: Plan = planOf(), from = 0) => earlierLooks(space.path('.audit'), now, casesFrom(from), space.path('.audit/now'))

describe('what earlier runs have seen', () => {
  it('is nothing where there is none, or another is planned only', () => {
    using space = workspace()
    expect(looks(space)).toEqual([])
    leave(space, other({ caseSet: 'set' }), { answered: false })
    expect(looks(space)).toEqual([])
    appendFileSync(space.path('.audit/earlier/trials.jsonl'), '')
    expect(looks(space)).toEqual([])
  })

  it.each([[9, 0], [10, 1], [40, 1], [100, 1]])('of %i cases in a hundred is told: %i', (seen, warnings) => {
    using space = workspace()
    leave(space, other(), { shown: [['lab/small', seen]] })
    expect(looks(space)).toHaveLength(warnings)
    if (warnings > 0) expect(looks(space)[0]).toContain(`on ${seen} % of these cases`)
  })

  it('counts the cases that can be tried, not all that were drawn', () => {
    using space = workspace()
    leave(space, other(), { shown: [['lab/small', 20]] })
    const { rule } = taskPlanOf()
    expect(looks(space, planOf({ tasks: [taskPlanOf({ rule: { ...rule, maxSamples: 40 } })] }))[0]).toContain('on 50 % of these cases')
  })

  it('counts what was shown to a candidate of both, in that very task', () => {
    using space = workspace()
    leave(space, other({ ladder: [model('small'), model('else')] }), { shown: [['lab/else', CASES]] })
    expect(looks(space)).toEqual([])
    leave(space, other(), { taskOf: 't_b' })
    expect(looks(space)).toEqual([])
    leave(space, other({ caseSet: 'set', ladder: [model('else')] }), { shown: [['lab/else', CASES]] })
    expect(looks(space)).toEqual([])
  })

  it('of the same set of cases is all of it, in whatever order and however little was shown', () => {
    using space = workspace()
    leave(space, other({ caseSet: 'set' }), { shown: [['lab/small', 1]] })
    expect(looks(space)[0]).toContain('has already tried candidates on these cases (another choice of models)')
    leave(space, other({ caseSet: 'set', validator: 'json@1', declared: 3 }, { seed: 9 }), { shown: [['lab/small', 1]] })
    expect(looks(space)[0]).toContain('(the seed was 9 and is 1, the validator was json@1 and is label@1, 3 candidates were declared and now 1)')
  })

  it.each([[49, false], [50, true]])('of %i cases in a hundred bars a fixed design: %s', (seen, barred) => {
    const { rule } = taskPlanOf()
    for (const [then, now] of [['fixed', 'sequential'], ['sequential', 'fixed'], ['fixed', 'fixed']] as const) {
      using space = workspace()
      leave(space, other({ rule: { ...rule, design: then } }), { shown: [['lab/small', seen]] })
      const look = () => looks(space, planOf({ tasks: [taskPlanOf({ rule: { ...rule, design: now } })] }))
      if (barred) expect(look).toThrow(/spends all of its level at once/)
      else expect(look()).toHaveLength(1)
    }
  })

  it('is no matter of tasks that are not audited, then or now', () => {
    using space = workspace()
    const unfit = { reason: 'skipped', message: '' } as const
    leave(space, other({ caseSet: 'set', unfit }))
    expect(looks(space)).toEqual([])
    leave(space, other({ caseSet: 'set' }))
    expect(looks(space, planOf({ tasks: [taskPlanOf({ unfit })] }))).toEqual([])
  })

  it('is its own evidence along a chain of runs that go on from one another, in either direction', () => {
    const from = (runId: string): Partial<TaskPlan> => ({ caseSet: 'set', continues: { runId, cases: 1, tried: [] } })
    using space = workspace()
    leave(space, other({ caseSet: 'set' }, { runId: 'first' }))
    leave(space, other(from('first'), { runId: 'second' }))
    expect(looks(space, planOf({ tasks: [taskPlanOf(from('second'))] }))).toEqual([])
    expect(looks(space, planOf({ runId: 'first', tasks: [taskPlanOf({ caseSet: 'set' })] }))).toEqual([])
    expect(looks(space, planOf({ tasks: [taskPlanOf({ caseSet: 'set' })] }))).toHaveLength(1)
  })

  it('passes over what is no run', () => {
    using space = workspace()
    mkdirSync(space.path('.audit/empty'), { recursive: true })
    space.write('.audit/broken/plan.json', '{')
    space.write('.audit/broken/trials.jsonl', '{}\n')
    expect(looks(space)).toEqual([])
  })
})
