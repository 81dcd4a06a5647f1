import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { ingest, readRecords } from '../../src/ingest/index.js'
import { LIMITS } from '../../src/ingest/limits.js'
import { gunzip } from '../../src/ingest/source/gunzip.js'
import { unzstd } from '../../src/ingest/source/unzstd.js'
import { zstdBomb, zstdFrame } from './zstd-frame.js'
import { chatPair, failureOf, workspace } from './workspace.js'

const line = JSON.stringify(chatPair())

it('names a file that is not there, before reading any other', async () => {
  await using space = await workspace()
  const there = await space.write('a.jsonl', line)
  const read: unknown[] = []
  const error = await failureOf((async () => {
    for await (const record of readRecords([there, `${space.directory}/nope.jsonl`])) read.push(record)
  })())
  expect(error).toMatchObject({ code: 'input-missing', exitCode: 2 })
  expect(error.message).toContain('nope.jsonl')
  expect(read).toEqual([])
})

it('refuses an empty directory', async () => {
  await using space = await workspace()
  expect(await failureOf(ingest([`${space.directory}/`]))).toMatchObject({ code: 'input-directory', exitCode: 2 })
})

it('refuses no input at all', async () => {
  expect(await failureOf(ingest([]))).toMatchObject({ code: 'input-none', exitCode: 2 })
})

it.each([['nothing', ''], ['white space', ' \n\n'], ['a byte order mark', '\uFEFF'], ['packed nothing', gzipSync('')]])('refuses an empty file: %s', async (_, content) => {
  await using space = await workspace()
  expect(await failureOf(ingest([await space.write('a.jsonl', content)]))).toMatchObject({ code: 'input-empty', exitCode: 2 })
})

it('refuses empty standard input', async () => {
  expect(await failureOf(ingest(['-'], { stdin: Readable.from([]) }))).toMatchObject({ code: 'input-empty', message: 'stdin is empty' })
})

it.each([
  ['zip', Buffer.from([0x50, 0x4b, 3, 4, 0]), 'unzip'],
  ['SQLite', Buffer.from('SQLite format 3\0'), 'sqlite3'], ['bzip2', Buffer.from('BZh91AY'), 'bunzip2'],
  ['binary', Buffer.from([0x7b, 0, 1, 2]), 'JSON Lines'],
])('says what a %s file is and how to go on', async (name, content, way) => {
  await using space = await workspace()
  const error = await failureOf(ingest([await space.write('log.jsonl', content)]))
  expect(error).toMatchObject({ code: 'input-binary', exitCode: 2 })
  expect(error.message).toContain(name)
  expect(error.way).toContain(way)
})

it('says so within gzip, too', async () => {
  await using space = await workspace()
  expect(await failureOf(ingest([await space.write('a.gz', gzipSync(Buffer.from('SQLite format 3\0')))]))).toMatchObject({ code: 'input-binary' })
})

it('says where text in UTF-16 is none', async () => {
  await using space = await workspace()
  const lone = Buffer.from('\uFEFF{"a":1}\n{"b":"\ud800"}\n', 'utf16le')
  const error = await failureOf(ingest([await space.write('a.jsonl', lone)]))
  expect(error).toMatchObject({ code: 'input-not-utf8', exitCode: 2 })
  expect(error.message).toContain('begins as UTF-16 and is none')
  // UTF-32 begins like UTF-16 and holds NUL bytes.
  expect(await failureOf(ingest([await space.write('b.jsonl', Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0, 0x7d, 0, 0, 0]))]))).toMatchObject({ code: 'input-binary' })
})

it('names the encoding of a table that is not UTF-8', async () => {
  await using space = await workspace()
  const error = await failureOf(ingest([await space.write('a.csv', Buffer.from('prompt,response,model\nq,caf\xe9,m\n', 'latin1'))]))
  expect(error.code).toBe('input-not-utf8')
  expect(error.way).toContain('iconv')
})

const packedLines = (): readonly string[] => Array.from({ length: 300 }, (_, index) => JSON.stringify(chatPair({ response: { id: `r${index}`, noise: Buffer.from(String(Math.sin(index) * 1e16)).toString('base64') } })))
const readable = async (file: string): Promise<readonly string[]> => {
  const found: string[] = []
  for await (const record of readRecords([file])) found.push(record.kind === 'call' ? record.call.id : `${record.reason}: ${record.detail}`)
  return found
}

it.each([
  ['in its last bytes', (packed: Buffer) => packed.subarray(0, packed.length - 9)],
  ['in the middle of its second member', (packed: Buffer) => Buffer.concat([packed, packed.subarray(0, packed.length >> 1)])],
  ['in the header of its second member', (packed: Buffer) => Buffer.concat([packed, packed.subarray(0, 5)])],
])('reads what there is of a gzip file that breaks off %s, and says in one rejection how much that was', async (_, cut) => {
  await using space = await workspace()
  const found = await readable(await space.write('a.jsonl.gz', cut(gzipSync(`${packedLines().join('\n')}\n`))))
  const calls = found.slice(0, -1)
  expect(calls.length).toBeGreaterThan(290)
  expect(calls.every((id) => /^r\d+$/.test(id))).toBe(true)
  expect(found.at(-1)).toBe(`unreadable: the gzip data ends too early: ${calls.length} records were read before, what followed is missing`)
})

