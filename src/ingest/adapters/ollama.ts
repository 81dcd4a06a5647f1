import { ollamaWire } from '../ollama/wire.js'
import { pairAdapter } from '../wire/pair-adapter.js'

/** Requests and responses of Ollama's own API (`/api/chat`, `/api/generate`), whole or streamed. */
export const ollamaPairs = pairAdapter(ollamaWire)
