import { anthropicWire } from './anthropic-wire.js'
import type { WireFormat } from './models.js'
import { openaiWire } from './openai-wire.js'
import type { Wire } from './wire.js'

export const wires = { openai: openaiWire, anthropic: anthropicWire } as const satisfies Record<WireFormat, Wire>
