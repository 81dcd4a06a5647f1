import type { JsonObject } from '../../domain/json.js'
import { malformed, streamFailure } from '../failure.js'
import { numberAt, objectAt, objectsAt, textAt } from './fields.js'
import type { Assembler } from './wire.js'

interface CallDraft {
  id: string
  name: string
  arguments: string
}

/** Chunks of a chat completion → the completion. */
export function chatAssembler(): Assembler {
  const calls = new Map<number, CallDraft>()
  let [content, refusal, model] = ['', '', '']
  let finish: string | undefined
  let usage: JsonObject | undefined
  const takeCall = (delta: JsonObject) => {
    const index = numberAt(delta, 'index') ?? calls.size
    const draft = calls.get(index) ?? { id: '', name: '', arguments: '' }
    const called = objectAt(delta, 'function')
    calls.set(index, { id: draft.id || (textAt(delta, 'id') ?? ''), name: draft.name + (textAt(called, 'name') ?? ''), arguments: draft.arguments + (textAt(called, 'arguments') ?? '') })
  }
  return {
    take: (chunk) => {
      const error = objectAt(chunk, 'error')
      if (error) throw streamFailure(error)
      model ||= textAt(chunk, 'model') ?? ''
      usage = objectAt(chunk, 'usage') ?? usage
      const choice = objectsAt(chunk, 'choices')[0]
      finish = textAt(choice, 'finish_reason') ?? finish
      const delta = objectAt(choice, 'delta')
      const [text, refused, called] = [textAt(delta, 'content') ?? '', textAt(delta, 'refusal') ?? '', objectsAt(delta, 'tool_calls')]
      content += text
      refusal += refused
      called.forEach(takeCall)
      return text !== '' || refused !== '' || called.length > 0
    },
    body: () => {
      if (finish === undefined) throw malformed('the stream ended before the answer did')
      const toolCalls = [...calls].toSorted(([a], [b]) => a - b).map(([, { id, name, arguments: written }]) => ({ id, type: 'function', function: { name, arguments: written } }))
      const message = { role: 'assistant', content: content === '' && (refusal !== '' || toolCalls.length > 0) ? null : content, ...(refusal === '' ? {} : { refusal }), ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }) }
      return { model, choices: [{ index: 0, message, finish_reason: finish }], ...(usage ? { usage } : {}) }
    },
  }
}
