import type { JsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import type { Chat, Turn } from '../chat-export/chat.js'
import { chatgptChat, isChatgpt } from '../chat-export/chatgpt.js'
import { isLibrechat, librechatChat } from '../chat-export/librechat.js'
import { isOpenWebui, openWebuiChat } from '../chat-export/open-webui.js'
import { claudeChat, isClaudeExport, isMessageTree, treeChat } from '../chat-export/other-chats.js'
import { Excluded } from '../read/excluded.js'
import { readTime } from '../read/time.js'
import { UNKNOWN_MODEL } from '../read/unknown-model.js'
import { factsRecord } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'

const FORMAT = 'chat-export'

interface Export {
  readonly is: (record: JsonObject) => boolean
  readonly chat: (record: JsonObject) => Chat
}

const EXPORTS: readonly Export[] = [
  { is: isOpenWebui, chat: openWebuiChat },
  { is: isChatgpt, chat: chatgptChat },
  { is: isLibrechat, chat: librechatChat },
  { is: isClaudeExport, chat: claudeChat },
  { is: isMessageTree, chat: treeChat },
]

/**
 * Chats that applications export (Open WebUI, ChatGPT, LibreChat, Claude, Open Assistant). As of other conversations the first answer and
 * what was said before it become one call: later turns build on answers of the logged model.
 */
export const chatExport: Adapter = {
  name: FORMAT,
  detect: (record) => EXPORTS.some(({ is }) => is(record)),
  parse: (record, source) => {
    const chat = EXPORTS.find(({ is }) => is(record))?.chat(record) ?? { turns: [] }
    const [before, answer] = firstAnswer(chat)
    const asked = before.findLast((turn) => turn.role === 'user')
    refuseIncomplete([...before, answer])
    return [factsRecord({
      format: FORMAT,
      source,
      id: chat.id,
      requestModel: answer.model ?? UNKNOWN_MODEL,
      usage: answer.usage ?? {},
      startedAt: readTime(asked?.at) ?? readTime(chat.at),
      metadata: { turns: chat.turns.filter(({ role }) => role === 'assistant').length },
    }, () => ({
      request: transcriptRequest(before.map(({ role, content }) => ({ role, content }))),
      response: transcriptResponse({ role: 'assistant', content: answer.content }),
    }))]
  },
}

function firstAnswer({ turns }: Chat): readonly [readonly Turn[], Turn] {
  const question = turns.findIndex(({ role }) => role === 'user')
  const at = turns.findIndex(({ role }) => role === 'assistant')
  const answer = turns[at]
  if (question < 0) throw new Excluded('no-prompt', 'nobody asks anything in the conversation')
  if (answer === undefined) throw new Excluded('no-output', 'the conversation holds no answer')
  if (at < question) throw new Excluded('context-missing', 'the first answer of the conversation has no question')
  return [turns.slice(0, at), answer]
}

function refuseIncomplete(turns: readonly Turn[]): void {
  const lacks = (what: Turn['lacks']): boolean => turns.some((turn) => turn.lacks === what)
  if (lacks('success')) throw new Excluded('error', 'the answer was an error')
  if (lacks('end')) throw new Excluded('truncated', 'the first answer of the conversation was broken off')
  if (lacks('tools')) throw new Excluded('context-missing', 'the first answer uses tools, which the export does not describe')
  if (lacks('files')) throw new Excluded('context-missing', 'a file or picture was given to the model, which is not in the export')
}
