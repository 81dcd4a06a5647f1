import { detectContainer } from '../container/detect-container.js'
import { LIMITS } from '../limits.js'
import { gunzip } from './gunzip.js'
import { isGzip, isParquet, isZstd } from './magic.js'
import type { Input } from './open-input.js'
import { peek } from './peek.js'
import { unzstd } from './unzstd.js'

/** How an input begins. */
export interface FileHead {
  /** Its first bytes, unpacked; fewer than asked for only where it has no more. */
  readonly bytes: Buffer
  readonly isPacked: boolean
  /** True for JSON Lines, packed or not. */
  readonly isLines: boolean
}

const DETECT = 64 * 1024

/** Reads the beginning of an input and closes it again. Throws what its unpacker throws where not even the beginning can be read. */
export async function fileHead({ open }: Pick<Input, 'open'>, bytes: number): Promise<FileHead> {
  const packed = await peek(open(), DETECT)
  const unpack = isGzip(packed.head) ? gunzip : isZstd(packed.head) ? unzstd : undefined
  const plain = unpack ? await peek(unpack(packed.all, LIMITS), DETECT) : packed
  const rest = plain.all[Symbol.asyncIterator]()
  await rest.next()
  await rest.return?.()
  const isLines = !isParquet(plain.head) && detectContainer(plain.head.toString('utf8'))?.type === 'json-lines'
  return { bytes: plain.head.subarray(0, bytes), isPacked: unpack !== undefined, isLines }
}
