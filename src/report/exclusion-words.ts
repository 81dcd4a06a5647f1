/** Why a record or a case took no part, for people; the keys are those of results. */
const WORDS: Readonly<Record<string, string>> = {
  error: 'the provider answered with an error',
  truncated: 'the log cut the text',
  redacted: 'the text was removed from the log',
  'no-prompt': 'there is no prompt',
  'no-output': 'there is no answer',
  'no-model': 'no model is named',
  unreadable: 'not valid JSON or CSV',
  'unknown-format': 'in no known format',
  'not-a-call': 'not a model call (an embedding, a span, …)',
  'context-missing': 'needs earlier turns or a stored prompt that the log does not hold',
  'no-text': 'the log holds tokens and cost, but no text',
  cached: 'answered by a gateway’s cache',
  duplicate: 'says again what another record says (a parent span, a retry)',
  evaluation: 'made by an evaluation, not by users',
  'other-model': 'answered by another model than the task’s incumbent',
}

/** Of a task's own calls, in the plural. */
const CASES: Readonly<Record<string, string>> = {
  'other-model': 'answered by other models',
  repeat: 'exact repeats',
  conversation: 'further turns of conversations',
  'no-gold': 'without an expected answer',
}

/** Why cases of a task were left out, after their number. */
export const casesLeftOut = (reason: string): string => (Object.hasOwn(CASES, reason) ? CASES[reason] ?? reason : reason)

/** A reason in words; one that is not known as it is. */
export const exclusionWords = (reason: string): string => (Object.hasOwn(WORDS, reason) ? WORDS[reason] ?? reason : reason)
