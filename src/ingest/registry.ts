import type { Adapter } from './adapter.js'
import { anthropicMessagesPairs } from './adapters/anthropic-messages.js'
import { openaiChat } from './adapters/openai-chat.js'
import { plain } from './adapters/plain.js'

/** All formats in the order in which a record is offered to them. The particular come before the general: `plain` takes what is left. */
export const ADAPTERS = [anthropicMessagesPairs, openaiChat, plain] as const satisfies readonly Adapter[]

/** Names of CSV columns in which some adapter looks for the prompt. */
export const PROMPT_COLUMNS: readonly string[] = [...new Set(ADAPTERS.flatMap((adapter: Adapter) => adapter.promptColumns ?? []))]
