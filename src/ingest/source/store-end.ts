import { writeSync } from 'node:fs'

/** Where a store ends: shared by all threads that write to it, each at places of its own. */
export interface StoreEnd {
  /** What another thread needs to make the same of it. */
  readonly memory: SharedArrayBuffer
  /** Bytes so far. */
  readonly used: () => number
  /** Takes room for bytes and gives its place. */
  readonly take: (bytes: number) => number
  /** Names the file, from when on threads write to it, and writes to it what was held until then. @throws as the system does */
  readonly open: (descriptor: number, held: Uint8Array) => void
  /** Writes bytes to the file and gives their place; undefined while there is none. @throws as the system does */
  readonly write: (bytes: Uint8Array) => number | undefined
}

const [USED, DESCRIPTOR] = [0, 1]
const NO_FILE = -1n

/** The threads of a process share its open files: each writes by itself at a place that it has taken before. */
export function createStoreEnd(shared?: SharedArrayBuffer): StoreEnd {
  const memory = shared ?? new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT)
  const state = new BigInt64Array(memory)
  if (shared === undefined) Atomics.store(state, DESCRIPTOR, NO_FILE)
  const take = (bytes: number): number => Number(Atomics.add(state, USED, BigInt(bytes)))
  const writeAt = (descriptor: number, bytes: Uint8Array, at: number): void => {
    for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done, bytes.length - done, at + done)
  }
  return {
    memory,
    used: () => Number(Atomics.load(state, USED)),
    take,
    open: (descriptor, held) => {
      writeAt(descriptor, held, 0)
      Atomics.store(state, DESCRIPTOR, BigInt(descriptor))
    },
    write: (bytes) => {
      const descriptor = Atomics.load(state, DESCRIPTOR)
      if (descriptor === NO_FILE) return undefined
      const at = take(bytes.length)
      writeAt(Number(descriptor), bytes, at)
      return at
    },
  }
}

/** What the system calls its refusal. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | null)?.code ?? 'unknown'
}
