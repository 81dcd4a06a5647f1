import { parseJsonText } from '../read/json-text.js'
import { isJsonObject } from '../../domain/json.js'

/** How container runtimes write what a process prints: the runtime interface of Kubernetes, Docker's json-file. */
export type Runtime = 'cri' | 'docker'

const CRI = /^(\d{4}-\d\d-\d\dT\S{8,30}) (stdout|stderr) ([FP]) (.*)$/s
const DOCKER = /^\{"log":".*","stream":"(?:stdout|stderr)"/
const NEWLINE = 0x0a
/** A text that was never ended is handed on as it is. */
const LONGEST = 64 * 1024 * 1024

/** The runtime whose lines a text begins with; undefined for all other text. */
export function runtimeOf(head: string): Runtime | undefined {
  const first = head.replace(/^\uFEFF/, '').trimStart().split('\n', 1)[0] ?? ''
  if (CRI.test(first)) return 'cri'
  return DOCKER.test(first) ? 'docker' : undefined
}

interface Piece {
  readonly stream: string
  readonly text: string
  readonly time: string
  readonly isLast: boolean
}

/**
 * Lines of a runtime as lines of JSON, `{"time", "log"}`. Runtimes cut what a process prints on one line into pieces of 16 KiB: they are
 * put together again at the place of the last; the places of those before it stay empty, so that lines keep their numbers.
 */
export async function* wholeLines(source: AsyncIterable<Buffer>, runtime: Runtime): AsyncGenerator<Buffer> {
  const open = new Map<string, { text: string[]; length: number; time: string }>()
  const pieceOf = runtime === 'cri' ? criPiece : dockerPiece
  const lineOf = (line: string): string => {
    const piece = pieceOf(line)
    if (!piece) return line
    const begun = open.get(piece.stream)
    if (piece.isLast && !begun) return runtime === 'docker' ? line : JSON.stringify({ time: piece.time, log: piece.text })
    const all = begun ?? { text: [], length: 0, time: piece.time }
    all.text.push(piece.text)
    all.length += piece.text.length
    open.set(piece.stream, all)
    if (!piece.isLast && all.length <= LONGEST) return ''
    open.delete(piece.stream)
    return JSON.stringify({ time: piece.time, log: all.text.join('') })
  }
  let held: Buffer[] = []
  for await (const chunk of source) {
    const end = chunk.lastIndexOf(NEWLINE)
    if (end < 0) {
      held.push(Buffer.from(chunk))
      continue
    }
    const whole = Buffer.concat([...held, chunk.subarray(0, end)]).toString('utf8')
    // Copies: pieces are valid until the next is asked for.
    held = [Buffer.from(chunk.subarray(end + 1))]
    yield Buffer.from(`${whole.split('\n').map(lineOf).join('\n')}\n`)
  }
  const rest = Buffer.concat(held).toString('utf8')
  const last = rest === '' ? [] : [lineOf(rest)]
  // What was never ended comes last, so that it is counted.
  const cut = [...open.values()].map(({ text, time }) => JSON.stringify({ time, log: text.join('') }))
  if (last.length + cut.length > 0) yield Buffer.from([...last, ...cut].join('\n'))
}

function criPiece(line: string): Piece | undefined {
  const [, time, stream, tag, text] = CRI.exec(line) ?? []
  return time === undefined || stream === undefined || text === undefined ? undefined : { time, stream, text, isLast: tag === 'F' }
}

function dockerPiece(line: string): Piece | undefined {
  if (!DOCKER.test(line)) return undefined
  const parsed = parseJsonText(line)
  if (!('value' in parsed) || !isJsonObject(parsed.value)) return undefined
  const { log, stream, time } = parsed.value
  if (typeof log !== 'string' || typeof stream !== 'string') return undefined
  return { stream, text: log, time: typeof time === 'string' ? time : '', isLast: log.endsWith('\n') }
}
