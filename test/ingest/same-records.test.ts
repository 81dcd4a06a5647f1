import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import type { LlmCall } from '../../src/domain/call.js'
import { ingest } from '../../src/ingest/index.js'
import { recordsOf, workspace } from './workspace.js'
import { zstdFrame } from './zstd-frame.js'

const LARGE = '4944116822809979520'
/** Rows as a database keeps them: plain columns, one that holds JSON as text, one with a number beyond 2⁵³. */
const rows = Array.from({ length: 130 }, (_, n) => ({
  id: `r${n}`, prompt: `Question ${n}: “é” or 😀?`, response: n % 2 ? 'yes' : 'no', model: 'gpt-4o', input_tokens: 10 + n, output_tokens: 2,
  created_at: `2026-10-${String(1 + (n % 28)).padStart(2, '0')}T10:00:00.000Z`, metadata: JSON.stringify({ task: 'ask', nested: { n } }), trace: LARGE,
}))
const text = rows.map((row) => JSON.stringify(row).replace(`"trace":"${LARGE}"`, `"trace":${LARGE}`)).join('\n')
const cell = (value: string | number): string => `"${String(value).replaceAll('"', '""')}"`

function parquet(codec: 'SNAPPY' | 'UNCOMPRESSED'): Buffer {
  const strings = ['id', 'prompt', 'response', 'model', 'created_at', 'metadata'] as const
  const column = (name: keyof (typeof rows)[number]) => rows.map((row) => row[name])
  return Buffer.from(parquetWriteBuffer({
    codec, rowGroupSize: 50,
    columnData: [
      ...strings.map((name) => ({ name, data: column(name), type: 'STRING' as const })),
      ...(['input_tokens', 'output_tokens'] as const).map((name) => ({ name, data: column(name).map((value) => BigInt(value)), type: 'INT64' as const })),
      { name: 'trace', data: rows.map(() => BigInt(LARGE)), type: 'INT64' as const },
    ],
  }))
}

const table = (): string => [Object.keys(rows[0] ?? {}).join(','), ...rows.map((row) => Object.values(row).map(cell).join(','))].join('\r\n')

const FORMS: readonly (readonly [string, () => Uint8Array])[] = [
  ['JSON Lines', () => Buffer.from(text)],
  ['a JSON array with a comma too many', () => Buffer.from(`[${text.replaceAll('\n', ',')},]`)],
  ['an envelope', () => Buffer.from(`{"data":[${text.replaceAll('\n', ',')}]}`)],
  ['CSV', () => Buffer.from(table())],
  ['JSON Lines in UTF-16', () => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['JSON Lines in the other UTF-16, within gzip', () => gzipSync(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16())],
  ['CSV in UTF-16', () => Buffer.from(`\uFEFF${table()}`, 'utf16le')],
  ['gzip members', () => Buffer.concat([gzipSync(text.slice(0, 999)), gzipSync(text.slice(999))])],
  ['zstd', () => zstdFrame(text)],
  ['zstd frames', () => Buffer.concat([zstdFrame(text.slice(0, 4000)), zstdFrame(text.slice(4000))])],
  ['Parquet', () => parquet('SNAPPY')],
  ['Parquet within gzip', () => gzipSync(parquet('UNCOMPRESSED'))],
]

/** What must be the same whatever the container. */
const essence = (calls: readonly LlmCall[]) => calls.map(({ id, request, output, usage, startedAt, metadata }) => ({ id, request, output, usage, startedAt, metadata }))

const expected = rows.map((row, n) => ({
  id: row.id, request: { messages: [{ role: 'user', parts: [{ type: 'text', text: row.prompt }] }] }, output: { text: row.response, toolCalls: [] },
  usage: { inputTokens: 10 + n, outputTokens: 2 }, startedAt: row.created_at, metadata: { trace: LARGE, task: 'ask', nested: { n } },
}))

describe.each(FORMS)('%s', (_, write) => {
  it('holds the same records as a file and as standard input', async () => {
    await using space = await workspace()
    const bytes = write()
    expect(essence((await ingest([await space.write('any.name', bytes)])).calls)).toEqual(expected)
    const stdin = Readable.from(Array.from({ length: Math.ceil(bytes.length / 997) }, (_part, at) => Buffer.from(bytes.subarray(at * 997, (at + 1) * 997))))
    expect(essence((await ingest(['-'], { stdin })).calls)).toEqual(expected)
  })
})

describe('a folder', () => {
  it('holds one record a file, in the order of the paths, whatever else lies there', async () => {
    await using space = await workspace()
    for (const folder of ['2026/10', 'manifests', '.git']) await mkdir(join(space.directory, folder), { recursive: true })
    for (const [n, row] of rows.entries()) await space.write(`2026/10/${String(n).padStart(4, '0')}.json`, JSON.stringify(row, null, 2))
    await space.write('manifests/2026.json', '{"files":3}')
    await space.write('.git/config', 'x')
    await space.write('_SUCCESS', '')
    const { calls, input } = await ingest([space.directory])
    expect(calls.map(({ id }) => id)).toEqual(rows.map(({ id }) => id))
    expect(input).toEqual({ calls: rows.length + 3, excluded: { 'not-a-call': 3 }, formats: { plain: rows.length } })
  })
  it('may be named by a pattern', async () => {
    await using space = await workspace()
    await mkdir(join(space.directory, 'a/b'), { recursive: true })
    for (const name of ['a/1.jsonl', 'a/b/2.jsonl', 'a/3.txt']) await space.write(name, text.split('\n')[Number(/\d/.exec(name)?.[0])] ?? '')
    const ids = async (pattern: string) => (await recordsOf(`${space.directory}/${pattern}`)).map((record) => (record.kind === 'call' ? record.call.id : record.reason))
    expect([await ids('a/*.jsonl'), await ids('**/*.jsonl'), await ids('a/[!1].{txt,csv}')]).toEqual([['r1'], ['r1', 'r2'], ['r3']])
    await expect(ids('a/*.parquet')).rejects.toMatchObject({ code: 'input-missing' })
  })
  it('counts files that are no logs and goes on; a folder of nothing else is refused with the reasons', async () => {
    await using space = await workspace()
    await space.write('a.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]))
    await space.write('b.csv', 'when,who\n1,2\n')
    await expect(ingest([space.directory])).rejects.toMatchObject({ code: 'input-no-usable-call', message: expect.stringContaining('2 unreadable') })
    await space.write('c.jsonl', text)
    expect((await ingest([space.directory])).input).toMatchObject({ calls: rows.length + 2, excluded: { unreadable: 2 } })
  })
  it('that links to itself is read once', async () => {
    const { symlink } = await import('node:fs/promises')
    await using space = await workspace()
    await space.write('a.jsonl', text)
    await symlink(space.directory, join(space.directory, 'loop'))
    expect((await ingest([space.directory])).calls).toHaveLength(rows.length)
  })
})
