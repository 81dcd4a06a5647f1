import { Box, Text } from 'ink'
import { columns as columnsOf, fit } from '../text/display.js'
import type { CandidateView, TaskView, ViewState } from './state.js'

const MARK = { 'non-inferior': '✓', inferior: '✗', inconclusive: '?', 'not-evaluated': '·' } as const
const COLOR = { 'non-inferior': 'green', inferior: 'red', inconclusive: 'yellow', 'not-evaluated': 'gray' } as const

/** How far the wealth is on its way to the certificate, on the logarithmic scale on which it grows; in [0,1]. */
export function progressToCertificate(eValue: number, threshold: number): number {
  if (eValue <= 0) return 0
  return Math.max(0, Math.min(1, (Math.log(eValue) + Math.log(threshold)) / (2 * Math.log(threshold))))
}

function bar(share: number, width: number): string {
  const full = Math.round(share * width)
  return '█'.repeat(full) + '░'.repeat(width - full)
}

/** The text made safe, cut or filled to exactly `width` columns. */
function cell(text: string, width: number): string {
  const shown = fit(text, width)
  return shown + ' '.repeat(Math.max(0, width - columnsOf(shown)))
}

function Candidate({ candidate, columns }: { readonly candidate: CandidateView; readonly columns: number }) {
  const { verdict, reason, trials, difference, eValue, threshold, maxSamples } = candidate
  const mark = verdict ? MARK[verdict] : trials > 0 ? '▸' : ' '
  const figures = trials === 0 ? '' : `${trials}/${maxSamples} ${(difference * 100).toFixed(1)} pp`
  const wide = columns >= 70
  const end = verdict && wide ? `${verdict}/${reason ?? ''}` : ''
  const name = cell(candidate.model, Math.max(8, Math.min(26, columns - 6 - figures.length)))
  const wealth = wide && trials > 0 && !verdict ? `${bar(progressToCertificate(eValue, threshold), 12)} ` : ''
  return (
    <Text {...(verdict ? { color: COLOR[verdict] } : {})} wrap="truncate">
      {`  ${mark} ${name} ${wealth}${figures}${end ? `${figures ? ' ' : ''}${end}` : ''}`}
    </Text>
  )
}

function Task({ task, columns, open }: { readonly task: TaskView; readonly columns: number; readonly open: boolean }) {
  const waiting = task.control && task.control.done < task.control.of ? ` control ${task.control.done}/${task.control.of}` : ''
  const end = task.decision === undefined ? waiting : task.kept ? ' → kept' : ` → ${fit(task.decision, Math.floor(columns / 2))}`
  return (
    <Box flexDirection="column">
      <Text bold wrap="truncate">{fit(task.label, Math.max(8, columns - columnsOf(end))) + end}</Text>
      {open ? task.candidates.map((candidate) => <Candidate key={candidate.model} candidate={candidate} columns={columns} />) : null}
    </Box>
  )
}

/** The whole view: finished tasks on one line each, the current one with its ladder, below it money and calls. */
export function View({ state, columns, rows }: { readonly state: ViewState; readonly columns: number; readonly rows: number }) {
  const current = state.tasks.at(-1)
  const shown = state.tasks.slice(-Math.max(1, rows - 4 - (current?.candidates.length ?? 0)))
  const hidden = state.tasks.length - shown.length
  const money = `$${state.spentUsd.toFixed(4)}${state.budgetUsd === null ? '' : ` of $${state.budgetUsd}`}`
  return (
    <Box flexDirection="column">
      {hidden > 0 ? <Text dimColor>{`${hidden} earlier task${hidden === 1 ? '' : 's'} decided`}</Text> : null}
      {shown.map((task) => <Task key={task.id} task={task} columns={columns} open={task === current} />)}
      <Text dimColor wrap="truncate">
        {`task ${state.tasks.length}/${state.planned}  ${money}  ${state.calls} calls${state.cached > 0 ? `, ${state.cached} recorded` : ''}${state.failed > 0 ? `, ${state.failed} failed` : ''}`}
      </Text>
      {state.note ? <Text dimColor wrap="truncate">{fit(state.note, columns)}</Text> : null}
    </Box>
  )
}
