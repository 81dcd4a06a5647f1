import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { decideAgain } from '../../src/pipeline/decide-again.js'
import { worstOfEmbeddings } from '../../src/pipeline/plan/forecast-embeddings.js'
import { planAudit } from '../../src/pipeline/run.js'
import { audit, candidateOf, configFor, onlyTask, optionsFor, toEnd } from '../support/audit.js'
import { manualClock } from '../support/clock.js'
import { caseOf, sortingLog } from '../support/log.js'
import { answer, startModelServer, type Reply, type SeenRequest } from '../support/model-server.js'
import { vectorOf } from '../support/word-vectors.js'
import { workspace, type Workspace } from '../support/workspace.js'

const PLACES = ['harbour', 'market', 'station', 'museum', 'castle', 'garden', 'bakery', 'library', 'theatre', 'stadium', 'chapel', 'airport'] as const
const wordsOf = (n: number): readonly string[] => [`At the ${PLACES[n % 12]} in street ${n}`, `people wait for number ${n * 7}`, 'while the rain falls on the old roofs and nobody has an umbrella today']
const logged = (n: number): string => `${wordsOf(n).join(', ')}.`
/** The same words in another order. */
const rewritten = (n: number): string => `${wordsOf(n).toReversed().join(', ')}.`

const isVectors = ({ path }: SeenRequest): boolean => path.endsWith('/embeddings')
const textsOf = ({ body }: SeenRequest): readonly string[] => body['input'] as readonly string[]

/** Answers out of order, as the API may. */
function embedded(seen: SeenRequest): Reply {
  const data = textsOf(seen).map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) })).toReversed()
  return { kind: 'json', body: { object: 'list', model: seen.model, data, usage: { prompt_tokens: 10 * data.length, total_tokens: 10 * data.length } } }
}

