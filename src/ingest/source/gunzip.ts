import { crc32, createInflateRaw } from 'node:zlib'
import type { Limits } from '../limits.js'
import { createByteQueue, type ByteQueue } from './byte-queue.js'
import { PackedError } from './packed-error.js'
import { pump } from './pump.js'

/** Small pieces, so that one of them cannot expand to more than some 16 MiB at once. */
const PIECE = 16 * 1024
const TRAILER_BYTES = 8

/**
 * Decompresses gzip members, one by one: Node's own stream gives nothing of the piece in which it finds something else behind the last of them. Zeros there
 * are padding. Throws PackedError after having yielded all that could be read.
 */
export async function* gunzip(source: AsyncIterable<Buffer>, limits: Limits): AsyncGenerator<Buffer> {
  const queue = createByteQueue(source, PIECE)
  let unpacked = 0
  for (let members = 0; ; members++) {
    const start = await queue.peek(2)
    if (start.length === 0 || (members > 0 && start[0] === 0)) return await queue.drop()
    await readHeader(queue, members)
    const sum = { crc: 0, bytes: 0 }
    for await (const chunk of inflated(queue)) {
      sum.crc = crc32(chunk, sum.crc)
      sum.bytes += chunk.length
      unpacked += chunk.length
      if (unpacked > limits.freeExpansionBytes && unpacked > queue.taken() * limits.maxExpansion) throw new PackedError('gzip', 'bomb')
      yield chunk
    }
    const trailer = await queue.take(TRAILER_BYTES)
    if (trailer.length < TRAILER_BYTES) throw new PackedError('gzip', 'cut')
    if (trailer.readUInt32LE(0) !== sum.crc || trailer.readUInt32LE(4) !== sum.bytes % 2 ** 32) throw new PackedError('gzip', 'damaged')
  }
}

const HAS = { headerSum: 2, extra: 4, name: 8, comment: 16 } as const

/** Skips the header of a member (RFC 1952). */
async function readHeader(queue: ByteQueue, members: number): Promise<void> {
  const bytes = async (count: number): Promise<Buffer> => {
    const taken = await queue.take(count)
    if (taken.length < count) throw new PackedError('gzip', 'cut')
    return taken
  }
  const text = async (): Promise<void> => {
    while ((await bytes(1))[0] !== 0);
  }
  const start = await queue.peek(3)
  const isMember = [0x1f, 0x8b, 8].every((byte, at) => start[at] === undefined || start[at] === byte)
  if (!isMember) throw new PackedError('gzip', members > 0 ? 'trailed' : 'damaged')
  const flags = (await bytes(10))[3] ?? 0
  if (flags > 31) throw new PackedError('gzip', members > 0 ? 'trailed' : 'damaged')
  if (flags & HAS.extra) await bytes((await bytes(2)).readUInt16LE(0))
  if (flags & HAS.name) await text()
  if (flags & HAS.comment) await text()
  if (flags & HAS.headerSum) await bytes(2)
}

/** What the next member holds; takes no byte behind it. */
async function* inflated(queue: ByteQueue): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 })
  let given = 0
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let piece = await queue.next(); piece !== undefined; piece = await queue.next()) {
      given += piece.length
      yield piece
      // It takes all it is given until its end.
      const left = given - inflate.bytesWritten
      if (left > 0) return queue.giveBack(piece.subarray(piece.length - left))
    }
  }
  try {
    yield* pump<Buffer>(pieces(), inflate)
  } catch (error) {
    throw isZlibError(error) ? new PackedError('gzip', error.code === 'Z_BUF_ERROR' ? 'cut' : 'damaged') : error
  }
}

function isZlibError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
}
