import { isJsonObject } from '../../domain/json.js'
import type { JsonObject } from '../../domain/json.js'
import type { ChainStep } from '../candidates.js'
import type { FallbackReason, PolicyDocument } from '../document.js'
import { createRouter } from '../evaluate.js'
import type { RoutingDecision, RoutingError } from '../evaluate.js'
import { createTally } from '../tally.js'
import type { Tally } from '../tally.js'
import { failureOf, readAnswer, shortcoming } from './answer.js'
import { requestOfBody, translated } from './body.js'
import type { CallContext, Wire } from './body.js'

export { requestOfBody } from './body.js'
export type { CallContext, Wire } from './body.js'
export { createTally } from '../tally.js'
export type { Tally } from '../tally.js'

/** The one method of the `openai` SDK that is used. */
export interface OpenAiLike {
  readonly chat: { readonly completions: { readonly create: (body: never, options?: never) => PromiseLike<unknown> } }
}

/** The one method of `@anthropic-ai/sdk` that is used. */
export interface AnthropicLike {
  readonly messages: { readonly create: (body: never, options?: never) => PromiseLike<unknown> }
}

/** One line of the decision log; no text of prompt or answer is in it. Unknown is null. */
export interface DecisionLine {
  readonly event: 'llm.route'
  readonly policy: string
  readonly policy_version: number
  readonly request_id: string | null
  readonly route: string
  readonly reason: string
  readonly model: string
  readonly provider: string
  readonly outcome: 'served' | FallbackReason | 'error'
  readonly attempts: readonly { readonly model: string; readonly outcome: string }[]
  readonly input_tokens: number | null
  readonly output_tokens: number | null
  readonly latency_ms: number
  readonly cost_usd: number | null
  readonly shadow: string | null
}

/** The part of an OpenTelemetry tracer that is used. */
export interface TracerLike {
  readonly startSpan: (name: string) => { readonly setAttribute: (key: string, value: string | number) => unknown; readonly end: () => void }
}

export interface PolicyClientOptions {
  readonly policy: PolicyDocument
  /** SDK clients by the provider names of the policy; `type: anthropic` takes an Anthropic client, all others OpenAI ones. */
  readonly clients: Readonly<Record<string, OpenAiLike | AnthropicLike>>
  readonly log?: (line: DecisionLine) => void
  readonly tracer?: TracerLike
  /** Milliseconds since 1970. */
  readonly clock?: () => number
  /** Shared where several clients serve one traffic. */
  readonly tally?: Tally
}

export interface Routed {
  /** As the SDK of the model that served gave it. */
  readonly response: JsonObject
  readonly decision: RoutingDecision
  readonly model: string
  readonly provider: string
}

/** No model may serve a request; nothing was sent. */
export class RoutingRefused extends Error {
  readonly refusal: RoutingError
  constructor(refusal: RoutingError) {
    super(refusal.message)
    this.name = 'RoutingRefused'
    this.refusal = refusal
  }
}

/**
 * Sends requests where a policy says, with its parameters, fallbacks and escalations. `create` takes a body of the wire
 * format named (Chat Completions unless said otherwise) and gives the answer of the model that served. Shadow copies are the
 * caller's to send: the decision names them. Throws RoutingRefused, or the SDK's error when no fallback is left for it.
 */
