import { geminiWire } from '../gemini/wire.js'
import { pairAdapter } from '../wire/pair-adapter.js'

/** Requests and responses of Gemini's generateContent, whole or streamed. */
export const geminiPairs = pairAdapter(geminiWire)
