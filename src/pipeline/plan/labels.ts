import { existsSync, readFileSync, statSync } from 'node:fs'
import { AuditError } from '../../domain/error.js'
import { isJsonObject } from '../../domain/json.js'
import type { HumanLabel, LabelRow, Preference } from '../../domain/judgement.js'

const LABELS: readonly HumanLabel[] = ['candidate', 'incumbent', 'both', 'neither']
const PREFERENCES: readonly Preference[] = ['candidate', 'incumbent', 'tie']

/** The labels of a file of JSON lines; none when there is no such file. Of several labels of one answer the last counts. @throws AuditError naming the line that is no label */
export function readLabels(path: string): readonly LabelRow[] {
  if (!existsSync(path)) return []
  if (!statSync(path).isFile()) throw new AuditError('labels/file', `${path}: labels are kept in a file, and that is none`, 'Name a file: labels: in the configuration, or --labels.')
  const byKey = new Map<string, LabelRow>()
  for (const [i, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (line.trim() === '') continue
    const row = labelRow(line)
    if (!row) throw new AuditError('labels/line', `${path}:${i + 1}: not a label`, 'Each line is what audit review writes: {"taskId", "model", "caseId", "key", "label": "candidate|incumbent|both|neither", "random", …}. Correct or delete it.')
    byKey.delete(row.key)
    byKey.set(row.key, row)
  }
  return [...byKey.values()]
}

function labelRow(line: string): LabelRow | undefined {
  let value: unknown
  try {
    value = JSON.parse(line.replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
  if (!isJsonObject(value)) return undefined
  const { taskId, model, caseId, key, answers, reviewer, label, random, cases, disagreements, judged, judge } = value
  const known = LABELS.find((each) => each === label)
  const preference = PREFERENCES.find((each) => each === judged)
  const isWhole = (count: unknown): count is number => typeof count === 'number' && Number.isSafeInteger(count) && count >= 0
  if (typeof taskId !== 'string' || typeof model !== 'string' || typeof caseId !== 'string' || typeof key !== 'string' || known === undefined || typeof random !== 'boolean') return undefined
  if (!isWhole(cases) || !isWhole(disagreements) || disagreements > cases || (judged !== undefined && preference === undefined)) return undefined
  return { taskId, model, caseId, key, ...(typeof answers === 'string' ? { answers } : {}), ...(typeof reviewer === 'string' ? { reviewer } : {}), label: known, random, cases, disagreements, ...(preference === undefined ? {} : { judged: preference }), ...(typeof judge === 'string' ? { judge } : {}) }
}
