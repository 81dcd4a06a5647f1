import type { Adapter } from './adapter.js'
import { anthropicMessagesPairs } from './adapters/anthropic-messages.js'
import { braintrust } from './adapters/braintrust.js'
import { conversations } from './adapters/conversations.js'
import { datadog } from './adapters/datadog.js'
import { helicone } from './adapters/helicone.js'
import { langfuse } from './adapters/langfuse.js'
import { langsmith } from './adapters/langsmith.js'
import { mlflow } from './adapters/mlflow.js'
import { openaiChat } from './adapters/openai-chat.js'
import { otlp } from './adapters/otlp.js'
import { plain } from './adapters/plain.js'
import { posthog } from './adapters/posthog.js'
import { promptfoo } from './adapters/promptfoo.js'
import { weave } from './adapters/weave.js'

/** All formats in the order in which a record is offered to them. The particular come before the general: `plain` takes what is left. */
export const ADAPTERS: readonly Adapter[] = [
  otlp, langsmith, langfuse, helicone, posthog, braintrust, weave, mlflow, datadog, promptfoo, conversations,
  anthropicMessagesPairs, openaiChat, plain,
]

/** Names of CSV columns by which a table of some format is known. */
export const PROMPT_COLUMNS: readonly string[] = [...new Set(ADAPTERS.flatMap((adapter) => adapter.promptColumns ?? []))]
