const HEADER = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]
const BLOCK = 100_000

function block(type: 0 | 1, size: number, isLast: boolean): Buffer {
  const header = (size << 3) | (type << 1) | Number(isLast)
  return Buffer.from([header & 0xff, (header >> 8) & 0xff, (header >> 16) & 0xff])
}

/** A zstd frame (RFC 8878, section 3.1.1) that holds a text in raw blocks. */
export function zstdFrame(text: string): Buffer {
  const bytes = Buffer.from(text)
  const parts: Buffer[] = [Buffer.from(HEADER)]
  for (let start = 0; start === 0 || start < bytes.length; start += BLOCK) {
    const part = bytes.subarray(start, start + BLOCK)
    parts.push(block(0, part.length, start + BLOCK >= bytes.length), part)
  }
  return Buffer.concat(parts)
}

/** A frame of run-length blocks: four bytes for each 100,000. */
export function zstdBomb(bytes: number): Buffer {
  const blocks = Math.ceil(bytes / BLOCK)
  return Buffer.concat([Buffer.from(HEADER), ...Array.from({ length: blocks }, (_, at) => Buffer.concat([block(1, BLOCK, at === blocks - 1), Buffer.from([0x20])]))])
}
