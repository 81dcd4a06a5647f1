/** Bytes of a source, taken by number or in pieces; what was taken too many can be given back. What it hands out is valid until it is asked again. */
export interface ByteQueue {
  /** The next `count` bytes, fewer at the end. */
  readonly take: (count: number) => Promise<Buffer>
  /** As `take`, leaving them where they are. */
  readonly peek: (count: number) => Promise<Buffer>
  /** What there is, up to the size of a piece; undefined at the end. */
  readonly next: () => Promise<Buffer | undefined>
  readonly giveBack: (bytes: Buffer) => void
  /** Reads to the end. */
  readonly drop: () => Promise<void>
  /** Bytes that were taken and not given back. */
  readonly taken: () => number
}

/** A queue over a source whose chunks are valid until the next is asked for. */
export function createByteQueue(source: AsyncIterable<Buffer>, pieceBytes: number): ByteQueue {
  const chunks = source[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  let taken = 0
  const more = async (): Promise<boolean> => {
    // The chunk goes when the next is asked for; few bytes are left of it then.
    const kept = Buffer.from(rest)
    const { done, value } = await chunks.next()
    rest = done === true ? kept : kept.length === 0 ? value : Buffer.concat([kept, value])
    return done !== true
  }
  const peek = async (count: number): Promise<Buffer> => {
    while (rest.length < count && await more());
    return rest.subarray(0, count)
  }
  const cut = (count: number): Buffer => {
    const bytes = rest.subarray(0, count)
    rest = rest.subarray(bytes.length)
    taken += bytes.length
    return bytes
  }
  return {
    peek,
    take: async (count) => {
      await peek(count)
      return cut(count)
    },
    next: async () => {
      while (rest.length === 0) if (!await more()) return undefined
      return cut(pieceBytes)
    },
    giveBack: (bytes) => {
      taken -= bytes.length
      rest = rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([bytes, rest])
    },
    drop: async () => {
      while (await more()) rest = Buffer.alloc(0)
    },
    taken: () => taken,
  }
}
