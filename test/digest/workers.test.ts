import { closeSync, existsSync, openSync } from 'node:fs'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTable } from '../../src/digest/call-table.js'
import { createLotReader } from '../../src/digest/read-lot.js'
import { findTableTasks } from '../../src/digest/table-tasks.js'
import { readTable, type ReadTableOptions } from '../../src/digest/read-table.js'
import { createStoreEnd, type KeptTraffic } from '../../src/ingest/index.js'
import { workersOf } from '../../src/cli/workers.js'

const pairLine = (n: number): string => JSON.stringify({
  id: n % 11 === 10 ? 'again' : `c${n}`, timestamp: new Date(1_780_000_000_000 + n * 1000).toISOString(), latency_ms: 100 + n, ...(n % 4 === 0 ? { session_id: `s${n % 3}` } : {}),
  request: { model: n % 3 ? 'gpt-4o' : 'gpt-4o-mini', messages: [...(n % 2 ? [{ role: 'system', content: `You sort the letters of desk ${n % 9}. One word.` }] : []), { role: 'user', content: `The ship number ${n} of grain. `.repeat(1 + (n % 20)) }] },
  ...(n % 29 === 28 ? { status: 500 } : { response: { id: `r${n}`, object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content: `Answer ${n}` }, finish_reason: 'stop' }], ...(n % 6 ? { usage: { prompt_tokens: 20 + n, completion_tokens: 3 } } : {}) } }),
})

/** One line of a log: calls of several formats, halves of batches in any order, what was paid for without text, broken and blank lines. */
function lineOf(kind: number, n: number): string {
  switch (kind) {
    case 0: return ''
    case 1: return `no JSON ${n} {`
    case 2: return JSON.stringify({ custom_id: `b${n % 40}`, method: 'POST', url: '/v1/chat/completions', body: { model: 'gpt-4o', messages: [{ role: 'user', content: `half ${n % 40}` }] } })
    case 3: return JSON.stringify({ id: `h${n}`, custom_id: `b${n % 40}`, response: { status_code: 200, body: { id: `r${n}`, object: 'chat.completion', model: 'gpt-4o', choices: [{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }] } }, error: null })
    case 4: return JSON.stringify({ id: `p${n}`, request: { model: 'gpt-4o', messages: [{ role: 'user', content: 'redacted' }] }, response: { object: 'chat.completion', model: 'gpt-4o', choices: [{ index: 0, message: { role: 'assistant', content: 'x' } }], usage: { prompt_tokens: n, completion_tokens: 2 } } })
    case 5: return JSON.stringify({ prompt: `Say “${n}”`, completion: `é ${n}`, model: 'm', task: `t${n % 7}`, plan: n % 2 ? 'free' : 'paid' })
    default: return pairLine(n)
  }
}

/** All that can be asked of what was read. */
async function read(bytes: Buffer, piece: number, options: ReadTableOptions): Promise<unknown> {
  const kept: KeptTraffic[] = []
  const stdin = Readable.from(Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) => bytes.subarray(at * piece, (at + 1) * piece)))
  const { table, ...counted } = await readTable(['-'], { stdin, keep: (one) => kept.push(one), inMemory: 40_000, workersFrom: 2_000, slotBytes: 8_000, ...options })
  const rows = Array.from({ length: table.rows }, (_, row) => ({
    call: table.call(row), usage: table.usageOf(row), numbers: [table.costUsdOf(row), table.latencyMsOf(row)], lists: [table.servedOf(row), table.structureOf(row), table.tagOf(row), table.tierOf(row), table.formatOf(row)],
    content: table.contentOf(row), occurrence: table.occurrenceOf(row), tokens: [table.inputTokensOf(row), table.outputTokensOf(row)],
  }))
  const all = { counted, kept, rows, lists: [table.served, table.structures, table.tags, table.tiers] }
  table.close()
  return all
}

