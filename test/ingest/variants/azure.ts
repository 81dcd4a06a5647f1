import type { JsonObject } from '../../../src/domain/json.js'
import { completion, events, MESSAGES } from './completion.js'
import type { Variant } from './variant.js'

const row = (changes: JsonObject): JsonObject => ({
  TimeGenerated: '2026-05-04T10:00:00.1234567Z', CorrelationId: 'k1', RequestId: 'chatcmpl-1', OperationName: 'ChatCompletions_Create', DeploymentName: 'prod-4o', ModelName: 'gpt-4o',
  PromptTokens: 40, CompletionTokens: 8, TotalTokens: 48, IsStreamCompletion: false, RequestMessages: '', ResponseMessages: '', SequenceNumber: 0, ApiVersion: '2024-10-21', Region: 'westeurope', ...changes,
})

/** Resource logs of Azure: API Management, with and without texts, and Azure OpenAI itself. */
export const AZURE: readonly Variant[] = [
  {
    name: 'APIM writes the request and the answer as entries of their own, under the same number',
    log: [
      row({ RequestMessages: JSON.stringify(MESSAGES), PromptTokens: 0, CompletionTokens: 0, TotalTokens: 0 }),
      row({ ResponseMessages: JSON.stringify([{ role: 'assistant', content: 'Lima' }]) }),
    ],
    becomes: [{ format: 'azure-apim', says: ['system: Name the capital.', 'user: Peru'], answer: 'Lima', model: 'gpt-4o', input: 40, output: 8, at: '2026-05-04T10:00:00.123Z', provider: 'azure', metadata: { DeploymentName: 'prod-4o' } }],
  },
  {
    name: 'APIM splits a long request; the rows lie in any order, and the answer counts from one again',
    log: [
      row({ SequenceNumber: 1, RequestMessages: '"Peru"}]' }),
      row({ SequenceNumber: 0, ResponseMessages: JSON.stringify([{ role: 'assistant', content: 'Lima' }]) }),
      row({ SequenceNumber: 0, RequestMessages: '[{"role":"system","content":"Name the capital."},{"role":"user","content":' }),
    ],
    becomes: [{ says: ['system: Name the capital.', 'user: Peru'], answer: 'Lima', input: 40 }],
  },
  {
    name: 'a model that answered with a tool call',
    log: [row({ RequestMessages: MESSAGES, ResponseMessages: [{ role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'capital', arguments: '{"of":"Peru"}' } }] }] })],
    becomes: [{ answer: '', calls: ['capital({"of":"Peru"})'], input: 40 }],
  },
  {
    name: 'exported as CSV, all cells are texts',
    log: [row({ PromptTokens: '40', CompletionTokens: '8', SequenceNumber: '0', IsStreamCompletion: 'true', RequestMessages: JSON.stringify(MESSAGES), ResponseMessages: JSON.stringify([{ role: 'assistant', content: 'Lima' }]) })],
    becomes: [{ says: ['system: Name the capital.', 'user: Peru'], answer: 'Lima', input: 40, output: 8 }],
  },
  {
    name: 'an embedding is no call',
    log: [row({ OperationName: 'Embeddings_Create', CompletionTokens: 0, ModelName: 'text-embedding-3-small' })],
    becomes: [{ excluded: /^not-a-call/ }],
  },
  {
    name: 'a stored log of API Management, with the properties inside',
    log: [{
      time: '2026-05-04T10:00:00Z', resourceId: '/SUBSCRIPTIONS/X', category: 'GatewayLlmLogs', operationName: 'Microsoft.ApiManagement/GatewayLlmLogs', correlationId: 'k9',
      properties: { requestId: 'r', operationName: 'ChatCompletions_Create', deploymentName: 'prod-4o', modelName: 'gpt-4o', promptTokens: 40, completionTokens: 8, totalTokens: 48, sequenceNumber: 0, requestMessages: MESSAGES, responseMessages: [{ role: 'assistant', content: 'Lima' }] },
    }],
    becomes: [{ format: 'azure-apim', says: ['system: Name the capital.', 'user: Peru'], answer: 'Lima', model: 'gpt-4o', input: 40, output: 8, at: '2026-05-04T10:00:00.000Z' }],
  },
  {
    name: 'gateway logs with the bodies that went to the backend',
    log: [{
      TimeGenerated: '2026-05-04T10:00:00Z', CorrelationId: 'g1', Category: 'GatewayLogs', IsRequestSuccess: true, Method: 'POST', ResponseCode: 200, BackendResponseCode: 200, BackendTime: 900, TotalTime: 950,
      BackendUrl: 'https://x.openai.azure.com/openai/deployments/prod-4o/chat/completions?api-version=2024-10-21', BackendRequestBody: JSON.stringify({ messages: MESSAGES, temperature: 0.1 }), BackendResponseBody: JSON.stringify(completion()),
    }],
    becomes: [{ format: 'azure-gateway', says: ['system: Name the capital.', 'user: Peru'], answer: 'Lima', model: 'prod-4o', served: 'gpt-4o-2024-08-06', temperature: 0.1, input: 40, output: 8, ms: 950, at: '2026-05-04T10:00:00.000Z' }],
  },
  {
    name: 'gateway logs in storage, streamed and failed',
    log: [
      {
        time: '2026-05-04T10:00:00Z', category: 'GatewayLogs', correlationId: 'g2', isRequestSuccess: true, durationMs: 700, operationName: 'Microsoft.ApiManagement/GatewayLogs',
        properties: {
          method: 'POST', url: 'https://gw/openai/deployments/prod-4o/chat/completions', backendResponseCode: 200, responseCode: 200, requestBody: JSON.stringify({ messages: MESSAGES, stream: true }),
          responseBody: events({ id: 'c', object: 'chat.completion.chunk', created: 1, model: '', choices: [], prompt_filter_results: [] }, { id: 'c', object: 'chat.completion.chunk', created: 1767600000, model: 'gpt-4o-2024-08-06', choices: [{ index: 0, delta: { role: 'assistant', content: 'Li' }, finish_reason: null }] }, { id: 'c', object: 'chat.completion.chunk', created: 1767600000, model: 'gpt-4o-2024-08-06', choices: [{ index: 0, delta: { content: 'ma' }, finish_reason: 'stop' }] }),
        },
      },
      { time: '2026-05-04T10:00:00Z', category: 'GatewayLogs', correlationId: 'g3', isRequestSuccess: false, durationMs: 7, properties: { method: 'POST', url: 'https://gw/openai/deployments/prod-4o/chat/completions', responseCode: 429, requestBody: JSON.stringify({ messages: MESSAGES }) } },
    ],
    becomes: [{ answer: 'Lima', stop: 'stop', ms: 700, input: undefined, model: 'prod-4o', served: 'gpt-4o-2024-08-06' }, { excluded: /^error: HTTP 429/ }],
  },
  {
    name: 'a body that the gateway cut at its limit',
    log: [{ TimeGenerated: '2026-05-04T10:00:00Z', CorrelationId: 'g4', ResponseCode: 200, BackendUrl: 'https://x/openai/deployments/p/chat/completions', BackendRequestBody: '{"messages":[{"role":"user","content":"Per', BackendResponseBody: JSON.stringify(completion()), TotalTime: 5 }],
    becomes: [{ excluded: /^truncated/, traffic: { input: 40, output: 8 } }],
  },
  {
    name: 'gateway logs of other APIs, and of calls whose bodies are not logged',
    log: [
      { TimeGenerated: '2026-05-04T10:00:00Z', CorrelationId: 'g5', Category: 'GatewayLogs', ResponseCode: 200, Method: 'GET', Url: 'https://gw/orders/17', BackendUrl: 'https://x/orders/17' },
      { TimeGenerated: '2026-05-04T10:00:00Z', CorrelationId: 'g6', Category: 'GatewayLogs', ResponseCode: 200, Method: 'POST', Url: 'https://gw/openai/deployments/p/chat/completions', BackendUrl: 'https://x/openai/deployments/p/chat/completions', TotalTime: 900 },
    ],
    becomes: [{ excluded: /^not-a-call/ }, { excluded: /^no-text/ }],
  },
  {
    name: 'diagnostics of Azure OpenAI: no text in any of them, times and models kept',
    log: [
      { time: '2026-05-04T10:00:00.0000000Z', resourceId: '/SUBSCRIPTIONS/X', category: 'RequestResponse', operationName: 'ChatCompletions_Create', durationMs: 812, resultSignature: '200', callerIPAddress: '10.0.0.***', correlationId: 'd1', properties: { apiName: 'Azure OpenAI API version 2024-10-21', requestTime: 638000000000000000, requestLength: 900, responseTime: 638000000000000000, responseLength: 700, objectId: '', streamType: 'Streaming', modelDeploymentName: 'prod', modelName: 'gpt-4o', modelVersion: '2024-08-06' } },
      { TimeGenerated: '2026-05-04T10:00:00Z', Category: 'RequestResponse', OperationName: 'Embeddings_Create', DurationMs: 30, ResultSignature: '200', properties_s: '{"modelName":"text-embedding-3-small"}' },
      { TimeGenerated: '2026-05-04T10:00:00Z', Category: 'RequestResponse', OperationName: 'ChatCompletions_Create', DurationMs: 30, ResultSignature: 429, properties_s: '{"modelName":"gpt-4o"}' },
      { TimeGenerated: '2026-05-04T10:00:00Z', Category: 'AzureOpenAIRequestUsage', OperationName: 'x', DurationMs: 300, ResultSignature: '200', properties_s: '{"modelName":"gpt-4o","promptTokens":"40","generatedTokens":"8"}' },
      { time: '2026-05-04T10:00:00Z', category: 'Trace', operationName: 'x', properties: '{}' },
    ],
    becomes: [{ excluded: /^no-text/ }, { excluded: /^not-a-call/ }, { excluded: /^error: HTTP 429/ }, { excluded: /^no-text/, traffic: { input: 40, output: 8, model: 'gpt-4o', ms: 300 } }, { excluded: /^not-a-call/ }],
  },
]
