import { converseWire } from '../bedrock/converse-wire.js'
import { pairAdapter } from '../wire/pair-adapter.js'

/** Requests and responses of Bedrock's Converse in any envelope. */
export const conversePairs = pairAdapter(converseWire)
