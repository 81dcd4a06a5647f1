import { parseArgs } from 'node:util'
import { createGenerator } from '../src/decide/generator.js'
import { createDriftMonitor, shuffled, type LoggedAnswer } from './lib/drift-log.js'
import { readReplayRows } from './lib/replay-row.js'

// Recordings that nothing of the monitor was made on: in a stream of one task the model behind the name is replaced by another at a random place, for every ordered pair of models; and streams without a replacement.
// Once as it is, once with users who speak of 30 % of the answers (5 % of them mistakenly). npx tsx bench/monitor-unseen.ts --data DIR [--seeds 2] [--still 10]
const { values } = parseArgs({ options: { data: { type: 'string' }, seeds: { type: 'string', default: '2' }, still: { type: 'string', default: '10' } } })
if (values.data === undefined) throw new Error('--data DIR is needed')
const [seeds, still] = [Number(values.seeds), Number(values.still)]
const [SPOKEN, MISTAKEN] = [0.3, 0.05]

const { data } = values
const { alertsOf, close } = createDriftMonitor()

interface Tally { streams: number; found: number; early: number; readonly delays: number[]; byQuality: number; byUsers: number; readonly userDelays: number[] }
const tallies = new Map<string, Tally>()
const tally = (key: string): Tally => {
  const own = tallies.get(key) ?? { streams: 0, found: 0, early: 0, delays: [], byQuality: 0, byUsers: 0, userDelays: [] }
  tallies.set(key, own)
  return own
}
const median = (list: readonly number[]): string => (list.length === 0 ? '–' : String(list.toSorted((a, b) => a - b)[list.length >> 1]))
const BANDS = [[0.3, 'falls by 30 points or more'], [0.2, 'falls by 20 to 30'], [0.1, 'falls by 10 to 20'], [0.05, 'falls by 5 to 10'], [-0.05, 'within 5'], [-2, 'rises by more than 5']] as const
const bandOf = (drop: number): string => (BANDS.find(([least]) => drop >= least) ?? BANDS[5])[1]

const NAMES = { gsm8k: 'word problems', mmlu: 'exam' } as const
for (const [dataset, name] of Object.entries(NAMES)) {
  const own = readReplayRows(data, dataset)
  const models = [...new Set(own.map(({ model }) => model))].toSorted()
  const table = new Map(models.map((model) => [model, new Map(own.filter((row) => row.model === model).map((row) => [row.id, row]))]))
  const ids = [...(table.get(models[0] ?? '')?.keys() ?? [])].filter((id) => models.every((model) => table.get(model)?.has(id)))
  const right = (model: string): number => ids.reduce((sum, id) => sum + Number(table.get(model)?.get(id)?.correct ?? 0), 0) / ids.length
  console.log(`${name}: ${ids.length} prompts, ${models.length} models, right ${models.map((model) => `${(100 * right(model)).toFixed(0)} %`).join(', ')}`)
  for (const [at, before] of models.entries()) {
    for (const [to, after] of models.entries()) {
      for (let seed = 1; seed <= (before === after ? still : seeds); seed++) {
        const uniform = createGenerator(1_000_000 * seed + 1000 * at + to)
        const place = Math.floor(ids.length * (0.3 + 0.4 * uniform()))
        for (const spoken of [false, true]) {
          const log = shuffled(ids, 7919 * seed + 31 * at + to).flatMap((id, index): readonly LoggedAnswer[] => {
            const row = table.get(index < place ? before : after)?.get(id)
            const says = uniform() < SPOKEN
            const mistaken = uniform() < MISTAKEN
            return row === undefined ? [] : [{ id, messages: row.messages as LoggedAnswer['messages'], response: row.response, liked: spoken && says ? (row.correct === 1) !== mistaken : undefined }]
          })
          const alerts = await alertsOf(log, 'served')
          const one = tally(`${name}|${before === after ? 'no replacement' : bandOf(right(before) - right(after))}|${spoken ? 'users' : 'no users'}`)
          one.streams += 1
          const shown = alerts.map((alert) => alert.shown)
          const first = Math.min(...shown)
          if (before !== after && first <= place) one.early += 1
          else if (shown.length > 0) {
            one.found += 1
            one.delays.push(first - place)
          }
          const quality = alerts.filter(({ id, shown: shownAt }) => id === 'quality-down' && (before === after || shownAt > place))
          if (quality.length > 0) one.byQuality += 1
          const users = quality.filter(({ metric }) => metric.includes('user'))
          if (users.length === 0) continue
          one.byUsers += 1
          one.userDelays.push(Math.min(...users.map((alert) => alert.shown)) - place)
        }
      }
    }
  }
}
close()
const percent = (part: number, all: number): string => `${((100 * part) / Math.max(1, all)).toFixed(1)} %`
console.log(`${'recordings'.padEnd(15)}${'right answers'.padEnd(29)}${'log'.padEnd(10)}${'streams'.padEnd(9)}${'any alert'.padEnd(11)}${'delay p50'.padEnd(11)}${'before it'.padEnd(11)}${'quality'.padEnd(9)}${'by users'.padEnd(10)}delay p50`)
let [alarms, quiet] = [0, 0]
const order = ['no replacement', ...BANDS.map(([, label]) => label)]
for (const [key, one] of [...tallies].toSorted(([a], [b]) => { const place = (text: string): string => { const [name, band, log] = text.split('|'); return `${name}${order.indexOf(band ?? '')}${log}` }; return place(a) < place(b) ? -1 : 1 })) {
  const [name = '', band = '', log = ''] = key.split('|')
  const isStill = band === 'no replacement'
  if (isStill) [alarms, quiet] = [alarms + one.found, quiet + one.streams]
  console.log(`${name.padEnd(15)}${band.padEnd(29)}${log.padEnd(10)}${String(one.streams).padEnd(9)}${percent(one.found, one.streams).padEnd(11)}${(isStill ? '–' : median(one.delays)).padEnd(11)}${percent(one.early, one.streams).padEnd(11)}${percent(one.byQuality, one.streams).padEnd(9)}${percent(one.byUsers, one.streams).padEnd(10)}${isStill ? '–' : median(one.userDelays)}`)
}
console.log(`MUST alarms where nothing was replaced: ${percent(alarms, quiet)} (goal <= 5 %) ${alarms / quiet <= 0.05 ? 'ok' : 'MISSED'}`)
process.exitCode = alarms / quiet <= 0.05 ? 0 : 1
