/**
 * What a provider's models are asked with: OpenAI's Chat Completions or Responses, Anthropic's Messages, Azure OpenAI, the Converse API of Amazon
 * Bedrock, Gemini, any other server that speaks Chat Completions (`compatible`); `unknown` where the log does not say who serves a model.
 */
export const PROVIDER_KINDS = ['openai', 'openai-responses', 'anthropic', 'azure', 'bedrock', 'gemini', 'compatible', 'unknown'] as const
export type ProviderKind = (typeof PROVIDER_KINDS)[number]
