import type { Recognizer, Task } from '../domain/task.js'
import { FIELD_PATTERN } from './document.js'
import type { Condition } from './document.js'

/**
 * The condition that recognises a task's requests; undefined when a recogniser cannot be said in a policy.
 * It is then all or nothing: the measured precision is that of all recognisers together, and says nothing of a part of them.
 */
export function taskMatch(task: Task): Condition | undefined {
  const leaves = task.recognizers.map(leafOf)
  const any = leaves.flatMap((leaf) => (leaf === undefined ? [] : [leaf]))
  return any.length === leaves.length && any.length > 0 ? { any } : undefined
}

/** Adds, where a recogniser says so, that there is no system message. */
function bare({ withoutSystem }: { readonly withoutSystem?: true }, condition: Condition): Condition {
  return withoutSystem === true ? { all: [condition, { field: 'request.has_system', eq: false }] } : condition
}

function leafOf(recognizer: Recognizer): Condition | undefined {
  switch (recognizer.kind) {
    case 'field': {
      const field = recognizer.field.startsWith('metadata.') ? recognizer.field : `metadata.${recognizer.field}`
      return FIELD_PATTERN.test(field) && recognizer.value !== null ? { field, eq: recognizer.value } : undefined
    }
    case 'fingerprint':
      return recognizer.fingerprints.length > 0 ? { field: 'prompt.fingerprint', in: recognizer.fingerprints } : undefined
    case 'prefix':
      return recognizer.text !== '' ? bare(recognizer, { field: recognizer.of === 'system' ? 'prompt.system' : 'prompt.last_user', starts_with: recognizer.text }) : undefined
    case 'keywords':
      return recognizer.all.length > 0 && recognizer.all.every((word) => word.length >= 2) ? bare(recognizer, { field: 'prompt.last_user', keywords_all: recognizer.all }) : undefined
  }
}
