import type { ReportData } from '../domain/report-data.js'
import { caseDetails, type Row } from './case-details.js'
import { choice, element } from './elements.js'

const PAGE = 25

type Filter = { task: string; model: string; kind: string; words: string }

const KINDS: Readonly<Record<string, (row: Row) => boolean>> = {
  'all that differ': () => true,
  'candidate worse': (row) => row.candidateScore !== null && row.incumbentScore !== null && row.candidateScore < row.incumbentScore,
  'candidate better': (row) => row.candidateScore !== null && row.incumbentScore !== null && row.candidateScore > row.incumbentScore,
  'without a score': (row) => row.candidateScore === null || row.incumbentScore === null,
}

/** Arrows go from case to case, Escape closes the one that holds the focus and returns to its line. */
function listenToKeys(list: HTMLElement, search: HTMLInputElement): void {
  list.addEventListener('keydown', (event) => {
    const from = event.target instanceof Element ? event.target.closest('details') : null
    if (from === null) return
    const line = (of: Element | null): HTMLElement | null => of?.querySelector('summary') ?? null
    if (event.key === 'Escape') {
      from.open = false
      line(from)?.focus()
      return
    }
    // Inside a text the arrows scroll it.
    if (!(event.target instanceof Element) || event.target.localName !== 'summary') return
    const to = event.key === 'ArrowDown' ? line(from.nextElementSibling) : event.key === 'ArrowUp' ? (line(from.previousElementSibling) ?? search) : null
    if (to === null) return
    event.preventDefault()
    to.focus()
  })
}

function keysHint(): HTMLElement {
  const hint = element('small', '', 'keys')
  for (const [key, does] of [['↓', 'and '], ['↑', 'from case to case, '], ['Enter', 'opens, '], ['Esc', 'closes']] as const) hint.append(element('kbd', key), ` ${does}`)
  return hint
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

  const found = (): readonly Row[] => {
    const words = filter.words.trim().toLowerCase()
    return rows.filter((row) => (filter.task === 'all tasks' || row.task === filter.task) && (filter.model === 'all candidates' || row.model === filter.model) &&
      (KINDS[filter.kind]?.(row) ?? true) && (words === '' || [row.prompt, row.incumbentAnswer, row.candidateAnswer, row.expected ?? '', row.caseId].some((text) => text.toLowerCase().includes(words))))
  }
  function tell(count: number): void {
    status.textContent = count === 0 ? 'No case of this kind' : `${Math.min(shown, count)} of ${count} cases${omitted > 0 ? `; ${omitted} more are in the run’s files` : ''}`
    more.hidden = shown >= count
  }
  function draw(): void {
    const all = found()
    list.replaceChildren(...all.slice(0, shown).map(caseDetails))
    tell(all.length)
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
  // What is open stays open, and the focus goes to the first line that came.
  more.addEventListener('click', () => {
    const all = found()
    const added = all.slice(shown, shown + PAGE).map(caseDetails)
    shown += PAGE
    list.append(...added)
    tell(all.length)
    added[0]?.querySelector('summary')?.focus()
  })
  listenToKeys(list, input)
  host.append(bar, status, keysHint(), list, more)
  draw()
}
