import type { LlmCall } from '../domain/call.js'
import { lastUserText, systemText, textOf } from '../domain/message.js'
import { hiddenFingerprint } from '../text/hidden-prompt.js'
import { countTokens } from './request.js'
import type { PolicyRequest } from './request.js'

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined)

/** What a logged call would show of itself to a policy, were it asked again. User fields come from its metadata, as logs have no other place for them. */
export function requestOfCall(call: LlmCall): PolicyRequest {
  const { request, metadata, usage } = call
  const parts = request.messages.flatMap((message) => message.parts)
  const [system, lastUser] = [systemText(request), lastUserText(request)]
  const user = { id: text(metadata['user_id'] ?? metadata['user']), tier: text(metadata['tier'] ?? metadata['user_tier']), region: text(metadata['region'] ?? metadata['user_region']) }
  const defined = <T extends object>(map: T): T => Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined)) as T
  return defined({
    id: call.id,
    model: call.requestModel,
    has_tools: (request.tools?.length ?? 0) > 0,
    turns: request.messages.filter(({ role, parts: own }) => role === 'user' && own.some((part) => part.type === 'text' && part.text !== '')).length,
    has_images: parts.some((part) => part.type === 'image'),
    wants_json: request.responseFormat !== undefined,
    env: text(metadata['env'] ?? metadata['environment']),
    metadata,
    user: defined(user),
    // What a log hides of a prompt, the gateway sees.
    prompt: defined({ system, last_user: lastUser, fingerprint: system === undefined ? undefined : hiddenFingerprint(system) }),
    tokens: defined({ input: usage.inputTokens ?? countTokens([textOf(request.messages)]), max_output: request.maxOutputTokens }),
  }) as PolicyRequest
}
