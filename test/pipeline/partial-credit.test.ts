import { describe, expect, it } from 'vitest'
import { countedValue } from '../../src/validators/index.js'
import { audit, candidateOf, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { caseOf } from '../support/log.js'
import { answer, startModelServer } from '../support/model-server.js'
import { withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

/** A record of twelve fields; one of them is another in `wrong`. */
const recordOf = (n: number, wrong = false): string => JSON.stringify(Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`f${at}`, wrong && at === n % 12 ? `other ${n}` : `v${(n * (at + 3)) % 97}`])))
const SYSTEM = 'Take the twelve fields out of the message. Answer with a JSON object of f0 to f11.'
const textOf = (n: number): string => `On day ${n} the crane at quay ${n % 9} lifted ${n % 7} crates and then stood still until the evening shift came back from the harbour.`
const otherTextOf = (n: number): string => textOf(n).replace('crane', 'truck')

async function verdictOn(system: string, logged: (n: number) => string, candidate: (n: number) => string, config = {}) {
  using space = workspace()
  await using server = await startModelServer(({ prompt, model }) => answer(model === 'big' ? logged(caseOf(prompt)) : candidate(caseOf(prompt))))
  const { value } = await audit(optionsFor(space, withLog(space, 700, (n) => ({ system, answer: logged(n) })), configFor(server.url, config)))
  const task = onlyTask(value)
  return { task, candidate: candidateOf(task, 'lab/small') }
}

