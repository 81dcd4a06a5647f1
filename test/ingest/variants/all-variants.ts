import { AZURE } from './azure.js'
import { ANTHROPIC, ANTHROPIC_BATCH, BEDROCK, VERTEX } from './clouds.js'
import { CLOUDFLARE, HELICONE, LITELLM, LITELLM_PAYLOAD, OPENROUTER, PORTKEY } from './gateways.js'
import { CURRENT_APIS } from './current-apis.js'
import { CURRENT_GATEWAYS } from './current-gateways.js'
import { ENVELOPES } from './envelopes.js'
import { CHAT_EXPORTS, DIFY, EVALUATIONS, LANGFUSE_SENT, OPIK, PUBLISHED_BODIES, STORED_SPANS } from './published.js'
import { THIRD_TOOLS } from './third-tools.js'
import { SESSIONS, WATCHERS } from './third-watchers.js'
import { THIRD_WIRES } from './third-wires.js'
import { BATCH, FINE_TUNE, PAIRS, RESPONSES, STORED } from './openai.js'
import { CONVERSATIONS, PLAIN, PROMPTFOO } from './tables.js'
import { BRAINTRUST, DATADOG, MLFLOW, POSTHOG, WEAVE } from './traces.js'
import { LANGFUSE, LANGSMITH, OPEN_INFERENCE, OTLP, VERCEL } from './traces-more.js'
import type { Variant } from './variant.js'

/** All variants by what they are of. */
export const FORMATS: Readonly<Record<string, readonly Variant[]>> = {
  'chat completions': PAIRS, responses: RESPONSES, 'batches of OpenAI': BATCH, 'stored completions': STORED, 'fine-tuning': FINE_TUNE, Anthropic: ANTHROPIC, 'batches of Anthropic': ANTHROPIC_BATCH,
  Azure: AZURE, Bedrock: BEDROCK, Vertex: VERTEX, Portkey: PORTKEY, Cloudflare: CLOUDFLARE, OpenRouter: OPENROUTER, Helicone: HELICONE, 'rows of LiteLLM': LITELLM, 'payloads of LiteLLM': LITELLM_PAYLOAD,
  Langfuse: LANGFUSE, LangSmith: LANGSMITH, OpenTelemetry: OTLP, 'the AI SDK': VERCEL, OpenInference: OPEN_INFERENCE, Weave: WEAVE, Braintrust: BRAINTRUST, MLflow: MLFLOW, Datadog: DATADOG, PostHog: POSTHOG,
  promptfoo: PROMPTFOO, conversations: CONVERSATIONS, tables: PLAIN, envelopes: ENVELOPES,
  'APIs of 2026': CURRENT_APIS, 'gateways of 2026': CURRENT_GATEWAYS,
  Opik: OPIK, Dify: DIFY, 'exports of chats': CHAT_EXPORTS, evaluations: EVALUATIONS, 'spans as they are stored': STORED_SPANS, 'what Langfuse is sent': LANGFUSE_SENT, 'bodies as published': PUBLISHED_BODIES,
  'third collection, APIs': THIRD_WIRES, 'third collection, tools': THIRD_TOOLS, monitors: WATCHERS, 'sessions of coding agents': SESSIONS,
}

export const VARIANTS: readonly { readonly format: string; readonly variant: Variant }[] = Object.entries(FORMATS).flatMap(([format, variants]) => variants.map((variant) => ({ format, variant })))
