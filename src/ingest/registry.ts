import type { Adapter } from './adapter.js'
import { anthropicBatch } from './adapters/anthropic-batch.js'
import { anthropicMessagesPairs } from './adapters/anthropic-messages.js'
import { azureApim } from './adapters/azure-apim.js'
import { azureDiagnostics } from './adapters/azure-diagnostics.js'
import { bedrock } from './adapters/bedrock.js'
import { cloudflare } from './adapters/cloudflare.js'
import { fineTune } from './adapters/fine-tune.js'
import { geminiPairs } from './adapters/gemini.js'
import { litellmSpend } from './adapters/litellm-spend.js'
import { litellmStandard } from './adapters/litellm-standard.js'
import { ollamaPairs } from './adapters/ollama.js'
import { openaiBatch } from './adapters/openai-batch.js'
import { openaiChat } from './adapters/openai-chat.js'
import { openaiResponses } from './adapters/openai-responses.js'
import { openaiStored } from './adapters/openai-stored.js'
import { openrouter } from './adapters/openrouter.js'
import { portkey } from './adapters/portkey.js'
import { vertex } from './adapters/vertex.js'
import { plain } from './adapters/plain.js'

/** All formats in the order in which a record is offered to them. The particular come before the general: `plain` takes what is left. */
export const ADAPTERS = [
  bedrock,
  anthropicBatch,
  openaiBatch,
  litellmStandard,
  litellmSpend,
  openrouter,
  portkey,
  cloudflare,
  azureApim,
  azureDiagnostics,
  vertex,
  // Pairs as they go over the wire, by the API of the response.
  openaiResponses,
  anthropicMessagesPairs,
  openaiChat,
  geminiPairs,
  ollamaPairs,
  openaiStored,
  fineTune,
  // What is left: tables.
  plain,
] as const satisfies readonly Adapter[]

/** Names of CSV columns in which some adapter looks for the prompt. */
export const PROMPT_COLUMNS: readonly string[] = [...new Set(ADAPTERS.flatMap((adapter: Adapter) => adapter.promptColumns ?? []))]

/** Columns that together tell a table of a format without prompts. */
export const KNOWN_TABLES: readonly (readonly string[])[] = ADAPTERS.flatMap((adapter: Adapter) => (adapter.knownBy ? [adapter.knownBy] : []))
