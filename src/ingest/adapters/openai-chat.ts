import { chatWire } from '../openai/wire.js'
import { pairAdapter } from '../wire/pair-adapter.js'

/** Requests and responses of OpenAI's chat completions, or of a server that speaks them, in any envelope. */
export const openaiChat = pairAdapter(chatWire)
