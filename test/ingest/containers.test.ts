import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/domain/json.js'
import { detectContainer } from '../../src/ingest/container/detect-container.js'
import { readJsonArray } from '../../src/ingest/container/json-array.js'
import { readJsonDocument } from '../../src/ingest/container/json-document.js'
import { blockItems, lineBlocks } from '../../src/ingest/container/json-lines.js'
import { readCsv } from '../../src/ingest/container/csv.js'
import type { ContainerItem } from '../../src/ingest/container/item.js'
import type { Limits } from '../../src/ingest/limits.js'
import { ingest, readRecords } from '../../src/ingest/index.js'
import { LIMITS } from '../../src/ingest/limits.js'
import { chatPair, recordsOf, workspace } from './workspace.js'

const pairs = ['a', 'b', 'c'].map((id) => chatPair({ response: { id } }))

async function idsOf(...files: string[]): Promise<string[]> {
  return (await recordsOf(...files)).map((record) => (record.kind === 'call' ? record.call.id : record.reason))
}

async function itemsOf(source: AsyncIterable<ContainerItem>): Promise<ContainerItem[]> {
  const items: ContainerItem[] = []
  for await (const item of source) items.push(item)
  return items
}

async function lotsOf(source: AsyncIterable<readonly ContainerItem[]>): Promise<ContainerItem[]> {
  const items: ContainerItem[] = []
  for await (const lot of source) items.push(...lot)
  return items
}

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size)
}

const WRITERS: readonly (readonly [string, (records: readonly object[]) => string])[] = [
  ['JSON Lines', (records) => records.map((record) => JSON.stringify(record)).join('\n')],
  ['JSON Lines with blank lines, a BOM and CRLF', (records) => `\uFEFF${records.map((record) => JSON.stringify(record)).join('\r\n\r\n')}\r\n`],
  ['an array on one line', (records) => JSON.stringify(records)],
  ['an array over many lines', (records) => JSON.stringify(records, null, 2)],
  ['an envelope on one line', (records) => JSON.stringify({ object: 'list', has_more: false, data: records })],
  ['an envelope over many lines', (records) => JSON.stringify({ data: records, meta: { page: 1 } }, null, 2)],
  ['nested results', (records) => JSON.stringify({ results: { results: records } }, null, 2)],
  ['messages of log events', (records) => JSON.stringify({ events: records.map((record) => ({ timestamp: 1, message: JSON.stringify(record) })) })],
  ['objects over many lines', (records) => records.map((record) => JSON.stringify(record, null, 2)).join('\n')],
]

describe.each(WRITERS)('%s', (_, write) => {
  it.each([['plain', (text: string) => Buffer.from(text)], ['gzip', (text: string) => gzipSync(text)], ['gzip members', (text: string) => Buffer.concat([gzipSync(text.slice(0, 40)), gzipSync(text.slice(40))])]])('%s', async (_name, pack) => {
    await using space = await workspace()
    expect(await idsOf(await space.write('wrong-extension.bin', pack(write(pairs))))).toEqual(['a', 'b', 'c'])
  })
})

it('reads files that were put together with the byte order mark of each, and gzip that was padded with zeros', async () => {
  await using space = await workspace()
  const [first, ...others] = pairs.map((pair) => JSON.stringify(pair))
  expect(await idsOf(await space.write('joined.jsonl', `\uFEFF${first}\n\uFEFF${others.join('\n')}\n`))).toEqual(['a', 'b', 'c'])
  expect(await idsOf(await space.write('padded.gz', Buffer.concat([gzipSync(`${first}\n`), Buffer.alloc(512)])))).toEqual(['a'])
})

it('reads a single object, on one line or many', async () => {
  await using space = await workspace()
  expect(await idsOf(await space.write('one.json', JSON.stringify(pairs[0])), await space.write('two.json', JSON.stringify(pairs[1], null, 2)))).toEqual(['a', 'b'])
})

it('reads stdin, once', async () => {
  const stdin = Readable.from([Buffer.from(pairs.map((pair) => JSON.stringify(pair)).join('\n'))])
  const { calls } = await ingest(['-'], { stdin })
  expect(calls.map((call) => [call.id, call.source.file])).toEqual([['a', 'stdin'], ['b', 'stdin'], ['c', 'stdin']])
})

it('reads a file once however often it is named', async () => {
  await using space = await workspace()
  const file = await space.write('a.jsonl', JSON.stringify(pairs[0]))
  expect(await idsOf(file, `${space.directory}/./a.jsonl`)).toEqual(['a'])
})

it('mixes formats in one file', async () => {
  await using space = await workspace()
  const file = await space.write('mixed.jsonl', [pairs[0], { prompt: 'q', response: 'a', model: 'm' }, { nothing: 1 }].map((record) => JSON.stringify(record)).join('\n'))
  expect((await ingest([file])).input).toEqual({ calls: 3, excluded: { 'unknown-format': 1 }, formats: { 'openai-chat': 1, plain: 1 } })
})

