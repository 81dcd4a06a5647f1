import type { JsonValue } from '../../domain/json.js'
import { nameOf } from '../read/field.js'

/** Names that libraries give to their own spans: they say how a model was called, not what for. */
const LIBRARY = /^(?:(?:Azure|Chat|Async|Sync|Bedrock|Vertex|Google|Open|Anthropic|Ollama|Groq|Mistral|Cohere|Gemini|LiteLLM|Litellm|Fireworks|Together|HuggingFace|Converse)+[A-Z_.-]?[A-Za-z_.-]*|LLM|Messages|Completions?|Chat ?Completions?|Responses?|Runnable[A-Za-z]*|(?:[A-Za-z]*-)?generation|(?:litellm|openai|anthropic|bedrock|gemini|ai|gen_ai|langchain|ollama|groq|vertexai|cohere|mistral)[-_./].*|(?:async_)?(?:chat|completion|generate|invoke|predict|call|embed|run)(?:[ _.].*)?)$/

/** The name of a span as a hint to its task; undefined for names that libraries give by themselves. */
export function taskName(value: JsonValue | undefined): string | undefined {
  const name = nameOf(value)
  return name === undefined || LIBRARY.test(name) ? undefined : name
}
