import { describe, expect, it } from 'vitest'
import { falseDiscovery } from '../../src/decide/index.js'
import { guaranteeSentences } from '../../src/domain/guarantee.js'
import type { AuditResult } from '../../src/domain/result.js'
import { audit, configFor, optionsFor, type Finished } from '../support/audit.js'
import type { Audited } from '../../src/pipeline/run.js'
import { caseOf, labelOf, logRecord, wrongLabelOf } from '../support/log.js'
import { answer, startModelServer, type SeenRequest } from '../support/model-server.js'
import { workspace, type Workspace } from '../support/workspace.js'

const SYSTEMS = ['Sort the message into exactly one of: urgent, routine, spam. Answer with the label only.', 'Say how soon a clerk must act on this note: urgent, routine or spam? One word, nothing else.', 'Triage for the night shift. Possible outcomes are urgent, routine, spam. Reply with one outcome.', 'You label complaints of hotel guests as urgent, routine or spam; output the bare label.'] as const

/** Tasks of one log: told apart by their system prompts. */
function logOf(space: Workspace, tasks: number, cases: number): string {
  const rows = Array.from({ length: tasks }, (_, task) => Array.from({ length: cases }, (__, i) => {
    const n = task * 10_000 + i
    return JSON.stringify(logRecord(n, { system: SYSTEMS[task] ?? '', record: { metadata: { task: `kind ${task}` } } }))
  })).flat()
  return space.write('calls.jsonl', `${rows.join('\n')}\n`)
}

const taskOf = (prompt: string): number => Math.floor(caseOf(prompt) / 10_000)
/** Wrong in every `n`-th case of the tasks named. */
const wrongIn = (tasks: readonly number[], n: number) => ({ prompt }: Pick<SeenRequest, 'prompt'>) => {
  const one = caseOf(prompt)
  return answer(tasks.includes(taskOf(prompt)) && one % n === 0 ? wrongLabelOf(one) : labelOf(one))
}
const quality = (fdr: boolean) => ({ quality: { control: 'logged', fdr, max_samples: 300 } })
const byLabel = (result: AuditResult) => [...result.tasks].sort((a, b) => (a.label < b.label ? -1 : 1))
const verdictEvents = ({ events }: Finished<Audited>) => events.filter(({ type }) => type === 'verdict')

describe('a false discovery rate over tasks', () => {
  it('takes e-values on past 1/α where few tasks are certified, and says what it promises', async () => {
    using space = workspace()
    await using server = await startModelServer(wrongIn([1, 2, 3], 4))
    const log = logOf(space, 4, 320)
    const alone = (await audit(optionsFor(space, log, configFor(server.url, quality(false)), { runDir: space.path('alone') }))).value.result
    const end = await audit(optionsFor(space, log, configFor(server.url, quality(true))))
    const { result } = end.value
    expect(result.tasks).toHaveLength(4)
    const [first] = byLabel(alone)
    const moved = result.tasks.filter(({ decision }) => decision.strategy === 'single')
    expect(moved).toHaveLength(1)
    const [candidate] = moved[0]?.candidates ?? []
    expect(first?.candidates[0]?.eValue).toBeLessThan(30)
    expect(candidate?.eValue).toBeGreaterThanOrEqual(80)
    expect(candidate?.trials).toBeGreaterThan(first?.candidates[0]?.trials ?? Infinity)
    expect(result.guarantee).toEqual({ kind: 'fdr', design: 'sequential', level: 0.05, tasks: 4, threshold: 80, declared: 1 })
    expect(result.guarantee && guaranteeSentences(result.guarantee).join(' ')).toContain('at most 5 % are expected to be wrongly so')
    const claims = result.tasks.map((task) => ({ name: task.id, eValue: task.decision.strategy === 'single' ? (task.candidates[0]?.eValue ?? 0) : 0 }))
    expect(falseDiscovery(claims, 0.05, 4).declared.filter(Boolean)).toHaveLength(1)
    // One verdict for each candidate and no case twice, though certified tasks are gone over again.
    expect(verdictEvents(end)).toHaveLength(4)
    const counts = end.events.flatMap((event) => (event.type === 'evidence' && event.taskId === moved[0]?.id ? [event.trials] : []))
    expect(counts).toEqual(Array.from({ length: counts.length }, (_, n) => n + 1))
  })

  it('asks for no more than 1/α where all tasks are certified', async () => {
    using space = workspace()
    await using server = await startModelServer(wrongIn([], 2))
    const log = logOf(space, 3, 320)
    const { result } = (await audit(optionsFor(space, log, configFor(server.url, quality(true))))).value
    expect(result.guarantee).toMatchObject({ threshold: expect.closeTo(20) as number, declared: 3 })
    const alone = (await audit(optionsFor(space, log, configFor(server.url, quality(false)), { runDir: space.path('alone') }))).value.result
    expect(byLabel(result).map(({ candidates }) => candidates[0]?.eValue)).toEqual(byLabel(alone).map(({ candidates }) => candidates[0]?.eValue))
  })

  it('leaves a task with its incumbent whose e-value would do alone but not among all', async () => {
    using space = workspace()
    await using server = await startModelServer(wrongIn([1, 2, 3], 4))
    const log = logOf(space, 4, 165)
    const { result } = (await audit(optionsFor(space, log, configFor(server.url, { quality: { control: 'logged', fdr: true, max_samples: 165 } })))).value
    expect(result.tasks.every(({ decision }) => decision.strategy === 'incumbent')).toBe(true)
    expect(result.guarantee).toMatchObject({ threshold: 80, declared: 0 })
    const close = result.tasks.flatMap(({ candidates }) => candidates).find(({ eValue }) => eValue >= 20)
    expect(close).toMatchObject({ verdict: 'inconclusive', viable: false })
    expect(close?.message).toContain('would certify this task by itself')
  })

  it('resumes on the same path, with the same result', async () => {
    using space = workspace()
    await using server = await startModelServer(wrongIn([1, 2], 4))
    const log = logOf(space, 3, 320)
    const options = optionsFor(space, log, configFor(server.url, quality(true)))
    const first = (await audit(options)).value.result
    const calls = server.seen.length
    const second = (await audit(options)).value.result
    expect(server.seen.length).toBe(calls)
    expect(second.tasks).toEqual(first.tasks)
  })

  it.each([
    [{ quality: { control: 'logged', fdr: true, design: 'fixed', max_samples: 150 } }, 'fixed design'],
    [{ quality: { control: 'logged', fdr: true }, tasks: [{ match: { label: 'kind 0' }, alpha: 0.01 }] }, 'a level of its own'],
  ])('is refused where a task cannot take part', async (changes, message) => {
    using space = workspace()
    await using server = await startModelServer(wrongIn([], 2))
    const log = logOf(space, 2, 200)
    await expect(audit(optionsFor(space, log, configFor(server.url, changes)))).rejects.toThrow(message)
    expect(server.seen).toEqual([])
  })
})

it('says what an FDR promises where the number of moved tasks is not known', () => {
  const told = guaranteeSentences({ kind: 'fdr', design: 'sequential', level: 0.05, tasks: 8 }).join(' ')
  expect(told).not.toContain('undefined')
  expect(told).toContain('at most 5 % are expected to be wrongly so')
})
