import type { ChatRequest } from '../domain/message.js'
import { awsSigner } from './aws-signature.js'
import { anthropicBatches, openaiBatches } from './batches.js'
import { errorOf, httpFailure, jsonBody, malformed } from './failure.js'
import { httpAgent } from './http-agent.js'
import { exchange, type HttpAnswer } from './http.js'
import { ProviderError, type Attempted, type Credentials, type ProviderClient, type ProviderEndpoint } from './provider.js'
import { rateFacts } from './rate-facts.js'
import { safeMessage } from './safe-message.js'
import { eventReader } from './sse.js'
import { embeddingsWire } from './wire/embeddings.js'
import type { Wire } from './wire/wire.js'
import { wireOf } from './wire/wires.js'

/** Azure and others refuse a prompt by an error; it is an answer all the same: the filter spoke instead of the model. */
function filtered(answer: HttpAnswer): Attempted | undefined {
  if (answer.status !== 400) return undefined
  const { code } = errorOf(jsonBody(answer.body))
  return code === 'content_filter' ? { output: { text: '', toolCalls: [], finishReason: 'content_filter' }, usage: {} } : undefined
}

/** True when the provider refuses the name of the output cap, and not the request. */
const refusesCap = (error: unknown, wire: Wire): error is ProviderError => error instanceof ProviderError && error.kind === 'unsupported' && (wire.capFields?.includes(error.parameter ?? '') ?? false)

/** A client of one provider over HTTP, with connections that stay open. @throws AuditError for a proxy or certificate file that cannot be used */
export async function httpClient(endpoint: ProviderEndpoint, credentials: Credentials): Promise<ProviderClient> {
  const { api, baseUrl, timeoutMs } = endpoint
  const { apiKey, aws } = credentials
  const secrets = [apiKey, aws?.secretAccessKey, aws?.sessionToken, aws?.accessKeyId, ...Object.values(credentials.secretHeaders ?? {})].flatMap((secret) => secret ?? [])
  const sign = aws && (await awsSigner(aws))
  const wire = wireOf(api, endpoint)
  const vectors = embeddingsWire(wire)
  const agent = await httpAgent(baseUrl, endpoint.caFile)
  const headers = { 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'cheapest-viable', ...credentials.headers, ...credentials.secretHeaders, ...wire.headers(apiKey) }
  const streamed = endpoint.stream ? wire.stream : undefined
  const capFields = new Map<string, string>()

  async function attempt(model: string, request: ChatRequest, maxOutputTokens: number, signal: AbortSignal): Promise<Attempted> {
    const spoken = request.purpose === 'embedding' ? vectors : wire
    const body = spoken.write(model, request, maxOutputTokens, capFields.get(model))
    const call = { method: 'POST' as const, url: baseUrl + spoken.path(model), headers, agent, timeoutMs, signal }
    if (!streamed || spoken === vectors) {
      const text = JSON.stringify(body)
      const answer = await exchange({ ...call, ...(sign ? { headers: sign({ ...call, body: text }) } : {}), body: text })
      return completed(answer, () => {
        const parsed = jsonBody(answer.body)
        if (!parsed) throw malformed('the answer is not valid JSON', answer.body.length)
        return spoken.read(parsed)
      })
    }
    const assembler = streamed.assembler()
    const started = performance.now()
    let firstTokenMs: number | undefined
    const read = eventReader((event) => {
      if (assembler.take(event) && firstTokenMs === undefined) firstTokenMs = Math.round((performance.now() - started) * 10) / 10
    })
    const answer = await exchange({ ...call, headers: { ...headers, accept: 'text/event-stream' }, body: JSON.stringify({ ...body, ...streamed.ask }), onPiece: read })
    return { ...completed(answer, () => wire.read(assembler.body())), ...(firstTokenMs === undefined ? {} : { firstTokenMs }) }
  }

  function completed(answer: HttpAnswer, read: () => ReturnType<Wire['read']>): Attempted {
    const refusedByFilter = filtered(answer)
    if (refusedByFilter) return refusedByFilter
    if (answer.status < 200 || answer.status >= 300) throw httpFailure(answer, secrets, Date.now())
    const rate = rateFacts(answer.headers)
    return { ...read(), ...(rate ? { rate } : {}) }
  }

  const parts = { baseUrl, wire, agent, headers, timeoutMs, secrets }
  const batches = api === 'anthropic' ? anthropicBatches(parts) : api === 'openai' || api === 'openai-responses' ? openaiBatches(parts) : undefined
  return {
    complete: async (model, request, maxOutputTokens, signal) => {
      try {
        return await attempt(model, request, maxOutputTokens, signal)
      } catch (error) {
        // One place for whatever a server or a stream says, or the system of an address: a key that is repeated goes no further.
        if (error instanceof ProviderError) error.message = safeMessage(error.message, secrets)
        const other = wire.capFields?.find((field) => field !== (capFields.get(model) ?? wire.capFields?.[0]))
        if (other === undefined || capFields.has(model) || !refusesCap(error, wire)) throw error
        capFields.set(model, other) // the same request in the words that this model wants; the refusal was not charged
        return await attempt(model, request, maxOutputTokens, signal)
      }
    },
    ...(batches ? { batches } : {}),
    close: () => agent.destroy(),
  }
}
