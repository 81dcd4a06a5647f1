import type { ChatRequest } from '../domain/message.js'
import { digest } from '../sample/content.js'

/**
 * Content address of a replayed call: whoever asks the same server and model the same thing under the same cap gets
 * the recorded answer. 32 hex digits.
 */
export function trialKey(call: { readonly api: string; readonly baseUrl: string; readonly model: string; readonly request: ChatRequest; readonly maxOutputTokens: number }): string {
  const { api, baseUrl, model, request, maxOutputTokens } = call
  const capIsOurs = request.maxOutputTokens === undefined // an answer cut by our cap is unscored, one cut by the log's is not
  return digest([api, baseUrl, model, { ...request, maxOutputTokens }, capIsOurs]).slice(0, 32)
}
