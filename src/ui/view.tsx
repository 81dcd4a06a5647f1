import { Box, Text } from 'ink'
import { memo } from 'react'
import { parseModelRef } from '../domain/model.js'
import { signedPoints } from '../domain/points.js'
import { columns as columnsOf, fit } from '../text/display.js'
import { candidateLine, modelName, WIDE } from './candidate-line.js'
import { keyLine } from './key-line.js'
import type { CandidateView, TaskView, ViewState } from './state.js'

const COLOR = { 'non-inferior': 'green', inferior: 'red', inconclusive: 'yellow', 'not-evaluated': 'gray' } as const

const Candidate = memo(({ candidate, columns, color }: { readonly candidate: CandidateView; readonly columns: number; readonly color: boolean }) => (
  <Text {...(candidate.verdict && color ? { color: COLOR[candidate.verdict] } : {})} wrap="truncate">{candidateLine(candidate, columns)}</Text>
))

function endOf({ control, decision, kept, skipped }: TaskView, columns: number): string {
  if (decision === undefined) return control && control.done < control.of ? ` control ${control.done}/${control.of}` : ''
  return kept ? (skipped ? ' → skipped' : ' → kept') : ` → ${modelName(columns >= WIDE ? decision : (parseModelRef(decision)?.model ?? decision), Math.floor(columns / 2))}`
}

/** What the differences are held against: no candidate may fall below it. */
function marginOf(task: TaskView, columns: number): string {
  const margin = task.candidates.find((candidate) => candidate.margin !== undefined)?.margin
  return margin === undefined ? '' : columns >= WIDE ? `  difference in points, must stay above ${signedPoints(-margin)}` : `  must be > ${signedPoints(-margin)}`
}

const Task = memo(({ task, columns, open, color }: { readonly task: TaskView; readonly columns: number; readonly open: boolean; readonly color: boolean }) => {
  const end = `${open && task.decision === undefined ? marginOf(task, columns) : ''}${endOf(task, columns)}`
  return (
    <Box flexDirection="column">
      <Text bold wrap="truncate">{fit(task.label, Math.max(8, columns - columnsOf(end))) + end}</Text>
      {open ? task.candidates.map((candidate) => <Candidate key={candidate.model} candidate={candidate} columns={columns} color={color} />) : null}
    </Box>
  )
})

/** What the view knows beside the events: time, keys, and what was pressed. */
export interface Watch {
  /** Without the time that the run was paused. */
  readonly elapsedMs: number
  /** Undefined until a second has passed. */
  readonly callsPerSecond?: number
  /** True when keys can be pressed. */
  readonly keys: boolean
  readonly paused: boolean
  readonly stopping: boolean
  readonly showError: boolean
  /** Calls at once per provider, as allowed now; undefined where that cannot change. */
  readonly concurrency?: number
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
  const wide = columns >= WIDE
  const money = `$${state.spentUsd.toFixed(4)}${state.budgetUsd === null ? '' : ` of $${state.budgetUsd}`}`
  const left = timeLeftMs(state, watch.elapsedMs)
  const parts = [
    `task ${state.tasks.length}/${state.planned}`, money, `${state.calls} calls${state.cached > 0 ? `, ${state.cached} recorded` : ''}${state.failed > 0 ? `, ${state.failed} failed` : ''}`,
    ...(watch.callsPerSecond === undefined || !wide ? [] : [`${watch.callsPerSecond.toFixed(watch.callsPerSecond < 10 ? 1 : 0)}/s`]),
    ...(left === undefined ? [] : [wide ? `about ${duration(left)} left` : `~${duration(left)}`]),
  ]
  return parts.join('  ')
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