it('does not take a list inside a record for an envelope', async () => {
  await using space = await workspace()
  const record = { ...chatPair({ response: { id: 'x' } }), events: [{ a: 1 }], data: [{ b: 2 }] }
  expect(await idsOf(await space.write('a.jsonl', JSON.stringify(record)), await space.write('b.json', JSON.stringify(record, null, 1)))).toEqual(['x', 'x'])
})

it('counts a cut line with its place and goes on', async () => {
  await using space = await workspace()
  const file = await space.write('a.jsonl', `${JSON.stringify(pairs[0])}\n${JSON.stringify(pairs[1]).slice(0, 70)}\n${JSON.stringify(pairs[2])}\n{"request": nope}\n`)
  const { calls, examples } = await ingest([file])
  expect(calls.map((call) => call.id)).toEqual(['a', 'c'])
  expect(examples).toEqual([{ reason: 'unreadable', count: 2, first: [{ source: { file, line: 2 }, detail: 'the line is cut: its JSON ends too early' }, { source: { file, line: 4 }, detail: 'the line is not valid JSON' }] }])
})

it('keeps a JSON Lines file whose first line is cut a JSON Lines file', async () => {
  await using space = await workspace()
  expect(await idsOf(await space.write('a.jsonl', `${JSON.stringify(pairs[0]).slice(0, 50)}\n${JSON.stringify(pairs[1])}\n`))).toEqual(['unreadable', 'b'])
})

it('keeps what came before the cut of a JSON array', async () => {
  await using space = await workspace()
  const text = JSON.stringify(pairs)
  expect(await idsOf(await space.write('a.json', text.slice(0, -20)))).toEqual(['a', 'b', 'unreadable'])
  expect(await idsOf(await space.write('b.json', `${text.slice(0, -20)}}}}`))).toEqual(['a', 'b', 'unreadable'])
})

it('marks a line that is not UTF-8, and a cut within a character', async () => {
  await using space = await workspace()
  const file = await space.write('a.jsonl', Buffer.concat([Buffer.from(`${JSON.stringify(pairs[0])}\n{"a":"`), Buffer.from([0xe9]), Buffer.from(`"}\n${JSON.stringify(pairs[1])}`)]))
  expect(await idsOf(file)).toEqual(['a', 'unreadable', 'b'])
})

it('refuses nesting that would overflow later code', async () => {
  await using space = await workspace()
  const bomb = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const lines = await space.write('a.jsonl', `{"request":${bomb}}\n${JSON.stringify(pairs[0])}`)
  const document = await space.write('b.json', `[{"request":${bomb}},${JSON.stringify(pairs[1])}]`)
  const objects = await space.write('c.jsonl', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)
  expect(await idsOf(lines, document, objects)).toEqual(['unreadable', 'a', 'unreadable', 'b', 'unreadable'])
})

it('keeps a quote that is never closed from hiding what came before', async () => {
  await using space = await workspace()
  expect(await idsOf(await space.write('a.csv', 'id,prompt,response,model\nr1,q,a,m\nr2,"q,a,m\nr3,q,a,m\n'))).toEqual(['r1', 'unreadable'])
  const [, open] = await recordsOf(await space.write('b.csv', 'id,prompt,response,model\nr1,q,a,m\nr2,"q,a,m\nr3,q,a,m\nr4,q,a,m\n'))
  expect(open).toMatchObject({ source: { line: 3 }, detail: 'a quote that opens here is never closed: the 2 lines behind it were taken for its text' })
})

describe('a table between tabs', () => {
  const rows = async (text: string) => {
    await using space = await workspace()
    return (await recordsOf(await space.write('log.tsv', `id\tprompt\tresponse\tmodel\n${text}`))).map((record) => (record.kind === 'call' ? record.call.request.messages.flatMap(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : part.type))).join('|') : record.reason))
  }
  it('may quote its cells', async () => {
    expect(await rows('1\t"two\tcells, ""said"" he,\nand a line"\t"a"\tm\n2\tplain\ta\tm\n')).toEqual(['two\tcells, "said" he,\nand a line', 'plain'])
    expect(await rows('1\t"all"\t"a"\t"m"\n2\t"of them"\t"a"\t"m"\n')).toEqual(['all', 'of them'])
    expect(await rows('1\t"[{""role"":""user"",""content"":""q""}]"\ta\tm\n')).toEqual(['q'])
  })
  it('may hold quotations as they are, and none swallows the rows behind it', async () => {
    expect(await rows('1\tHe said "hi"\ta\tm\n2\t"Hello" she said\ta\tm\n3\t"open\ta\tm\n4\tlast\ta\tm\n')).toEqual(['He said "hi"', '"Hello" she said', '"open', 'last'])
    expect(await rows('1\t[{"role":"user","content":"a \\"b\\""}]\ta\tm\r\n2\t"\ta\tm\r\n')).toEqual(['a "b"', '"'])
  })
})

