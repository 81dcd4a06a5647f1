import { open, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { readParquet } from '../../src/ingest/container/parquet.js'
import { ingest } from '../../src/ingest/index.js'
import { LIMITS, type Limits } from '../../src/ingest/limits.js'
import type { LlmCall } from '../../src/domain/call.js'
import { failureOf, recordsOf, workspace } from './workspace.js'

const ROWS = 60

/** Rows with a prompt that packs well, in groups of a size. */
function parquet(prompt: string | ((n: number) => string), rowGroupSize: number): Buffer {
  const column = (name: string, data: readonly string[]) => ({ name, data: [...data], type: 'STRING' as const })
  const all = <T>(of: (n: number) => T): T[] => Array.from({ length: ROWS }, (_, n) => of(n))
  return Buffer.from(parquetWriteBuffer({ codec: 'SNAPPY', rowGroupSize, columnData: [column('prompt', all((n) => `${typeof prompt === 'string' ? prompt : prompt(n)} ${n}`)), column('completion', all(String)), column('model', all(() => 'm'))] }))
}

/** Lines of the rows that come out before the end, and the code, message and way of the failure that ends them. */
async function outcome(bytes: Uint8Array, limits: Partial<Limits> = {}) {
  await using space = await workspace()
  const file = await space.write('log.parquet', bytes)
  const handle = await open(file)
  const lines: number[] = []
  try {
    const failure = await failureOf((async () => {
      for await (const items of readParquet(handle, 'log.parquet', () => {}, { ...LIMITS, ...limits })) lines.push(...items.map(({ line }) => line))
      throw new Error('it was read to its end')
    })()).catch((error: Error) => ({ code: error.message, message: '', way: '' }))
    return { lines, code: failure.code, message: failure.message, way: failure.way }
  } finally {
    await handle.close()
  }
}

const PROMPT = 'What is the weight of the ship? '.repeat(100)

describe('Parquet', () => {
  it('is read group by group within its limits', async () => {
    const { lines, code } = await outcome(parquet(PROMPT, 20))
    expect(code).toBe('it was read to its end')
    expect(lines).toEqual(Array.from({ length: ROWS }, (_, n) => n + 1))
  })

  it('is refused where a group of rows would not fit into memory, by what the file says of it, and says how to write smaller ones', async () => {
    const { lines, code, message, way } = await outcome(parquet(PROMPT, ROWS), { maxGroupBytes: 4_000 })
    expect(code).toBe('input-too-large')
    expect(lines).toEqual([])
    expect(message).toMatch(/^log\.parquet: .* rows from 1 on form a group|^log\.parquet: a group of rows expands/)
    expect(way).toMatch(/smaller groups/)
  })

  it('gives the groups before the one that is too large', async () => {
    const { lines, message } = await outcome(parquet((n) => (n < 40 ? '?' : PROMPT), 20), { maxGroupBytes: 20_000 })
    expect(lines).toHaveLength(40)
    expect(message).toContain('log.parquet: ')
  })

  it('stops at a page that expands beyond all measure', async () => {
    const { code, message } = await outcome(parquet('0'.repeat(20_000), ROWS), { freeExpansionBytes: 10_000, maxExpansion: 5 })
    expect(code).toBe('input-too-large')
    expect(message).toContain('a page expands to more than 5 times its size')
  })

  it('that is cut or damaged anywhere ends in one message, never in a crash', async () => {
    const whole = parquet(PROMPT, 20)
    for (const cut of [4, 12, whole.length >> 1, whole.length - 9, whole.length - 1]) expect((await outcome(whole.subarray(0, cut))).code, `cut at ${cut}`).toBe('input-parquet')
    for (let at = 4; at < whole.length; at += Math.ceil(whole.length / 97)) {
      const damaged = Buffer.from(whole)
      damaged[at] = (damaged[at] ?? 0) ^ 0xff
      expect((await outcome(damaged, { maxGroupBytes: 1 << 22, freeExpansionBytes: 1 << 22 })).code, `byte ${at}`).toMatch(/^(?:input-parquet|input-too-large|it was read to its end)$/)
    }
  })

  it('names the columns that are there when none holds the prompt', async () => {
    await using space = await workspace()
    const file = `${space.directory}/other.parquet`
    await writeFile(file, Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'when', data: ['a'], type: 'STRING' }, { name: 'who', data: ['b'], type: 'STRING' }] })))
    expect(await failureOf(ingest([file]))).toMatchObject({ code: 'input-no-prompt-column', message: expect.stringContaining('when, who') as string })
  })
})

