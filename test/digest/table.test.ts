import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LlmCall } from '../../src/domain/call.js'
import { readTable, type ReadTable, type ReadTableOptions } from '../../src/digest/read-table.js'
import { findTableTasks } from '../../src/digest/table-tasks.js'
import { fitRows } from '../../src/digest/fit-rows.js'
import { ingest } from '../../src/ingest/index.js'
import { drawCases } from '../../src/sample/eligible.js'
import { contentDigest, digest, digestOfList } from '../../src/sample/content.js'
import { drawRows } from '../../src/sample/draw-rows.js'
import { findTasks } from '../../src/tasks/find-tasks.js'

const DESKS = ['You sort the letters of the harbour office. Today is 2026-10-0{n}. One word.', 'You sum up the minutes of meeting {n} in one sentence.']

/** A log of templates with slots, bare chat, repeats, conversations, tags, failures and ids that repeat. */
function logOf(size: number, salt: number): string[] {
  return Array.from({ length: size }, (_, n) => {
    const kind = (n * 7 + salt) % 5
    const system = kind < 2 ? DESKS[kind]?.replace('{n}', String(n % 9)) : undefined
    const user = `${kind === 4 ? 'Write a rhyme about' : 'The ship'} number ${n % 11 === 10 ? 3 : n} of ${['coal', 'grain', 'cloth'][n % 3]} “é”`
    return JSON.stringify({
      id: n % 13 === 12 ? 'again' : `c${n}-${salt}`, timestamp: new Date(1_780_000_000_000 + n * 1000).toISOString(), latency_ms: 100 + n, ...(n % 4 === 0 ? { session_id: `s${n % 3}` } : {}), ...(kind === 2 ? { task: 'ship' } : {}), plan: n % 2 ? 'free' : 'paid',
      request: { model: n % 3 ? 'gpt-4o' : 'gpt-4o-mini', messages: [...(system === undefined ? [] : [{ role: 'system', content: system }]), { role: 'user', content: user }] },
      ...(n % 29 === 28 ? { status: 500 } : { response: { id: `r${n}`, object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content: kind === 0 ? 'grain' : `Answer ${n}` }, finish_reason: 'stop' }], ...(n % 6 ? { usage: { prompt_tokens: 20 + n, completion_tokens: 3 } } : {}) } }),
    })
  })
}

/** Reads lines as standard input in pieces of a size. */
async function tableOf(lines: readonly string[], piece = 1 << 16, options: ReadTableOptions = {}): Promise<ReadTable> {
  const bytes = Buffer.from(lines.join('\n'))
  const stdin = Readable.from(Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) => bytes.subarray(at * piece, (at + 1) * piece)))
  return readTable(['-'], { stdin, ...options })
}

const callsOf = async (lines: readonly string[]) => ingest(['-'], { stdin: Readable.from([Buffer.from(lines.join('\n'))]) })

