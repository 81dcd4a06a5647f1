import type { DisputedCase, ReportData } from '../domain/report-data.js'
import { shortName } from './verdicts.js'
import { wordDifference, type Piece } from './word-difference.js'

interface Row extends DisputedCase {
  readonly task: string
  readonly model: string
}

const PAGE = 25

type Filter = { task: string; model: string; kind: string; words: string }

const KINDS: Readonly<Record<string, (row: Row) => boolean>> = {
  'all that differ': () => true,
  'candidate worse': (row) => row.candidateScore !== null && row.incumbentScore !== null && row.candidateScore < row.incumbentScore,
  'candidate better': (row) => row.candidateScore !== null && row.incumbentScore !== null && row.candidateScore > row.incumbentScore,
  'without a score': (row) => row.candidateScore === null || row.incumbentScore === null,
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, text = '', className = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  if (text !== '') made.textContent = text
  if (className !== '') made.className = className
  return made
}

function choice(label: string, values: readonly string[], change: (value: string) => void): HTMLElement {
  const [frame, select] = [element('label', label), element('select')]
  select.setAttribute('aria-label', label) // without it the options would be part of the name
  for (const value of values) {
    const option = element('option', value)
    option.value = value
    select.append(option)
  }
  select.addEventListener('change', () => change(select.value))
  frame.append(select)
  return frame
}

const score = (value: number | null): string => (value === null ? '–' : `${Math.round(100 * value)} %`)

function answerBlock(title: string, pieces: readonly Piece[], side: Piece['only']): HTMLElement {
  const block = element('div')
  block.append(element('h4', title))
  const text = element('pre')
  for (const { text: words, only } of pieces) {
    if (only === 'both') text.append(words)
    else if (only === side) text.append(element('mark', words))
  }
  block.append(text)
  return block
}

function details(row: Row): HTMLElement {
  const frame = element('details')
  const summary = element('summary')
  summary.append(element('b', `${score(row.incumbentScore)} → ${score(row.candidateScore)}`), ` ${shortName(row.model)} on ${row.task}: `, element('span', row.prompt.trim().split('\n').at(-1)?.slice(0, 110) ?? ''))
  frame.append(summary)
  frame.addEventListener('toggle', () => {
    if (!frame.open || frame.childElementCount > 1) return
    const pieces = wordDifference(row.incumbentAnswer, row.candidateAnswer)
    const pair = element('div', '', 'pair')
    pair.append(answerBlock('Incumbent', pieces, 'first'), answerBlock(shortName(row.model), pieces, 'second'))
    const prompt = element('pre', row.prompt)
    frame.append(element('h4', 'Prompt'), prompt, pair, element('p', `${row.reason}. Case ${row.caseId}, number ${row.index + 1} of the drawn order.${row.expected === undefined ? '' : ` Expected: ${row.expected}`}`))
  })
  return frame
}

/** The cases in which the arms differ, to be filtered, searched and read. All text is set as text: what a log holds is never markup. */
export function drawCases(host: Element, data: ReportData): void {
  const labels = new Map(data.result.tasks.map(({ id, label }) => [id, label]))
  const rows = data.tasks.flatMap((task) => task.candidates.flatMap(({ model, disputed }) => disputed.map((one): Row => ({ ...one, task: labels.get(task.id) ?? task.id, model }))))
  const omitted = data.tasks.reduce((sum, task) => sum + task.candidates.reduce((all, one) => all + one.omitted, 0), 0)
  if (rows.length === 0) {
    host.append(element('p', data.hasTexts ? 'The arms differ in no case.' : 'Prompts and answers of this run were purged.'))
    return
  }
  const filter: Filter = { task: 'all tasks', model: 'all candidates', kind: 'all that differ', words: '' }
  const [list, status, more] = [element('div'), element('p'), element('button', 'Show more')]
  status.setAttribute('role', 'status')
  more.type = 'button'
  let shown = PAGE

  function draw(): void {
    const words = filter.words.toLowerCase()
    const found = rows.filter((row) => (filter.task === 'all tasks' || row.task === filter.task) && (filter.model === 'all candidates' || row.model === filter.model) &&
      (KINDS[filter.kind]?.(row) ?? true) && (words === '' || [row.prompt, row.incumbentAnswer, row.candidateAnswer, row.caseId].some((text) => text.toLowerCase().includes(words))))
    list.replaceChildren(...found.slice(0, shown).map(details))
    status.textContent = `${Math.min(shown, found.length)} of ${found.length} cases${omitted > 0 ? `; ${omitted} more are in the run’s files` : ''}`
    more.hidden = shown >= found.length
  }
  const change = (key: keyof Filter) => (value: string): void => {
    filter[key] = value
    shown = PAGE
    draw()
  }
  const search = element('label', 'Search')
  const input = element('input')
  input.type = 'search'
  input.addEventListener('input', () => change('words')(input.value))
  search.append(input)
  const bar = element('div', '', 'filters')
  bar.append(choice('Task', ['all tasks', ...new Set(rows.map(({ task }) => task))], change('task')), choice('Candidate', ['all candidates', ...new Set(rows.map(({ model }) => model))], change('model')), choice('Show', Object.keys(KINDS), change('kind')), search)
  more.addEventListener('click', () => {
    shown += PAGE
    draw()
  })
  host.append(bar, status, list, more)
  draw()
}
