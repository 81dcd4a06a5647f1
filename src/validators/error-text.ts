const OPENING = /^\s*(?:\{\s*"(?:error|detail|fault)"|(?:(?:api|http|internal|server|provider|openai|anthropic|request|rate ?limit|connection|timeout)\s+)*(?:error|exception)\b[\s:,(\d-]|\d{3}\s+(?:bad|unauthorized|forbidden|not found|too many|internal|service|gateway))/i
const PAGE = /^\s*<(?:!doctype|html)/i
const PAGE_OF_ERROR = /<title>[^<]{0,40}(?:\b[45]\d\d\b|error|denied|unavailable|gateway|blocked|attention required)/i
const SENTENCE = /^\s*(?:rate limit (?:exceeded|reached)|too many requests|service (?:is )?(?:temporarily )?unavailable|bad gateway|gateway time-?out|internal server error|request timed out|connection (?:timed out|reset by peer|refused)|upstream (?:connect|request) (?:error|timeout)|insufficient[_ ]quota|you exceeded your current quota|this model'?s maximum context length|the (?:server|model|engine)(?: is| had)? (?:currently |temporarily )?(?:overloaded|unavailable|an error while processing)|overloaded_error)\b/i

/** A sentence of this kind in a long answer is a quotation. */
const LONGEST_SENTENCE = 600

/** True for the text of a provider's or gateway's error that slipped into a log as an answer; for a whole web page too, where none is asked for. */
export function isErrorText(text: string): boolean {
  return isErrorAnswer(text) || PAGE.test(text.slice(0, 300))
}

/** The same where an answer may well be a web page: then only one that says it is an error. */
export function isErrorAnswer(text: string): boolean {
  const head = text.slice(0, 1000)
  if (OPENING.test(head.slice(0, 300))) return true
  if (text.length <= LONGEST_SENTENCE && SENTENCE.test(head)) return true
  return PAGE.test(head) && PAGE_OF_ERROR.test(head)
}
