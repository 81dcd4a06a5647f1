import type { ProviderApi } from '../../domain/provider.js'
import { toMessagesBody } from './anthropic-messages.js'
import { fromMessage, messageAssembler } from './anthropic-messages-answer.js'
import { fromConverse, toConverseBody } from './bedrock-converse.js'
import { chatCapFields, isOpenAi, toChatBody, type ChatDialect } from './openai-chat.js'
import { fromChatCompletion } from './openai-chat-answer.js'
import { chatAssembler } from './openai-chat-stream.js'
import { toResponsesBody } from './openai-responses.js'
import { fromResponse, responseAssembler } from './openai-responses-answer.js'
import type { Wire } from './wire.js'

/** What an endpoint's address decides about its wire. */
export interface WireAddress {
  readonly baseUrl: string
  readonly apiVersion?: string
}

const bearer = (apiKey: string | undefined) => (apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` })

function chatWire(dialect: ChatDialect, changes: Partial<Wire> = {}): Wire {
  return {
    path: () => '/chat/completions',
    headers: bearer,
    write: (model, request, maxOutputTokens, capField) => toChatBody(model, request, maxOutputTokens, dialect, capField),
    capFields: chatCapFields(dialect),
    read: fromChatCompletion,
    stream: { ask: { stream: true, stream_options: { include_usage: true } }, assembler: chatAssembler },
    ...changes,
  }
}

/** Azure: a deployment in the path and a dated version, or, below `/openai/v1`, the path of OpenAI. */
function azureWire({ baseUrl, apiVersion }: WireAddress): Wire {
  const deployments = !baseUrl.endsWith('/openai/v1')
  const version = apiVersion === undefined ? '' : `?api-version=${encodeURIComponent(apiVersion)}`
  return chatWire('azure', {
    path: (model) => `${deployments ? `/openai/deployments/${encodeURIComponent(model)}` : ''}/chat/completions${version}`,
    headers: (apiKey) => (apiKey === undefined ? {} : { 'api-key': apiKey }),
  })
}

/** One entry per API; a new one is a file beside this and a line here. */
const WIRES: Readonly<Record<ProviderApi, (address: WireAddress) => Wire>> = {
  openai: ({ baseUrl }) => chatWire(isOpenAi(baseUrl) ? 'openai' : 'compatible'),
  gemini: () => chatWire('gemini'),
  azure: azureWire,
  'openai-responses': () => ({
    path: () => '/responses',
    headers: bearer,
    write: toResponsesBody,
    read: fromResponse,
    stream: { ask: { stream: true }, assembler: responseAssembler },
  }),
  anthropic: () => ({
    path: () => '/v1/messages',
    headers: (apiKey) => ({ 'anthropic-version': '2023-06-01', ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }) }),
    write: toMessagesBody,
    read: fromMessage,
    stream: { ask: { stream: true }, assembler: messageAssembler },
  }),
  bedrock: () => ({
    path: (model) => `/model/${encodeURIComponent(model)}/converse`,
    headers: bearer,
    write: (_model, request, maxOutputTokens) => toConverseBody(request, maxOutputTokens),
    read: fromConverse,
  }),
}

export const wireOf = (api: ProviderApi, address: WireAddress): Wire => WIRES[api](address)
