import type { JsonObject } from '../../src/domain/json.js'

/** One row of the table `calls` that the tests fill, as the record of a file would hold it. */
export interface TrafficRow extends JsonObject {
  readonly id: string
  readonly prompt: string
  readonly system: string
  readonly response: string
  readonly model: string
  readonly provider: string
  readonly input_tokens: number | null
  readonly output_tokens: number | null
  readonly cached_input_tokens: number | null
  readonly cost_usd: number | null
  readonly latency_ms: number | null
  readonly started_at: string
  readonly conversation_id: string
  readonly status: string
  readonly feature: string
}

const NAMES = ['Ada', 'Grace', "O'Neil", 'Zoë', '李雷'] as const
/** System prompts with slots of every kind that a mask knows, of plain and of combining characters. */
const SYSTEMS: readonly ((n: number) => string)[] = [
  (n) => `Today is 2026-11-${String(1 + (n % 28)).padStart(2, '0')}. You answer ${NAMES[n % 5]}'s questions about order ${1000 + n} at https://shop.example/o/${n}?x='1'. Write to help+${n}@shop.example.`,
  (n) => `Classify ticket "${'t'.repeat(1 + (n % 9))}" of 'customer ${n % 7}' as bug, wish or praise.\nLimits: ${n % 10},${n % 10}:v${n}; id ${(n * 2654435761 % 4294967296).toString(16).padStart(8, '0')}-0000-4000-8000-00000000000${n % 10}.`,
  () => 'Übersetze ins Französische – “genau”, bitte ✅ и точно.',
  (n) => `Réponds à ${'e\u0301'.repeat(1 + (n % 2))} en français ⚠️ v${n % 3}.`,
  () => '',
]

/** Rows of a log, no request of which is written in two ways, with repeats, conversations, failures, unknown usage, several models and several kinds of prompt; `n` numbers them. */
export function trafficRow(n: number): TrafficRow {
  const kind = n % 11 < 5 ? n % 5 : (n * 7) % 4
  const system = SYSTEMS[kind]?.(n % 13 === 0 ? 13 : n) ?? ''
  const isMessages = n % 6 === 5
  const text = n % 13 === 0 ? 'The same question again, "quoted" \\ and 5 % off' : `Question ${n}: what of ${NAMES[n % 5]}?\n\tLine two, ${'ab'.repeat(n % 4)} 😀`
  const messages = [...(kind === 4 ? [] : [{ role: 'system', content: `In messages ${n}: ${SYSTEMS[kind]?.(n) ?? ''}` }]), { role: 'user', content: `${text} (in messages)` }, ...(n % 4 === 1 ? [{ role: 'assistant', content: 'Which?' }, { role: 'user', content: [{ type: 'text', text: `That one, ${n}` }] }] : [])]
  const isFailed = n % 17 === 3
  return {
    id: `call-${n}`,
    prompt: isMessages ? JSON.stringify(messages) : text,
    system: isMessages ? '' : system,
    response: isFailed ? '' : n % 23 === 4 ? ' ' : ['bug', 'wish', 'praise'][n % 3] ?? '',
    model: n % 8 === 7 ? 'small-1' : 'big-2',
    provider: 'prod',
    input_tokens: n % 19 === 6 ? null : 100 + (n % 50),
    output_tokens: n % 19 === 7 ? null : 3 + (n % 4),
    cached_input_tokens: n % 5 === 0 ? (n % 37 === 0 ? 1000 : 40) : null,
    cost_usd: n % 10 === 9 ? null : (100 + (n % 50)) / 1e5,
    latency_ms: n % 21 === 8 ? null : n % 30 === 1 ? 0 : 200 + ((n * 37) % 900) + 0.5,
    started_at: new Date(Date.UTC(2026, 9, 1) + n * 61_007).toISOString(),
    conversation_id: n % 9 === 2 ? `talk-${isMessages ? 'm' : 't'}${n % 40}` : '',
    status: isFailed ? 'failure' : 'success',
    feature: ['reply', 'sort', 'translate', 'answer', 'chat'][kind] ?? '',
  }
}

export const traffic = (count: number): readonly TrafficRow[] => Array.from({ length: count }, (_, n) => trafficRow(n))

/** The same as records of a file: what is NULL in a table is not there. */
export const asLines = (rows: readonly TrafficRow[]): string => rows.map((row) => `${JSON.stringify(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)))}\n`).join('')