export function createPolicyClient(options: PolicyClientOptions): { readonly create: (body: JsonObject, context?: CallContext, wire?: Wire) => Promise<Routed> } {
  const { policy, clients, log, tracer } = options
  const router = createRouter(policy)
  const clock = options.clock ?? Date.now
  const tally = options.tally ?? createTally(policy)
  const wireOf = (provider: string): Wire => (policy.providers[provider]?.type === 'anthropic' ? 'anthropic' : 'openai')

  async function send(step: Pick<ChainStep, 'model' | 'modelId' | 'provider'>, body: JsonObject, wire: Wire, decision: RoutingDecision, signal: AbortSignal | undefined): Promise<JsonObject | undefined> {
    const client = Object.hasOwn(clients, step.provider) ? clients[step.provider] : undefined
    const target = wireOf(step.provider)
    const fitting = target === wire ? body : translated(body, target)
    if (client === undefined || fitting === undefined) return undefined
    const cap = decision.maxOutputTokens === undefined ? {} : { [target === 'openai' && body['max_completion_tokens'] !== undefined ? 'max_completion_tokens' : 'max_tokens']: decision.maxOutputTokens }
    const omitted = policy.models[step.model]?.omit_params ?? []
    const full = { ...Object.fromEntries(Object.entries({ ...fitting, ...decision.params }).filter(([name]) => !omitted.includes(name))), ...cap, model: step.modelId } as never
    const settings = { ...(decision.timeoutMs === undefined ? {} : { timeout: decision.timeoutMs }), ...(signal === undefined ? {} : { signal }), maxRetries: 0 } as never
    const response = await ('messages' in client ? client.messages.create(full, settings) : client.chat.completions.create(full, settings))
    return isJsonObject(response) ? response : {}
  }

  const costOf = (model: string, input: number | undefined, output: number | undefined): number | undefined => {
    const price = policy.models[model]?.price_per_1m
    return price?.input === undefined || price.output === undefined || input === undefined || output === undefined ? undefined : (input * price.input + output * price.output) / 1e6
  }

  return {
    create: async (body, context = {}, wire = 'openai') => {
      const started = clock()
      const request = requestOfBody(body, context)
      const user = request.user?.id
      const decision = router.route(request, { now: new Date(started), state: tally.state(started, { user }) })
      if ('error' in decision) throw new RoutingRefused(decision)
      const span = tracer?.startSpan(`chat ${decision.modelId}`)
      const attempts: { model: string; outcome: string }[] = []
      const tell = (step: Pick<ChainStep, 'model' | 'modelId' | 'provider'>, outcome: DecisionLine['outcome'], input?: number, output?: number): void => {
        const latencyMs = clock() - started
        const costUsd = costOf(step.model, input, output)
        log?.({
          event: 'llm.route', policy: policy.metadata.id, policy_version: policy.metadata.version, request_id: request.id ?? null, route: decision.route, reason: decision.reason,
          model: step.model, provider: step.provider, outcome, attempts, input_tokens: input ?? null, output_tokens: output ?? null, latency_ms: latencyMs, cost_usd: costUsd ?? null, shadow: decision.shadow?.model ?? null,
        })
        const facts: Readonly<Record<string, string | number | undefined>> = {
          'gen_ai.operation.name': 'chat', 'gen_ai.request.model': step.modelId, 'gen_ai.provider.name': step.provider, 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output,
          'llm_routing.policy': policy.metadata.id, 'llm_routing.policy_version': policy.metadata.version, 'llm_routing.route': decision.route, 'llm_routing.reason': decision.reason,
          'llm_routing.outcome': outcome, 'llm_routing.fallback_reason': attempts.find(({ model }) => model !== step.model)?.outcome, 'llm_routing.cost_usd': costUsd,
        }
        for (const [key, value] of Object.entries(facts)) if (value !== undefined) span?.setAttribute(key, value)
        span?.end()
      }
      const rest = [...decision.fallbacks]
      const next = (reason: FallbackReason): ChainStep | undefined => {
        for (let step = rest.shift(); step !== undefined; step = rest.shift()) if (step.on.includes(reason)) return step
        return undefined
      }
      let again = (decision.escalate?.validation_failure?.max_attempts ?? 1) - 1
      let step: ChainStep = { model: decision.model, modelId: decision.modelId, provider: decision.provider, on: [] }
      for (;;) {
        let response: JsonObject | undefined
        try {
          response = await send(step, body, wire, decision, context.signal)
        } catch (error) {
          const reason = failureOf(error)
          attempts.push({ model: step.model, outcome: reason ?? 'error' })
          const other = reason === undefined ? undefined : next(reason)
          if (other === undefined) {
            tell(step, reason ?? 'error')
            throw error
          }
          step = other
          continue
        }
        if (response === undefined) {
          attempts.push({ model: step.model, outcome: 'not sendable' })
          const other = rest.shift()
          if (other === undefined) {
            tell(step, 'error')
            throw new Error(`no client can send this request: the provider "${step.provider}" has none, or its wire format cannot hold it`)
          }
          step = other
          continue
        }
        const reading = readAnswer(response)
        const { inputTokens, outputTokens } = reading
        tally.record(clock(), { model: step.model, costUsd: costOf(step.model, inputTokens, outputTokens) ?? 0, ...(user === undefined ? {} : { user }) })
        const reason = shortcoming(reading, decision.escalate)
        attempts.push({ model: step.model, outcome: reason ?? 'served' })
        if (reason === 'validation_failure' && again-- > 0) continue
        const other = reason === undefined ? undefined : next(reason)
        if (other !== undefined) {
          step = other
          continue
        }
        tell(step, reason ?? 'served', inputTokens, outputTokens)
        return { response, decision, model: step.model, provider: step.provider }
      }
    },
  }
}
