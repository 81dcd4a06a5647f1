import type { JsonObject } from '../../src/domain/json.js'
import { caseOf, labelOf } from './log.js'
import type { WireReply, WireSeen } from './wire-server.js'

export const completion = (text: string): JsonObject => ({ model: 'small', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text } }], usage: { prompt_tokens: 20, completion_tokens: 2 } })
const promptIn = (body: unknown): string => JSON.stringify(body)
export const right = (body: unknown): JsonObject => completion(labelOf(caseOf(promptIn(body))))

interface Line { readonly custom_id: string; readonly body: JsonObject }

/** An OpenAI batch API that ends a batch at the second look; `lost` says which of its answers expire. */
export function batchServer(options: { readonly lost?: (index: number) => boolean; readonly dropId?: boolean; readonly answer?: (body: unknown) => JsonObject } = {}) {
  const answer = options.answer ?? right
  const files = new Map<string, readonly Line[]>()
  const batches = new Map<string, { readonly lines: readonly Line[]; readonly mark: unknown; looks: number }>()
  const one = (seen: WireSeen): string => seen.path.split('?')[0]?.split('/')[3] ?? ''
  const script = (seen: WireSeen): WireReply => {
    if (seen.path === '/v1/chat/completions') return { body: answer(seen.body) }
    if (seen.path === '/v1/files') {
      const lines = [...seen.text.matchAll(/^\{"custom_id".*\}$/gm)].map(([line]) => JSON.parse(line) as Line)
      files.set(`file-${files.size}`, lines)
      return { body: { id: `file-${files.size - 1}` } }
    }
    if (seen.path === '/v1/batches' && seen.method === 'POST') {
      const id = `batch_${batches.size}`
      batches.set(id, { lines: files.get(String(seen.body['input_file_id'])) ?? [], mark: (seen.body['metadata'] as JsonObject)['mark'], looks: 0 })
      return options.dropId ? { status: 504, body: {} } : { body: { id } }
    }
    if (seen.path.startsWith('/v1/batches?')) return { body: { data: [...batches].map(([id, { mark }]) => ({ id, metadata: { mark: mark as string } })) } }
    if (seen.path.startsWith('/v1/batches/')) {
      const batch = batches.get(one(seen))
      if (!batch) return { status: 404, body: {} }
      batch.looks += 1
      return { body: batch.looks < 2 ? { status: 'in_progress', request_counts: { total: batch.lines.length, completed: 0, failed: 0 } } : { status: 'completed', output_file_id: `out-${one(seen)}` } }
    }
    const lines = batches.get(one(seen).replace('out-', ''))?.lines ?? []
    const rows = lines.map(({ custom_id: id, body }, index) => (options.lost?.(index) ? { custom_id: id, response: null, error: { code: 'batch_expired' } } : { custom_id: id, response: { status_code: 200, body: answer(body) } }))
    return { body: rows.map((row) => JSON.stringify(row)).join('\n') }
  }
  return { script, batches }
}
