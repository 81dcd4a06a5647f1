import type { Case } from '../../domain/case.js'
import { textOf } from '../../domain/message.js'
import { sharedContexts } from './shared-contexts.js'

/** A way in which cases may belong together. */
export interface Grouping {
  /** What the cases of a group have in common, for people: `metadata.user_id`. */
  readonly by: string
  /** Set where it is a field that `one_per` can name. */
  readonly field?: string
  /** The group of each case, in their order; undefined for one that stands alone. */
  readonly names: readonly (string | undefined)[]
}

/** Fields that name whom or what a call is for, of whom there are many more outside the log. */
const IDENTITY = /^(?:.*[._-])?(?:end_?user|user|customer|client|account|tenant|organi[sz]ation|org|company|team|session|conversation|thread|chat|document|doc|file|ticket|case|order|patient|student|page|article|source|trace)(?:[._-]?(?:id|uid|uuid|key|no|nr|num|number|name|hash|ref))?$/
/** With fewer groups it is a part of the traffic, not one of many. */
const FEWEST_GROUPS = 5
/** Fields that are looked at, the first by name. */
const MOST_FIELDS = 6

const snake = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()

function valueOf({ metadata }: Case, field: string): string | undefined {
  const value = metadata[field]
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, 400) : undefined
}

/** True where some cases share a group and there are groups enough. */
function groups(names: readonly (string | undefined)[]): boolean {
  const known = names.filter((name) => name !== undefined)
  const distinct = new Set(known).size
  return distinct < known.length && distinct + names.length - known.length >= FEWEST_GROUPS
}

/** The ways in which cases may belong together, as far as the log shows: fields that name users, documents and the like, and long texts that some of them share. */
export function groupingsOf(cases: readonly Case[]): readonly Grouping[] {
  const fields = [...new Set(cases.flatMap(({ metadata }) => Object.keys(metadata)))].filter((field) => IDENTITY.test(snake(field))).toSorted().slice(0, MOST_FIELDS)
  return [
    ...fields.map((field): Grouping => ({ by: `metadata.${field}`, field: `metadata.${field}`, names: cases.map((one) => valueOf(one, field)) })),
    { by: 'long text in their prompts', names: sharedContexts(cases.map(({ request }) => textOf(request.messages, 'user'))) },
  ].filter(({ names }) => groups(names))
}
