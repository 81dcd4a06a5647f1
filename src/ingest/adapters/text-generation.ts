import { promptWire } from '../bedrock/prompt-wire.js'
import { pairAdapter } from '../wire/pair-adapter.js'

export const promptPairs = pairAdapter(promptWire)