describe('answers that are right in part', () => {
  it('count as wrong where a field of the record is wrong: every tenth record with one bad field of twelve is no viable model', async () => {
    const { task, candidate } = await verdictOn(SYSTEM, recordOf, (n) => recordOf(n, n % 10 === 0))
    expect(task.validator).toMatch(/^json@/)
    expect(candidate.viable).toBe(false)
    expect(candidate.difference).toBeLessThan(-0.05)
    expect(candidate.score).toBeLessThan(0.95)
  })

  it('count by their share where the configuration says so', async () => {
    const { candidate } = await verdictOn(SYSTEM, recordOf, (n) => recordOf(n, n % 10 === 0), { tasks: [{ match: { label: 'take twelve fields' }, validator: { name: 'json', partial_credit: true } }] })
    expect(candidate.viable).toBe(true)
    expect(candidate.difference).toBeGreaterThan(-0.02)
  })

  it('count for nothing where it is another text: a word changed in every sixth text is no viable model, and no worse one either', async () => {
    const { task, candidate } = await verdictOn('Tell the head of the quay in one sentence what happened.', textOf, (n) => (n % 6 === 0 ? otherTextOf(n) : textOf(n)))
    expect(task.validator).toMatch(/^(?:similarity|summary)@/)
    expect(candidate).toMatchObject({ viable: false, verdict: 'inconclusive' })
    expect(candidate.difference).toBeLessThan(-0.1)
    expect(candidate.interval[1]).toBeGreaterThan(0)
    expect(candidate.message).toMatch(/In \d+ of \d+ answers it writes another text than expected/)
  })

  const judgedRecord = (n: number, text: string): string => JSON.stringify({ berth: `b${n % 9}`, note: text })
  const NOTES = 'Take the berth and a note of what happened out of the message, as a JSON object.'

  it('count as lost where the only field that differs is free text: one changed word may be all that matters', async () => {
    const { task, candidate } = await verdictOn(NOTES, (n) => judgedRecord(n, textOf(n)), (n) => judgedRecord(n, n % 6 === 0 ? otherTextOf(n) : textOf(n)))
    expect(task.validator).toMatch(/^json@/)
    expect(candidate).toMatchObject({ viable: false, verdict: 'inconclusive' })
    expect(candidate.difference).toBeLessThan(-0.1)
  })

  it('are not looked at in the fields that the configuration has ignored, and are in all others', async () => {
    const ignoring = { tasks: [{ match: { label: 'take the berth' }, validator: { name: 'json', ignore: ['note'] } }] }
    const logged = (n: number) => judgedRecord(n, textOf(n))
    expect((await verdictOn(NOTES, logged, (n) => judgedRecord(n, otherTextOf(n)), ignoring)).candidate.viable).toBe(true)
    expect((await verdictOn(NOTES, logged, (n) => judgedRecord(n % 6 === 0 ? n + 1 : n, textOf(n)), ignoring)).candidate.viable).toBe(false)
  })

  it('excuse nothing: that the incumbent writes another text now and then is no leave to do so', async () => {
    using space = workspace()
    const varied = (n: number, by: number): string => (n % 14 === by ? otherTextOf(n) : textOf(n))
    await using server = await startModelServer(({ prompt, model }) => answer(varied(caseOf(prompt), model === 'big' ? 3 : 5)))
    const { value } = await audit(optionsFor(space, withLog(space, 700, (n) => ({ system: 'Tell the head of the quay in one sentence what happened.', answer: textOf(n) })), configFor(server.url)))
    const candidate = candidateOf(onlyTask(value), 'lab/small')
    expect(candidate).toMatchObject({ viable: false, incumbentScore: 1 })
    expect(candidate.difference).toBeLessThan(-0.03)
    expect(server.seen.filter(({ model }) => model === 'big'), 'no repeat of the incumbent tells whether another text matters').toHaveLength(60)
  })

  it('are not replayed where the incumbent itself hardly writes the same text twice', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt }) => answer(caseOf(prompt) % 4 === 0 ? otherTextOf(caseOf(prompt)) : textOf(caseOf(prompt))))
    const { value } = await audit(optionsFor(space, withLog(space, 300, (n) => ({ system: 'Tell the head of the quay in one sentence what happened.', answer: textOf(n) })), configFor(server.url)))
    const candidate = candidateOf(onlyTask(value), 'lab/small')
    expect(candidate).toMatchObject({ verdict: 'not-evaluated', reason: 'blocked' })
    expect(candidate.message).toContain('no program can tell whether that matters: name a judge')
    expect(server.seen.every(({ model }) => model === 'big')).toBe(true)
  })

  it('cannot decide where not even the incumbent comes near the expected texts', async () => {
    using space = workspace()
    await using server = await startModelServer(({ prompt }) => answer(otherTextOf(caseOf(prompt))))
    const log = withLog(space, 300, (n) => ({ system: 'Tell the head of the quay in one sentence what happened.', answer: otherTextOf(n), record: { metadata: { expected: textOf(n) } } }))
    const { value } = await audit(optionsFor(space, log, configFor(server.url, { gold: 'metadata.expected' })))
    const task = onlyTask(value)
    expect(candidateOf(task, 'lab/small')).toMatchObject({ verdict: 'not-evaluated', reason: 'blocked', viable: false })
    expect(task.decision.strategy).toBe('incumbent')
    expect(server.seen).toEqual([])
  })

  it('do not hide behind tool calls: where a third of the answers are words, what they say is compared', async () => {
    const tools = [{ type: 'function', function: { name: 'lift', description: 'lifts a crate', parameters: { type: 'object', properties: { crate: { type: 'integer' } }, required: ['crate'] } } }]
    const calls = (n: number) => n % 3 !== 0
    const message = (n: number, text: string) => (calls(n) ? { role: 'assistant', content: null, tool_calls: [{ id: `c${n}`, type: 'function', function: { name: 'lift', arguments: `{"crate":${n}}` } }] } : { role: 'assistant', content: text })
    const body = (n: number, model: string, text: string) => ({ id: `x${n}`, object: 'chat.completion', created: 0, model, choices: [{ index: 0, message: message(n, text), finish_reason: calls(n) ? 'tool_calls' : 'stop' }], usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 } })
    using space = workspace()
    await using server = await startModelServer(({ prompt, model }) => ({ kind: 'json', body: body(caseOf(prompt), model, model === 'big' ? textOf(caseOf(prompt)) : 'The crane is not mine to lift.') }))
    const log = withLog(space, 600, (n) => ({ system: 'You run the crane of the quay by its tools.', request: { tools }, record: { response: body(n, 'big', textOf(n)) } }))
    const { value } = await audit(optionsFor(space, log, configFor(server.url)))
    const task = onlyTask(value)
    expect(task.validator).toMatch(/^tool_call@/)
    expect(task.validatorReason).toContain('33 % of the answers are words')
    expect(candidateOf(task, 'lab/small')).toMatchObject({ viable: false })
    expect(candidateOf(task, 'lab/small').difference).toBeLessThan(-0.1)
  })

  it.each([
    [{ value: 0.9, partial: 'wrong' as const }, 0, 0.9],
    [{ value: 0.9, partial: 'other' as const }, 0, 0.9],
    [{ value: 0.9 }, 0.9, 0.9],
    [{ value: 1, partial: 'wrong' as const }, 1, 1],
    [{ value: 0, partial: 'other' as const }, 0, 0],
    [{ value: null, partial: 'other' as const }, null, null],
  ])('%o counts %s, and %s with partial credit', (score, strict, lenient) => {
    expect(countedValue({ ...score, reason: '' }, { partialCredit: false })).toBe(strict)
    expect(countedValue({ ...score, reason: '' }, { partialCredit: true })).toBe(lenient)
    expect(countedValue({ ...score, reason: '' }, {}), 'regression sets that were pinned before').toBe(lenient)
  })
})
