import type { JsonObject } from '../../src/domain/json.js'

const COLOURS = ['amber', 'azure', 'coral', 'cream', 'ebony', 'ivory', 'khaki', 'lilac', 'mauve', 'ochre', 'pearl', 'umber'] as const
const NOUNS = ['parcel', 'ticket', 'invoice', 'engine', 'garden', 'window', 'lesson', 'bridge', 'harbour', 'kettle', 'ladder', 'mirror', 'needle', 'orchard', 'pillow'] as const
const LABELS = ['urgent', 'routine', 'spam'] as const

/** The text of case `n` of the sorting task; each is different. */
export const promptOf = (n: number): string => `Message ${n}: the ${COLOURS[n % 12]} ${NOUNS[n % 15]} near the ${NOUNS[(n * 7 + 3) % 15]} number ${n}.`

/** What the incumbent said to case `n`. */
export const labelOf = (n: number): string => LABELS[n % 3] ?? ''

/** Some other label than the incumbent's. */
export const wrongLabelOf = (n: number): string => LABELS[(n + 1) % 3] ?? ''

/** The number of the case that a prompt belongs to; -1 when it is none. */
export const caseOf = (prompt: string): number => Number(/Message (\d+):/.exec(prompt)?.[1] ?? -1)

export interface RecordChanges {
  readonly request?: JsonObject
  readonly record?: JsonObject
  readonly answer?: string
  readonly model?: string
  readonly system?: string
  readonly prompt?: string
}

/** One logged OpenAI request and response of a sorting task. */
export function logRecord(n: number, changes: RecordChanges = {}): JsonObject {
  const model = changes.model ?? 'big'
  return {
    id: `call-${n}`, provider: 'prod', latency_ms: 400 + (n % 50), timestamp: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
    request: {
      model,
      messages: [
        { role: 'system', content: changes.system ?? 'Sort the message into exactly one of: urgent, routine, spam. Answer with the label only.' },
        { role: 'user', content: changes.prompt ?? promptOf(n) },
      ],
      ...changes.request,
    },
    response: {
      id: `chatcmpl-${n}`, object: 'chat.completion', created: 0, model,
      choices: [{ index: 0, message: { role: 'assistant', content: changes.answer ?? labelOf(n) }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 40, completion_tokens: 2, total_tokens: 42 },
    },
    ...changes.record,
  }
}

/** JSON lines of `count` calls of the sorting task. */
export function sortingLog(count: number, changes: (n: number) => RecordChanges = () => ({})): string {
  return Array.from({ length: count }, (_, n) => `${JSON.stringify(logRecord(n, changes(n)))}\n`).join('')
}
