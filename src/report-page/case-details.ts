import type { DisputedCase } from '../domain/report-data.js'
import { appendText, element } from './elements.js'
import { shortName } from './verdicts.js'
import { wordDifference, type Piece } from './word-difference.js'

/** A case in which the arms differ, with where it belongs. */
export interface Row extends DisputedCase {
  readonly task: string
  readonly model: string
}

const LONGEST_TITLE = 110

const score = (value: number | null): string => (value === null ? 'no score' : `${Math.round(100 * value)} %`)

/** A text that scrolls within its frame; whoever has only a keyboard must reach it. */
function frame(name: string): HTMLElement {
  const text = element('pre')
  text.tabIndex = 0
  text.setAttribute('role', 'group')
  text.setAttribute('aria-label', name)
  return text
}

function answerBlock(title: string, pieces: readonly Piece[], side: Piece['only']): HTMLElement {
  const block = element('div')
  block.append(element('h3', title))
  const text = frame(title)
  for (const { text: words, only } of pieces) {
    if (only === 'both') appendText(text, words)
    else if (only === side) text.append(element('mark', words))
  }
  if (text.textContent === '') text.append(element('i', 'empty'))
  block.append(text)
  return block
}

function fill(host: HTMLElement, row: Row): void {
  const pieces = wordDifference(row.incumbentAnswer, row.candidateAnswer)
  const pair = element('div', '', 'pair')
  pair.append(answerBlock(`Incumbent, ${score(row.incumbentScore)}`, pieces, 'first'), answerBlock(`${shortName(row.model)}, ${score(row.candidateScore)}`, pieces, 'second'))
  const prompt = frame('Prompt')
  appendText(prompt, row.prompt)
  host.append(element('h3', 'Prompt'), prompt, pair)
  if (row.expected !== undefined) {
    const expected = frame('Expected')
    appendText(expected, row.expected)
    host.append(element('h3', 'Expected'), expected)
  }
  host.append(element('p', `${row.reason}. Case ${row.caseId}, number ${row.index + 1} of the drawn order.`))
}

/** A line that opens to the prompt and both answers; they are put in when it is first opened. */
export function caseDetails(row: Row): HTMLElement {
  const host = element('details')
  const summary = element('summary')
  const title = row.prompt.trim().split('\n').at(-1)?.slice(0, LONGEST_TITLE) ?? ''
  summary.append(element('b', `${score(row.incumbentScore)} → ${score(row.candidateScore)}`), ' ', element('span', `${shortName(row.model)} on ${row.task}: `), element('span', title, 'quiet'))
  host.append(summary)
  host.addEventListener('toggle', () => {
    if (host.open && host.childElementCount === 1) fill(host, row)
  })
  return host
}
