import { createGunzip } from 'node:zlib'
import type { Limits } from '../limits.js'
import { PackedError } from './packed-error.js'
import { pump } from './pump.js'

/** Small pieces, so that one of them cannot expand to more than some 16 MiB at once. */
const PIECE = 16 * 1024

/** Decompresses gzip members. Throws PackedError after having yielded all that could be read. */
export async function* gunzip(source: AsyncIterable<Buffer>, limits: Limits): AsyncGenerator<Buffer> {
  let packed = 0
  let unpacked = 0
  async function* pieces(): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      for (let start = 0; start < chunk.length; start += PIECE) {
        const piece = chunk.subarray(start, start + PIECE)
        packed += piece.length
        yield piece
      }
    }
  }
  try {
    for await (const chunk of pump<Buffer>(pieces(), createGunzip({ chunkSize: 256 * 1024 }))) {
      unpacked += chunk.length
      if (unpacked > limits.freeExpansionBytes && unpacked > packed * limits.maxExpansion) throw new PackedError('gzip', 'bomb')
      yield chunk
    }
  } catch (error) {
    throw isZlibError(error) ? new PackedError('gzip', error.code === 'Z_BUF_ERROR' ? 'cut' : 'damaged') : error
  }
}

function isZlibError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
}