it('reads decimal numbers as they were written, so that counts stay counts', async () => {
  await using space = await workspace()
  const counts = Array.from({ length: 200 }, (_, n) => n + 1)
  const column = (name: string, scale: number): object => ({ name, data: counts.map((n) => BigInt(n) * 10n ** BigInt(scale)) })
  const file = await space.write('decimal.parquet', Buffer.from(parquetWriteBuffer({
    schema: [{ name: 'root', num_children: 2 }, ...[['input_tokens', 4], ['cost', 5]].map(([name, scale]) => ({ name: String(name), type: 'INT64' as const, converted_type: 'DECIMAL' as const, scale: Number(scale), precision: 18, repetition_type: 'OPTIONAL' as const }))],
    columnData: [column('input_tokens', 4), column('cost', 0)],
  } as unknown as Parameters<typeof parquetWriteBuffer>[0])))
  const handle = await open(file)
  const rows: unknown[] = []
  try {
    for await (const items of readParquet(handle, 'decimal.parquet', () => {}, LIMITS)) rows.push(...items.map((item) => ('value' in item ? item.value : item)))
  } finally {
    await handle.close()
  }
  expect(rows).toEqual(counts.map((n) => ({ input_tokens: n, cost: Number(`${n}e-5`) })))
})

/** Files that a current ClickHouse wrote: other pages, encodings and types than those of a writer in JavaScript. */
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/parquet/${name}.parquet`, import.meta.url))
const callsOf = async (name: string): Promise<readonly (LlmCall | string)[]> => (await recordsOf(fixture(name))).map((record) => (record.kind === 'call' ? record.call : record.reason))
const said = (role: string, text: string) => ({ role, parts: [{ type: 'text', text }] })

describe('Parquet of another writer', () => {
  it.each(['plain-none', 'plain-snappy', 'plain-gzip', 'plain-zstd', 'plain-lz4', 'plain-brotli', 'time-ms', 'time-ns', 'odd'])('is read whatever packs it and however it counts time: %s', async (name) => {
    const found = await callsOf(name)
    expect(found).toHaveLength(6)
    // Dictionary, decimal, 64-bit, 32-bit float and null columns; a map and a list.
    expect(found[1]).toMatchObject({ id: 'c1', requestModel: 'gpt-4o-mini', request: { messages: [said('user', 'What is 1?')] }, output: { text: 'answer 1' }, usage: { inputTokens: 101, outputTokens: 1 }, costUsd: 0.000123, latencyMs: 12.5, startedAt: '2026-11-01T10:00:00.123Z', tags: ['a', 'b'], metadata: { feature: 'f', n: '1' } })
    expect(found[2]).toMatchObject({ usage: { inputTokens: 102 } })
    expect((found[2] as LlmCall).usage).not.toHaveProperty('outputTokens')
    expect(found[3]).toBe('no-output')
  })
  it('is read with messages, usage and requests in columns of columns', async () => {
    expect((await callsOf('nested'))[4]).toMatchObject({ request: { messages: [said('system', 'Sort.'), said('user', 'x 4')] }, output: { text: 'ok' }, usage: { inputTokens: 10, outputTokens: 2 }, startedAt: '2026-11-01T00:00:00.000Z' })
    expect((await callsOf('request'))[0]).toMatchObject({ id: 'r0', requestModel: 'gpt-4o', responseModel: 'gpt-4o-x', request: { messages: [said('system', 'Sort.'), said('user', 'x 0')] }, usage: { inputTokens: 9, outputTokens: 1 } })
    expect((await callsOf('wildchat'))[2]).toMatchObject({ format: 'conversations', requestModel: 'gpt-4-0314', request: { messages: [said('user', 'hi 2')] }, output: { text: 'hello' } })
  })
  it('is read where every column is text, as bytes', async () => {
    const [first] = await callsOf('strings')
    expect(first).toMatchObject({ usage: { inputTokens: 1024 }, costUsd: 0.0012, latencyMs: 1200, startedAt: '2026-11-01T10:00:00.000Z' })
    expect((first as LlmCall).usage).not.toHaveProperty('outputTokens')
  })
})
