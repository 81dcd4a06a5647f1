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

const signed = (points: number): string => `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`

function bar(share: number, width: number): string {
  const full = Math.round(share * width)
  return '█'.repeat(full) + '░'.repeat(width - full)
}

/** The text made safe, cut or filled to exactly `width` columns. */
function cell(text: string, width: number): string {
  const shown = fit(text, width)
  return shown + ' '.repeat(Math.max(0, width - columnsOf(shown)))
}

function Candidate({ candidate, columns, color }: { readonly candidate: CandidateView; readonly columns: number; readonly color: boolean }) {
  const { verdict, reason, trials, difference, eValue, threshold, maxSamples, margin } = candidate
  const mark = verdict ? MARK[verdict] : trials > 0 ? '▸' : ' '
  const wide = columns >= 70
  // The running difference beside the least that it may be.
  const bound = wide && !verdict && margin !== undefined ? ` (≥ −${(margin * 100).toFixed(1)})` : ''
  const figures = trials === 0 ? '' : `${trials}/${maxSamples} ${signed(difference * 100)}${bound} pp`
  const end = verdict && wide ? `${verdict}/${reason ?? ''}` : ''
  const name = cell(candidate.model, Math.max(8, Math.min(26, columns - 6 - figures.length)))
  const wealth = wide && trials > 0 && !verdict ? `${bar(progressToCertificate(eValue, threshold), 12)} ` : ''
  return (
    <Text {...(verdict && color ? { color: COLOR[verdict] } : {})} wrap="truncate">
      {`  ${mark} ${name} ${wealth}${figures}${end ? `${figures ? ' ' : ''}${end}` : ''}`}
    </Text>
  )
}

function Task({ task, columns, open, color }: { readonly task: TaskView; readonly columns: number; readonly open: boolean; readonly color: boolean }) {
  const waiting = task.control && task.control.done < task.control.of ? ` control ${task.control.done}/${task.control.of}` : ''
  const end = task.decision === undefined ? waiting : task.kept ? ' → kept' : ` → ${fit(task.decision, Math.floor(columns / 2))}`
  return (
    <Box flexDirection="column">
      <Text bold wrap="truncate">{fit(task.label, Math.max(8, columns - columnsOf(end))) + end}</Text>
      {open ? task.candidates.map((candidate) => <Candidate key={candidate.model} candidate={candidate} columns={columns} color={color} />) : null}
    </Box>
  )
}

/** What the view knows beside the events: time, keys, and what was pressed. */
export interface Watch {
  readonly elapsedMs: number
  /** Undefined until a second has passed. */
  readonly callsPerSecond?: number
  /** True when keys can be pressed. */
  readonly keys: boolean
  readonly paused: boolean
  readonly stopping: boolean
  readonly showError: boolean
}

export const STILL: Watch = { elapsedMs: 0, keys: false, paused: false, stopping: false, showError: false }

function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  return seconds < 90 ? `${seconds} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}

/** Time left if the other tasks take as long as the decided ones did; undefined before the first decision and after the last. */
export function timeLeftMs(state: ViewState, elapsedMs: number): number | undefined {
  const decided = state.tasks.filter(({ decision }) => decision !== undefined).length
  return decided === 0 || decided >= state.planned ? undefined : (elapsedMs / decided) * (state.planned - decided)
}

function footer(state: ViewState, watch: Watch, columns: number): string {
  const money = `$${state.spentUsd.toFixed(4)}${state.budgetUsd === null ? '' : ` of $${state.budgetUsd}`}`
  const left = timeLeftMs(state, watch.elapsedMs)
  const parts = [
    `task ${state.tasks.length}/${state.planned}`, money, `${state.calls} calls${state.cached > 0 ? `, ${state.cached} recorded` : ''}${state.failed > 0 ? `, ${state.failed} failed` : ''}`,
    ...(watch.callsPerSecond === undefined || columns < 70 ? [] : [`${watch.callsPerSecond.toFixed(watch.callsPerSecond < 10 ? 1 : 0)}/s`]),
    ...(left === undefined ? [] : [`about ${duration(left)} left`]),
  ]
  return parts.join('  ')
}

function keyLine(watch: Watch, columns: number): string {
  if (watch.stopping) return columns < 70 ? 'stopping' : 'stopping: what was recorded is kept, and the same command goes on from there'
  if (watch.paused) return columns < 70 ? 'paused  p go on  q stop' : 'paused: calls under way end, no new ones begin    p go on  q stop'
  return 'p pause  e last error  q stop'
}

/** The whole view: finished tasks on one line each, the current one with its ladder, below it money, calls and keys. */
export function View({ state, columns, rows, watch = STILL, color = true }: { readonly state: ViewState; readonly columns: number; readonly rows: number; readonly watch?: Watch; readonly color?: boolean }) {
  const current = state.tasks.at(-1)
  const below = 2 + (watch.keys ? 1 : 0) + (watch.showError ? 1 : 0)
  const shown = state.tasks.slice(-Math.max(1, rows - 2 - below - (current?.candidates.length ?? 0)))
  const hidden = state.tasks.length - shown.length
  const dim = { dimColor: color, wrap: 'truncate' } as const
  return (
    <Box flexDirection="column">
      {hidden > 0 ? <Text {...dim}>{`${hidden} earlier task${hidden === 1 ? '' : 's'} decided`}</Text> : null}
      {shown.map((task) => <Task key={task.id} task={task} columns={columns} open={task === current} color={color} />)}
      <Text {...dim}>{footer(state, watch, columns)}</Text>
      {state.note ? <Text {...dim}>{fit(state.note, columns)}</Text> : null}
      {watch.showError ? <Text wrap="truncate">{fit(`last error: ${state.lastError ?? 'none so far'}`, columns)}</Text> : null}
      {watch.keys ? <Text {...dim}>{keyLine(watch, columns)}</Text> : null}
    </Box>
  )
}