it.each([['plain text', Buffer.from('{"x":1}\n')], ['what looks like a header', Buffer.from([0x1f, 0x8b, 7, 0, 1])], ['one byte', Buffer.from('x')]])('reads all of a gzip file behind which something else stands: %s', async (_, behind) => {
  await using space = await workspace()
  const packed = Buffer.concat([gzipSync(packedLines().join('\n')), behind])
  const rejection = 'unreadable: something that is no gzip data stands behind it, and was left out; 300 records were read before'
  expect(await readable(await space.write('a.jsonl.gz', packed))).toEqual([...Array.from({ length: 300 }, (_, at) => `r${at}`), rejection])
  expect((await readable(await space.write('a.csv.gz', Buffer.concat([gzipSync('prompt,response,model\nq,a,m\nr,b,m'), behind])))).at(-1)).toBe(rejection.replace('300', '2'))
  expect(await readable(await space.write('a.json.gz', Buffer.concat([gzipSync(JSON.stringify([chatPair({ response: { id: 'r0' } })])), behind])))).toEqual(['r0', rejection.replace('300 records were', '1 record was')])
})

it('reads what there is of a zstd file that breaks off, as of gzip', async () => {
  await using space = await workspace()
  const frame = zstdFrame(`${packedLines().join('\n')}\n`.repeat(4))
  const found = await readable(await space.write('a.jsonl.zst', frame.subarray(0, frame.length - 1000)))
  expect(found.length).toBeGreaterThan(200)
  expect(found.at(-1)).toBe(`unreadable: the zstd data ends too early: ${found.length - 1} records were read before, what followed is missing`)
})

it('ends where nothing could be read of a gzip file', async () => {
  await using space = await workspace()
  const packed = gzipSync(`${line}\n`)
  expect(await failureOf(ingest([await space.write('a.gz', packed.subarray(0, 30))]))).toMatchObject({ code: 'input-gzip', exitCode: 2, message: expect.stringContaining('ends too early; 0 records were read before') as string })
})

it('says how many records were read before a gzip file turns out damaged, and has given them all', async () => {
  await using space = await workspace()
  const packed = gzipSync(`${packedLines().join('\n')}\n`)
  // Its sum: nobody knows which of the records are as they were written.
  packed.writeUInt32LE(0, packed.length - 8)
  const file = await space.write('a.jsonl.gz', packed)
  let count = 0
  const error = await failureOf((async () => {
    for await (const record of readRecords([file])) if (record.kind === 'call') count++
  })())
  expect(count).toBeGreaterThan(290)
  expect(error).toMatchObject({ code: 'input-gzip', exitCode: 2 })
  expect(error.message).toContain(`${count} records were read before`)
})

it('tells a damaged gzip file from a cut one', async () => {
  await using space = await workspace()
  const packed = gzipSync(`${line}\n`.repeat(200))
  packed.fill(0x55, 40, 60)
  expect((await failureOf(ingest([await space.write('a.gz', packed)]))).message).toContain('damaged')
})

it('stops a zip bomb before it has expanded', async () => {
  const bomb = gzipSync(Buffer.alloc(2_000_000))
  let expanded = 0
  await expect((async () => {
    for await (const chunk of gunzip(Readable.from([bomb]), { ...LIMITS, maxExpansion: 20, freeExpansionBytes: 100_000 })) expanded += chunk.length
  })()).rejects.toMatchObject({ kind: 'bomb' })
  expect(expanded).toBeLessThanOrEqual(100_000)
})

it('stops a zstd bomb before it has expanded', async () => {
  let expanded = 0
  await expect((async () => {
    for await (const chunk of unzstd(Readable.from([zstdBomb(2_000_000)]), { ...LIMITS, maxExpansion: 20, freeExpansionBytes: 200_000 })) expanded += chunk.length
  })()).rejects.toMatchObject({ kind: 'bomb', packing: 'zstd' })
  expect(expanded).toBeLessThanOrEqual(200_000)
})

it.each([
  ['cut zstd', zstdFrame(`${line}\n`).subarray(0, 100), 'ends too early', 'input-zstd'],
  ['damaged zstd', Buffer.concat([zstdFrame(`${line}\n`), Buffer.from('garbage that is no frame')]), 'damaged', 'input-zstd'],
  ['cut Parquet', Buffer.from('PAR1 and then nothing of it'), 'cut, damaged', 'input-parquet'],
  ['Parquet whose footer lies', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(40, 0xff), Buffer.from([0x20, 0, 0, 0]), Buffer.from('PAR1')]), 'cut, damaged', 'input-parquet'],
])('says what is wrong with %s', async (_, content, words, code) => {
  await using space = await workspace()
  const error = await failureOf(ingest([await space.write('log.bin', content)]))
  expect(error).toMatchObject({ code, exitCode: 2 })
  expect(error.message).toContain(words)
})

it('lets a log through that compresses well but stays small', async () => {
  await using space = await workspace()
  const { calls } = await ingest([await space.write('a.gz', gzipSync(`${line}\n`.repeat(5000)))])
  expect(calls).toHaveLength(5000)
})

it('lists the reasons when no call is usable', async () => {
  await using space = await workspace()
  const file = await space.write('a.jsonl', `${JSON.stringify(chatPair({ record: { status: 500 } }))}\n${JSON.stringify(chatPair({ record: { status: 502 } }))}\n{"x":1}\n{"y`)
  const error = await failureOf(ingest([file]))
  expect(error).toMatchObject({ code: 'input-no-usable-call', exitCode: 2 })
  expect(error.message).toContain('none of 4 records')
  expect(error.message).toContain(`2 error, first ${file}:1: HTTP 500`)
  expect(error.message).toContain(`1 unknown-format, first ${file}:3`)
  expect(error.message).toContain(`1 unreadable, first ${file}:4`)
})

it('calls text that is no log by its name', async () => {
  await using space = await workspace()
  expect(await failureOf(ingest([await space.write('a.log', 'INFO starting\nINFO done\n')]))).toMatchObject({ code: 'input-format' })
})
