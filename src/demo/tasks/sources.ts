import { arithmetic } from './arithmetic.js'
import { date } from './date.js'
import { invoice } from './invoice.js'
import { policyCheck } from './policy-check.js'
import type { TaskSource } from './question.js'
import { ticket } from './ticket.js'
import { tool } from './tool.js'
import { translation } from './translation.js'
import { unit } from './unit.js'

/** The tasks of the made-up company. */
export const sources = { arithmetic, ticket, invoice, date, tool, unit, translation, policyCheck } as const satisfies Record<string, TaskSource>

export type SourceName = keyof typeof sources
