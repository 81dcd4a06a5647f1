import { cohereWire } from '../cohere/wire.js'
import { pairAdapter } from '../wire/pair-adapter.js'

/** Requests and responses of Cohere's chat in any envelope. */
export const coherePairs = pairAdapter(cohereWire)
