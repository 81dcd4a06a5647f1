import { columns, wrap } from '../text/display.js'

/**
 * The lines of a text, those that are wider than the terminal broken at words; each keeps its indent.
 * @param limit columns; undefined for a pipe or a file, where a line stays whole so that it can be searched for; 0 for a terminal that does not know
 */
export function brokenAtWords(text: string, limit: number | undefined): string {
  if (limit === undefined || limit === 0) return text
  return text.split('\n').flatMap((line) => {
    if (columns(line) <= limit) return [line]
    const indent = /^ */.exec(line)?.[0] ?? ''
    return wrap(line, Math.max(1, limit - indent.length)).map((piece) => indent + piece)
  }).join('\n')
}

/** Says something on standard error, beside the result that goes to standard output. */
export function tell(text: string): void {
  process.stderr.write(`${brokenAtWords(text, process.stderr.columns)}\n`)
}