describe('a table', () => {
  it('gives back every call as it was read, with the same counts, from memory and from a file', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 5, max: 120 }), fc.nat({ max: 99 }), fc.integer({ min: 7, max: 5000 }), async (size, salt, piece) => {
      const lines = logOf(size, salt)
      const { calls, input, examples } = await callsOf(lines)
      for (const inMemory of [1 << 26, 300]) {
        const { table, ...counted } = await tableOf(lines, piece, { inMemory })
        expect(counted).toMatchObject({ input, examples })
        expect(Array.from({ length: table.rows }, (_, row) => table.call(row))).toEqual(calls)
        expect(calls.map((_, row) => table.contentOf(row))).toEqual(calls.map(({ request }) => contentDigest(request)))
        const unknown = Number.NaN
        expect(calls.map((_, row) => [table.served[table.servedOf(row)], table.usageOf(row), table.costUsdOf(row), table.latencyMsOf(row), table.countedInputOf(row)]))
          .toEqual(calls.map(({ provider, requestModel, responseModel, usage, costUsd = unknown, latencyMs = unknown }) => [JSON.parse(JSON.stringify({ provider, requestModel, responseModel })) as unknown, usage, costUsd, latencyMs, usage.inputTokens ?? unknown]))
        table.close()
      }
    }), { numRuns: 15 })
  })

  it('finds the tasks that are found in memory, whatever the order of the log', async () => {
    const lines = logOf(400, 3)
    const idsBy = (tasks: readonly { readonly id: string; readonly members: readonly number[] }[], idOf: (row: number) => string) => tasks.map(({ id, members }) => [id, members.map(idOf).filter((name) => !name.startsWith('again')).sort()])
    const { calls } = await callsOf(lines)
    const expected = idsBy(findTasks(calls).tasks, (row) => calls[row]?.id ?? '')
    expect(expected.length).toBeGreaterThan(3)
    for (const order of [lines, lines.toReversed(), lines.toSorted()]) {
      const { table } = await tableOf(order)
      const { tasks, other } = await findTableTasks(table)
      expect(idsBy(tasks, table.idOf)).toEqual(expected)
      expect([...tasks.flatMap(({ members }) => members), ...other].sort((a, b) => a - b)).toEqual(Array.from({ length: table.rows }, (_, row) => row))
    }
  })

  it('draws the sample that tasks are learnt from by what is asked, not by its place, with the weight of all', async () => {
    const lines = logOf(300, 5)
    const drawn = async (order: readonly string[]) => {
      const { table } = await tableOf(order)
      return fitRows(table, 60).map(({ call, weight }) => ({ asked: call.request, answer: call.output.text, weight }))
    }
    const sample = await drawn(lines)
    expect(sample.length).toBeLessThanOrEqual(60)
    expect(sample.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo((await tableOf(lines)).table.rows, 6)
    expect(await drawn(lines.toReversed())).toEqual(sample)
  })
})

function grouped(calls: readonly LlmCall[], nameOf: (call: LlmCall) => string): readonly (readonly LlmCall[])[] {
  const names = [...new Set(calls.map(nameOf))]
  return names.map((name) => calls.filter((call) => nameOf(call) === name))
}

/** The draw as decided: representatives and order by independent hashes. Written plainly, from the words of the decision. */
function stated(calls: readonly LlmCall[], seed: number): readonly string[] {
  const sha = (purpose: string, name: string) => createHash('sha256').update(`${seed}\n${purpose}\n${name}`).digest('hex')
  const content = (call: LlmCall) => digest(call.request).slice(0, 32)
  const first = (group: readonly LlmCall[], place: (call: LlmCall) => string) => group.toSorted((a, b) => (place(a) < place(b) ? -1 : 1))[0]
  const distinct = grouped(calls, content).flatMap((group) => first(group, (call) => sha('repeat', call.id)) ?? [])
  const alone = distinct.filter(({ conversationId }) => conversationId === undefined)
  const spoken = grouped(distinct.filter((call) => call.conversationId !== undefined), (call) => call.conversationId ?? '').flatMap((group) => first(group, (call) => sha('conversation', content(call))) ?? [])
  return [...alone, ...spoken].toSorted((a, b) => (sha('order', content(a)) < sha('order', content(b)) ? -1 : 1)).map(({ id }) => id)
}

describe('the draw on a table', () => {
  it('is that on calls in memory, as decided, for any order and seed', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 5, max: 90 }), fc.nat({ max: 99 }), fc.nat(), async (size, salt, seed) => {
      const lines = logOf(size, salt).filter((line) => !line.includes('"again"'))
      const { calls } = await callsOf(lines)
      const expected = stated(calls, seed)
      expect(drawCases(calls, { seed, isIncumbents: () => true }).calls.map(({ call }) => call.id)).toEqual(expected)
      for (const order of [lines, lines.toReversed()]) {
        const { table } = await tableOf(order)
        expect(drawRows(Array.from({ length: table.rows }, (_, row) => row), seed, table).order.map(table.idOf)).toEqual(expected)
      }
    }), { numRuns: 25 })
  })
  it('is named by the digest of the whole list', () => {
    fc.assert(fc.property(fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 4 }), fc.array(fc.tuple(fc.string(), fc.option(fc.string())), { maxLength: 5 }), (head, items) => {
      fc.pre(head.length > 0)
      expect(digestOfList(head, items, (item) => item)).toBe(digest([...head, items]))
    }))
    // Longer than what is hashed at once.
    const long = Array.from({ length: 2_000 }, (_, n) => [`é${n}`.repeat(n % 40), n % 3 === 0 ? null : '\ud800'])
    expect(digestOfList(['head'], long, (item) => item)).toBe(digest(['head', long]))
  })
})