it('stops at once when aborted', async () => {
  await using space = await workspace()
  const file = await space.write('a.jsonl', pairs.map((pair) => JSON.stringify(pair)).join('\n'))
  const stop = new AbortController()
  const seen: string[] = []
  await expect((async () => {
    for await (const record of readRecords([file], { signal: stop.signal })) {
      seen.push(record.kind)
      stop.abort(new Error('enough'))
    }
  })()).rejects.toThrow('enough')
  expect(seen).toEqual(['call'])
})

describe('limits', () => {
  const small = { ...LIMITS, maxRecordBytes: 100 }
  const long = JSON.stringify({ a: 'x'.repeat(200) })
  it('hold for lines, whether they end or not', async () => {
    for (const text of [`{}\n${long}\n`, `{}\n${long}`]) {
      for (const size of [7, 1000]) {
        const items = await linesOf(Readable.from(Array.from(inBuffers(`${text}\n{"b":1}`, size))), small)
        expect(items).toEqual([{ line: 1, value: {} }, { line: 2, unreadable: expect.stringMatching(/^the line is longer than/) as string }, { line: text.endsWith('\n') ? 4 : 3, value: { b: 1 } }])
      }
    }
  })
  it('hold for the last line, which nothing ends', async () => {
    expect(await linesOf(Readable.from(Array.from(inBuffers(`{}\n${long}`, 9))), small)).toEqual([{ line: 1, value: {} }, { line: 2, unreadable: expect.stringMatching(/^the line is longer than/) as string }])
  })
  it('hold for elements of an array, and not for their sum', async () => {
    await expect(itemsOf(readJsonDocument(inPieces(`[{},${long}]`, 50), 'f', small))).rejects.toMatchObject({ code: 'input-line-too-long' })
    expect(await itemsOf(readJsonDocument(inPieces(JSON.stringify(Array.from({ length: 50 }, () => ({ a: 1 }))), 50), 'f', small))).toHaveLength(50)
    for (const size of [7, 1000]) {
      const items = await lotsOf(readJsonArray(Readable.from(Array.from(inBuffers(`[{},{"a":"${'x'.repeat(300)}"},{"b":1}]`, size))), small))
      expect(items).toEqual([{ line: 1, value: {} }, { line: 2, unreadable: expect.stringMatching(/^the record is larger than/) as string }, { line: 3, value: { b: 1 } }])
    }
  })
  it('hold for rows', async () => {
    await expect(itemsOf(readCsv(inPieces(`a,b\n1,"${'x'.repeat(500)}"\n`, 50), 'f', { delimiter: ',', hasQuotes: true }, () => undefined, small))).rejects.toMatchObject({ code: 'input-line-too-long', message: expect.stringContaining('f:2') })
  })
})

it('gives back any list of records however it is chunked', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), async (values, size) => {
    const records: JsonValue[] = JSON.parse(JSON.stringify(values))
    const expected = records.map((value, index) => ({ line: index + 1, value }))
    const lines = Readable.from(Array.from(inBuffers(records.map((record) => JSON.stringify(record)).join('\n'), size)))
    expect(await linesOf(lines, LIMITS)).toEqual(expected)
    expect(await itemsOf(readJsonDocument(inPieces(JSON.stringify(records), size), 'f', LIMITS))).toEqual(expected)
    for (const text of [JSON.stringify(records), JSON.stringify(records, null, 1).replace(/\]$/, records.length > 0 ? ',]' : ']')]) {
      expect(await lotsOf(readJsonArray(Readable.from(Array.from(inBuffers(text, size))), LIMITS))).toEqual(expected)
    }
  }), { numRuns: 60 })
})

async function linesOf(source: AsyncIterable<Buffer>, limits: Limits): Promise<readonly ContainerItem[]> {
  const items: ContainerItem[] = []
  for await (const portion of lineBlocks(source, limits)) items.push(...('items' in portion ? portion.items : blockItems(portion.block)))
  return items
}

function* inBuffers(text: string, size: number): Generator<Buffer> {
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

it.each([
  ['', undefined], ['  \n', undefined], ['[{}', 'json-array'], ['{"a":1}\n{', 'json-lines'], ['{\n  "data": [', 'json-document'], ['{"data":[{"a":', 'json-document'],
  ['{"request":{"data":[', 'json-lines'], ['{"id":"x","cut":"he\n{"id":', 'json-lines'], ['a,b\n1,2', 'csv'],
])('detects %j', (head, type) => {
  expect(detectContainer(head)?.type).toBe(type)
})
