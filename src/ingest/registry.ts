import type { Adapter } from './adapter.js'
import { agentSession } from './adapters/agent-session.js'
import { anthropicBatch } from './adapters/anthropic-batch.js'
import { anthropicMessagesPairs } from './adapters/anthropic-messages.js'
import { azureApim } from './adapters/azure-apim.js'
import { azureDiagnostics } from './adapters/azure-diagnostics.js'
import { azureGateway } from './adapters/azure-gateway.js'
import { bedrock } from './adapters/bedrock.js'
import { braintrust } from './adapters/braintrust.js'
import { chatExport } from './adapters/chat-export.js'
import { cloudflare } from './adapters/cloudflare.js'
import { coherePairs } from './adapters/cohere.js'
import { conversePairs } from './adapters/converse.js'
import { conversations } from './adapters/conversations.js'
import { datadog } from './adapters/datadog.js'
import { dify } from './adapters/dify.js'
import { evaluations } from './adapters/evaluations.js'
import { fineTune } from './adapters/fine-tune.js'
import { geminiBatch } from './adapters/gemini-batch.js'
import { geminiPairs } from './adapters/gemini.js'
import { helicone } from './adapters/helicone.js'
import { honeyhive } from './adapters/honeyhive.js'
import { kong } from './adapters/kong.js'
import { langfuse } from './adapters/langfuse.js'
import { langsmith } from './adapters/langsmith.js'
import { litellmSpend } from './adapters/litellm-spend.js'
import { litellmStandard } from './adapters/litellm-standard.js'
import { lunary } from './adapters/lunary.js'
import { mlflow } from './adapters/mlflow.js'
import { newrelic } from './adapters/newrelic.js'
import { ollamaPairs } from './adapters/ollama.js'
import { openaiAgents } from './adapters/openai-agents.js'
import { openaiBatch } from './adapters/openai-batch.js'
import { openaiChat } from './adapters/openai-chat.js'
import { openaiResponses } from './adapters/openai-responses.js'
import { openaiStored } from './adapters/openai-stored.js'
import { openrouter } from './adapters/openrouter.js'
import { opik } from './adapters/opik.js'
import { otlp } from './adapters/otlp.js'
import { plain } from './adapters/plain.js'
import { portkey } from './adapters/portkey.js'
import { posthog } from './adapters/posthog.js'
import { promptPairs } from './adapters/text-generation.js'
import { promptfoo } from './adapters/promptfoo.js'
import { truefoundry } from './adapters/truefoundry.js'
import { vertex } from './adapters/vertex.js'
import { weave } from './adapters/weave.js'

/** All formats in the order in which a record is offered to them. The particular come before the general: `plain` takes what is left. */
export const ADAPTERS: readonly Adapter[] = [
  // Known by fields that no other format has.
  bedrock, otlp, evaluations, anthropicBatch, openaiBatch, geminiBatch, litellmStandard, litellmSpend, langsmith, langfuse, helicone, openrouter, posthog,
  portkey, cloudflare, braintrust, weave, mlflow, datadog, azureApim, azureGateway, azureDiagnostics, vertex, kong, truefoundry, opik, dify, promptfoo, newrelic, agentSession, openaiAgents, honeyhive, lunary, chatExport, conversations,
  // Pairs as they go over the wire, by the API of the response.
  openaiResponses, anthropicMessagesPairs, openaiChat, geminiPairs, ollamaPairs, coherePairs, conversePairs, promptPairs,
  // Answers or conversations alone, then tables.
  openaiStored, fineTune, plain,
]

/** Names of CSV columns in which some adapter looks for the prompt. */
export const PROMPT_COLUMNS: readonly string[] = [...new Set(ADAPTERS.flatMap((adapter) => adapter.promptColumns ?? []))]

/** Columns that together tell a table of a format without prompts. */
export const KNOWN_TABLES: readonly (readonly string[])[] = ADAPTERS.flatMap((adapter) => (adapter.knownBy ? [adapter.knownBy] : []))
