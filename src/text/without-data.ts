const DATA = /(?<![A-Za-z0-9+/_-])(?:data:[\w/+.-]{1,80};base64,)?[A-Za-z0-9+/_-]{200,}={0,2}/gu
const RUN = 200

/** True for a character of such a run: a letter, a digit, `+`, `/`, `_`, `-`. */
function isOfRun(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 47 && code <= 57) || code === 43 || code === 45 || code === 95
}

/** True where some run is long enough. It covers one of any 200 places, so that only every 200th is looked at, and the run around it. */
function hasRun(text: string): boolean {
  for (let at = RUN - 1; at < text.length; at += RUN) {
    if (!isOfRun(text.charCodeAt(at))) continue
    let [start, end] = [at, at + 1]
    while (end - start < RUN && start > 0 && isOfRun(text.charCodeAt(start - 1))) start--
    while (end - start < RUN && end < text.length && isOfRun(text.charCodeAt(end))) end++
    if (end - start >= RUN) return true
  }
  return false
}

/** The text with `{data}` for what is no text: base64 and other unbroken runs of 200 characters and more. */
export function withoutData(text: string): string {
  return hasRun(text) ? text.replace(DATA, '{data}') : text
}
