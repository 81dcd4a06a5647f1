import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { ContainerItem } from '../../src/ingest/container/item.js'
import { blockItems } from '../../src/ingest/container/json-lines.js'
import { LIMITS } from '../../src/ingest/limits.js'
import { readInput } from '../../src/ingest/read-input.js'
import { zstdFrame } from './zstd-frame.js'

/** Pieces as a file gives them: in one buffer, of which nothing is left when the next is asked for. */
async function* reused(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.alloc(size)
  for (let start = 0; start < bytes.length; start += size) {
    const filled = bytes.copy(buffer, 0, start, start + size)
    yield buffer.subarray(0, filled)
    buffer.fill('#')
  }
}

async function itemsOf(bytes: Buffer, size: number): Promise<readonly ContainerItem[]> {
  const items: ContainerItem[] = []
  for await (const portion of readInput({ file: 'f', open: () => reused(bytes, size) }, LIMITS)) items.push(...('items' in portion ? portion.items : blockItems(portion.block)))
  return items
}

const records = Array.from({ length: 400 }, (_, n) => ({ prompt: `ask “${n}”`, answer: 'word '.repeat(n % 90) }))
const lines = records.map((record) => JSON.stringify(record)).join('\n')
const TEXTS: Readonly<Record<string, string>> = {
  'JSON Lines': lines,
  'an array': JSON.stringify(records),
  'a document': JSON.stringify({ data: records }, null, 2),
  'a table': ['prompt,answer', ...records.map(({ prompt, answer }) => `"${prompt}","${answer}"`)].join('\n'),
  'a log of a container': lines.split('\n').map((line) => `2026-05-04T10:00:01.123456789Z stdout F ${line}`).join('\n'),
}
const PACKED: Readonly<Record<string, (text: string) => Buffer>> = {
  'as it is': (text) => Buffer.from(text),
  'in UTF-16': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  gzip: (text) => gzipSync(text),
  zstd: zstdFrame,
}

it.each(Object.keys(TEXTS).flatMap((container) => Object.keys(PACKED).map((packing) => [container, packing] as const)))('reads %s, %s, out of memory that is used again for each piece', async (container, packing) => {
  const bytes = PACKED[packing]?.(TEXTS[container] ?? '') ?? Buffer.alloc(0)
  const whole = await itemsOf(bytes, bytes.length)
  expect(whole).toHaveLength(records.length)
  for (const size of [999, 8_191, 70_000]) expect(await itemsOf(bytes, size)).toEqual(whole)
})
