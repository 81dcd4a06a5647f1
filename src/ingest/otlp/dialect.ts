import type { ParsedRecord, SourceRef } from '../../domain/call.js'
import type { Span } from './span.js'

/** How spans of one kind of instrumentation say what a model call was. */
export interface Dialect {
  readonly name: string
  readonly isOwn: (span: Span) => boolean
  /** Never throws. `outer` is the span's parent where the same record holds it. */
  readonly read: (span: Span, source: SourceRef, outer: Span | undefined) => ParsedRecord
}
