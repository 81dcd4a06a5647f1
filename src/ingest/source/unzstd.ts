import type { Limits } from '../limits.js'
import { PackedError } from './packed-error.js'

/** Small pieces: a block of four bytes may stand for 128 KiB, so that a piece can expand to 32 MiB at once. */
const PIECE = 1024

/** Decompresses zstd frames. Throws PackedError after having yielded all that could be read. */
export async function* unzstd(source: AsyncIterable<Buffer>, limits: Limits): AsyncGenerator<Buffer> {
  const { Decompress, ZstdErrorCode } = await import('fzstd')
  const failureOf = (error: unknown): unknown => {
    if (error instanceof PackedError) return error
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return new PackedError('zstd', code === ZstdErrorCode.UnexpectedEOF ? 'cut' : 'damaged')
  }
  let packed = 0
  let unpacked = 0
  let ready: Buffer[] = []
  const stream = new Decompress((chunk) => {
    unpacked += chunk.length
    if (unpacked > limits.freeExpansionBytes && unpacked > packed * limits.maxExpansion) throw new PackedError('zstd', 'bomb')
    // The decoder goes on writing into its window: what is handed on must be its own.
    if (chunk.length > 0) ready.push(Buffer.from(chunk))
  })
  const push = (piece: Uint8Array, isLast: boolean): unknown => {
    try {
      stream.push(piece, isLast)
      return undefined
    } catch (error) {
      return error
    }
  }
  function* taken(): Generator<Buffer> {
    const some = ready
    ready = []
    yield* some
  }
  for await (const chunk of source) {
    for (let start = 0; start < chunk.length; start += PIECE) {
      // A copy: the decoder keeps pieces, which are valid until the next is asked for.
      const piece = Buffer.from(chunk.subarray(start, start + PIECE))
      packed += piece.length
      const failure = push(piece, false)
      yield* taken()
      if (failure !== undefined) throw failureOf(failure)
    }
  }
  const failure = push(new Uint8Array(0), true)
  yield* taken()
  if (failure !== undefined) throw failureOf(failure)
}