describe('threads that read', () => {
  it('give exactly what one thread gives, for any number of them and any pieces', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat({ max: 9 }), { minLength: 30, maxLength: 150 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 300, max: 9_000 }), fc.constantFrom(0, 40_000, 1 << 30), async (kinds, workers, piece, inMemory) => {
      const bytes = Buffer.from([9, ...kinds].map((kind, n) => lineOf(kind, n)).join('\n'))
      const expected = await read(bytes, bytes.length, { workers: 0 })
      // Slots of a few lines, some of which are longer; texts in memory, in a file from the beginning, and from somewhere on.
      const options = { workers, inMemory, slotBytes: 3_000 }
      expect(await read(bytes, piece, options)).toEqual(expected)
      expect(await read(gzipSync(bytes), piece, options)).toEqual(expected)
    }), { numRuns: 6 })
  })

  it('place requests as one thread does', async () => {
    const lines = Array.from({ length: 400 }, (_, n) => ['Write a rhyme about', 'Please put into French:', 'What is the price of'][n % 3] + ` ${['coal', 'grain', 'cloth', 'é'][n % 4]} number ${n % 150}`)
    const bytes = Buffer.from(lines.map((prompt, n) => JSON.stringify({ prompt, completion: `a ${n}`, model: 'm', ...(n % 5 ? {} : { task: n % 2 ? 'rhyme' : 'price' }) })).join('\n'))
    const placed = await Promise.all([0, 3].map(async (workers) => {
      const { table } = await readTable(['-'], { stdin: Readable.from([bytes]) })
      const found = await findTableTasks(table, { workers, workersFrom: 0 })
      table.close()
      return found
    }))
    expect(placed[0]?.tasks.length).toBeGreaterThan(3)
    expect(placed[1]).toEqual(placed[0])
  })

  it('end as one thread does when the input breaks off', async () => {
    const whole = gzipSync(Buffer.from(Array.from({ length: 200 }, (_, n) => pairLine(n)).join('\n')))
    const endOf = async (packed: Buffer, workers: number): Promise<string> => {
      try {
        const { table, examples } = await readTable(['-'], { stdin: Readable.from([packed]), workers, workersFrom: 4_000, slotBytes: 10_000 })
        table.close()
        return examples.map(({ first }) => first[0]?.detail).join()
      } catch (error) {
        return String(error)
      }
    }
    const ends = (packed: Buffer): Promise<readonly string[]> => Promise.all([0, 2].map((workers) => endOf(packed, workers)))
    const [cut = '', cutByTwo] = await ends(whole.subarray(0, whole.length - 300))
    expect(cut).toMatch(/ends too early: \d+ records were read before/)
    expect(cutByTwo).toBe(cut)
    whole.writeUInt32LE(0, whole.length - 8)
    const [damaged = '', damagedByTwo] = await ends(whole)
    expect(damaged).toMatch(/is damaged; \d+ records were read before/)
    expect(damagedByTwo).toBe(damaged)
  })

  it('number the lines that nobody can read, wherever they lie', async () => {
    const broken = new Set([3, 77, 78, 240, 399])
    const lines = Array.from({ length: 400 }, (_, n) => (broken.has(n) ? `garbage number ${n} {` : n % 50 === 9 ? '' : pairLine(n)))
    for (const workers of [0, 1, 2]) {
      const stdin = Readable.from(Array.from({ length: 60 }, (_, at) => Buffer.from(lines.join('\n')).subarray(at * 7_000, (at + 1) * 7_000)))
      const { table, examples } = await readTable(['-'], { stdin, workers, workersFrom: 20_000, slotBytes: 10_000, inMemory: 30_000 })
      const unreadable = examples.find(({ reason }) => reason === 'unreadable')
      expect([unreadable?.count, unreadable?.first.map(({ source }) => source.line)]).toEqual([5, [4, 78, 79]])
      expect(table.idOf(table.rows - 1)).toBe('c398')
      expect(table.call(table.rows - 1).source.line).toBe(399)
      table.close()
    }
  })

  it.runIf(existsSync('/dev/full'))('end as one thread does when there is no room for the texts', async () => {
    const end = createStoreEnd()
    const full = openSync('/dev/full', 'w')
    end.open(full, new Uint8Array(0))
    const lot = createLotReader(end.memory)({ bytes: Buffer.from(pairLine(1)), firstLine: 1, lines: 1 }, 'f')
    closeSync(full)
    expect(lot.batch.text).toEqual({ refused: 'ENOSPC' })
    expect(() => createTable().append(lot.batch, 'f')).toThrow(/temporary folder .* cannot take the log: ENOSPC/)
  })

  it('stop when they are told to', async () => {
    const stop = new AbortController()
    const bytes = Buffer.from(Array.from({ length: 600 }, (_, n) => pairLine(n)).join('\n'))
    async function* pieces(): AsyncGenerator<Buffer> {
      for (let at = 0; at < bytes.length; at += 20_000) {
        if (at > 40_000) stop.abort(new Error('enough'))
        yield bytes.subarray(at, at + 20_000)
      }
    }
    await expect(readTable(['-'], { stdin: Readable.from(pieces()), signal: stop.signal, workers: 2, workersFrom: 0 })).rejects.toThrow('enough')
  })

  it('are one a core by default, none on one core, and as many as are asked for', () => {
    expect([1, 2, 4, 64].map((cores) => workersOf({}, cores))).toEqual([0, 2, 4, 6])
    expect(['0', '3', ' 12 '].map((asked) => workersOf({ AUDIT_WORKERS: asked }, 2))).toEqual([0, 3, 12])
    for (const asked of ['-1', 'all', '1.5', '65', '1e1']) expect(() => workersOf({ AUDIT_WORKERS: asked }, 2)).toThrow(/AUDIT_WORKERS is/)
  })
})
