import type { ChatRequest } from '../domain/message.js'
import type { Question } from './tasks/question.js'
import type { SourceName } from './tasks/sources.js'

/** One distinct request of the demo, with what it takes to answer it. */
export interface DemoCase {
  readonly source: SourceName
  /** Place in the order of difficulty of its task's cases, from 0 (easiest). */
  readonly rank: number
  /** How many cases its task has. */
  readonly ofCases: number
  readonly question: Question
  readonly request: ChatRequest
  /** See conversationKey. */
  readonly key: string
  /** Milliseconds since the epoch at which the application asked. */
  readonly askedAt: number
  readonly user: string
  /** Set when it is one of several turns. */
  readonly conversationId?: string
}