const MODEL = { model: 'lab/vectors', price: { input: 100, output: 0 } }
const world = (written: (n: number) => string, vectors: (seen: SeenRequest) => Reply = embedded) => (seen: SeenRequest): Reply => (isVectors(seen) ? vectors(seen) : answer(seen.model === 'small' ? written(caseOf(seen.prompt)) : logged(caseOf(seen.prompt))))
const writeLog = (space: Workspace, count: number): string => space.write('calls.jsonl', sortingLog(count, (n) => ({ answer: logged(n), system: 'Write one sentence about the place.' })))
const SETTINGS = { quality: { control: 'logged', max_samples: 40 }, embeddings: MODEL, tasks: [{ match: { label: 'write sentence' }, validator: { name: 'similarity', partial_credit: true } }] } as const
const scoresOf = (dir: string) => readFileSync(join(dir, 'scores.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { candidate: { status: string; value?: number; reason: string } })

it('asks for the vectors of references by the batch and of answers as they come, pays for them, and asks once', async () => {
  using space = workspace()
  await using server = await startModelServer(world(rewritten))
  const log = writeLog(space, 100)
  const options = optionsFor(space, log, configFor(server.url, { ...SETTINGS, budget_usd: 5 }))
  const { value } = await audit(options)
  expect(onlyTask(value).validator).toMatch(/^similarity@/)
  expect(onlyTask(value).validatorReason).toContain('by lab/vectors, which is not whether one is right')
  const calls = server.seen.filter(isVectors)
  expect(calls[0]?.path).toBe('/v1/embeddings')
  expect(calls[0]?.body).toMatchObject({ model: 'vectors', encoding_format: 'float' })
  const sizes = calls.map((call) => textsOf(call).length)
  expect(Math.max(...sizes)).toBe(32)
  expect(sizes.filter((size) => size > 1).length).toBeLessThanOrEqual(2)
  expect(calls.filter((call) => textsOf(call).length === 1).map((call) => textsOf(call)[0])).toContain(rewritten(caseOf(server.seen.find(({ model }) => model === 'small')?.prompt ?? '')))
  const scores = scoresOf(value.runDir)
  expect(scores.every(({ candidate }) => candidate.status === 'scored' && candidate.reason.startsWith('cosine above chance'))).toBe(true)

  const asked = server.seen.length
  expect(value.result.totals.replayCalls).toBe(asked)
  const usd = calls.reduce((sum, call) => sum + (textsOf(call).length * 10 * 100) / 1e6, 0)
  const chat = asked - calls.length
  expect(value.result.totals.replayCostUsd).toBeCloseTo(usd + (chat * (20 * 1 + 2 * 3)) / 1e6, 9)

  const again = await audit(options)
  expect(server.seen.length).toBe(asked)
  expect(onlyTask(again.value).candidates.map(({ verdict, difference, trials }) => [verdict, difference, trials])).toEqual(onlyTask(value).candidates.map(({ verdict, difference, trials }) => [verdict, difference, trials]))
  const decided = await toEnd(decideAgain(value.runDir, { margin: undefined, alpha: undefined, candidates: undefined, signal: new AbortController().signal, clock: manualClock() }))
  expect(decided.value.tasks[0]?.candidates[0]?.difference).toBe(candidateOf(onlyTask(value), 'lab/small').difference)
})

it('ranks another text of the same words above one of other words, and never as high as the same text', async () => {
  using space = workspace()
  const means = await Promise.all([rewritten, (n: number) => `Bread costs ${n} coins.`, logged].map(async (written, i) => {
    await using server = await startModelServer(world(written))
    const { value } = await audit(optionsFor(space, writeLog(space, 60), configFor(server.url, SETTINGS), { auditDir: space.path(`.audit-${i}`) }))
    const values = scoresOf(value.runDir).map(({ candidate }) => candidate.value ?? Number.NaN)
    return { mean: values.reduce((sum, one) => sum + one, 0) / values.length, vectors: server.seen.filter(isVectors).length }
  }))
  const [same, other, copied] = means
  expect(copied).toEqual({ mean: 1, vectors: 0 })
  // The words of both are the same.
  expect(same?.mean).toBeGreaterThan(0.9)
  expect(same?.mean).toBeLessThan(1)
  expect(other?.mean).toBeLessThan(0.1)
})

it.each([
  ['refused', (): Reply => ({ kind: 'json', status: 400, body: { error: { message: 'no such model' } } })],
  ['of no numbers', (): Reply => ({ kind: 'json', body: { data: [{ index: 0, embedding: 'AAAA' }], usage: { prompt_tokens: 1 } } })],
  ['too few', (seen: SeenRequest): Reply => (textsOf(seen).length > 1 ? { kind: 'json', body: { data: [{ index: 0, embedding: [1, 2] }], usage: { prompt_tokens: 1 } } } : embedded(seen))],
] as const)('vectors that are %s leave answers unscored, which certifies nothing', async (_, vectors) => {
  using space = workspace()
  await using server = await startModelServer(world(rewritten, vectors))
  const { value } = await audit(optionsFor(space, writeLog(space, 60), configFor(server.url, SETTINGS)))
  expect(candidateOf(onlyTask(value), 'lab/small').viable).toBe(false)
  expect(scoresOf(value.runDir).every(({ candidate }) => candidate.status === 'unscored')).toBe(true)
})

it('keeps the budget, and the plan says what vectors may cost', async () => {
  using space = workspace()
  await using server = await startModelServer(world(rewritten))
  const log = writeLog(space, 60)
  const dear = { ...SETTINGS, embeddings: { model: 'lab/vectors', price: { input: 10_000, output: 0 } }, budget_usd: 1000 }
  const { plan, cases } = (await toEnd(planAudit(optionsFor(space, log, configFor(server.url, dear))))).value
  const [task] = plan.tasks
  if (!task) throw new Error('no task is planned')
  expect(task.embeddings?.model.ref).toBe('lab/vectors')
  const { value } = await audit(optionsFor(space, log, configFor(server.url, dear)))
  const spent = server.seen.filter(isVectors).reduce((sum, call) => sum + (textsOf(call).length * 10 * 10_000) / 1e6, 0)
  expect(spent).toBeGreaterThan(1)
  expect(worstOfEmbeddings(task, cases.get(task.summary.id) ?? [], 1)).toBeGreaterThan(spent)
  expect(value.result.stoppedBy).toBeNull()

  const poor = await audit(optionsFor(space, log, configFor(server.url, { ...dear, budget_usd: 0.5 }), { auditDir: space.path('.poor') }))
  expect(poor.value.result.stoppedBy).toBe('budget')
  expect(poor.value.result.totals.replayCostUsd).toBeLessThanOrEqual(0.5)
})

it.each([
  [{ providers: { prod: { api: 'openai', base_url: 'http://127.0.0.1:1/v1' }, lab: { api: 'anthropic', base_url: 'http://127.0.0.1:1' } } }, 'has no embeddings'],
  [{ embeddings: { model: 'lab/vectors' }, budget_usd: 1 }, 'price of lab/vectors is unknown'],
  [{ embeddings: { model: 'vectors' } }, 'names no provider'],
] as const)('%j is refused before anything is paid', async (changes, message) => {
  using space = workspace()
  await expect(audit(optionsFor(space, writeLog(space, 60), configFor('http://127.0.0.1:1', { ...SETTINGS, ...changes })))).rejects.toThrow(message)
})
