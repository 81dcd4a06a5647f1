import { anthropicWire } from '../anthropic/wire.js'
import { pairAdapter } from '../wire/pair-adapter.js'

/** Requests and responses of Anthropic's messages API, in the same envelopes as OpenAI's. */
export const anthropicMessagesPairs = pairAdapter(anthropicWire)
