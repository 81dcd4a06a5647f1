import { Excluded } from './excluded.js'

/** Versions differ in what they say before and behind the count. */
const TRUNCATED = /\(litellm_truncated(?:[^)]{0,60}skipped)? \d{1,12} chars\b/
/** How logs in general end a text that they cut. */
const CUT_END = /(?:\.\.\.|…)\s?[([]\s?(?:truncated\s?\d{0,12}(?:\s?(?:chars|characters|bytes|more))?|\d{1,12} (?:more )?(?:chars|characters|bytes)(?: (?:truncated|omitted|more))?)\s?[)\]]$/i
const REDACTED_INSIDE = /redacted-by-litellm|@@@langfuseMedia:/
const REDACTED_WHOLE = /^(?:__redacted__|[<[(]?redacted[>\])]?|<masked>|\[masked\]|\*{3,40})$/i
/** A spreadsheet cuts its cells at so many UTF-16 units. */
const CELL_LIMIT = 32_767

/** Throws Excluded where a log tool has cut or removed a text: such a prompt is easy for any model, and its answer is no reference. */
export function refuseMarkers(text: string): void {
  if (text.length === CELL_LIMIT) throw new Excluded('truncated', `a text is exactly ${CELL_LIMIT} characters long: a spreadsheet cut it`)
  if (text.includes('(litellm_truncated') && TRUNCATED.test(text)) throw new Excluded('truncated', 'the log holds only parts of a text (litellm_truncated)')
  const end = text.charCodeAt(text.length - 1)
  if ((end === 41 || end === 93) && CUT_END.test(text.slice(-60))) throw new Excluded('truncated', 'the log holds only the beginning of a text (it ends with how much was cut)')
  // Sought by parts that begin with a rare character: every text of a log is looked through.
  const inside = text.includes('-by-litellm') || text.includes('@@@langfuseMedia:') ? REDACTED_INSIDE.exec(text) : null
  if (inside) throw new Excluded('redacted', `a text or attachment was replaced in the log (${inside[0]})`)
  if (text.length <= 48 && REDACTED_WHOLE.test(text.trim())) throw new Excluded('redacted', `a text was replaced in the log (${text.trim()})`)
}

/** Throws Excluded when base64 data was replaced by a note or shortened. */
export function refuseShortenedData(data: string): void {
  if (data === '' || /[^A-Za-z0-9+/=_\-\s]/.test(data)) throw new Excluded('truncated', 'an image or file was removed from the log')
}
