import type { LlmCall } from '../../domain/call.js'

/** Names a call's explicit task tag as `field=value`; undefined when it carries none. */
export type TagOf = (call: Pick<LlmCall, 'metadata'>) => string | undefined
