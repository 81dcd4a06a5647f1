import { calibrate } from '../src/calibrate/index.js'
import { createGenerator, createMonitor } from '../src/decide/index.js'
import type { HumanLabel, LabelRow, Preference } from '../src/domain/judgement.js'

// How often a judge's errors make a worse model viable, with and without calibration: npx tsx bench/calibration.ts [--runs N]

interface Judge {
  readonly name: string
  /** P(judge prefers the incumbent | the candidate's answer is worse), and P(it does not | it is not worse). */
  readonly sensitivity: number
  readonly specificity: number
  /** Of the losses it misses, the share that it calls wins. */
  readonly flips: number
}

const MARGIN = 0.03
const ALPHA = 0.05
const CASES = 1000
const at = process.argv.indexOf('--runs')
const runs = at < 0 ? 400 : Number(process.argv[at + 1])
const draw = createGenerator(20261125)

function judged(truth: Preference, judge: Judge): Preference {
  if (truth === 'incumbent') return draw() < judge.sensitivity ? 'incumbent' : draw() < judge.flips ? 'candidate' : 'tie'
  return draw() < judge.specificity ? truth : 'incumbent'
}

/** A case's truth at a difference d and a discordance q, of which a third are ties. */
function truthOf(d: number, q: number): Preference | undefined {
  const u = draw()
  if (u >= q) return undefined
  const ties = q / 3
  const losses = (q - ties - d) / 2
  return u < losses ? 'incumbent' : u < q - ties ? 'candidate' : 'tie'
}

const LABELS: Readonly<Record<Preference, HumanLabel>> = { candidate: 'candidate', incumbent: 'incumbent', tie: 'both' }

function sitting(d: number, q: number, judge: Judge, count: number): readonly LabelRow[] {
  const rows: LabelRow[] = []
  let cases = 0
  while (rows.length < count) {
    cases += 1
    const truth = truthOf(d, q)
    if (truth !== undefined) rows.push({ taskId: 't', model: 'm', caseId: '', key: String(cases), label: LABELS[truth], random: true, cases, disagreements: rows.length + 1, judged: judged(truth, judge), judge: 'j' })
  }
  return rows
}

const difference = { candidate: 1, incumbent: -1, tie: 0 } as const

function isViable(d: number, q: number, judge: Judge, margin: number, alpha: number): boolean {
  const monitor = createMonitor({ margin, alpha, maxSamples: CASES, order: 'cheapest-first', futility: true, population: null }, 1, { truth: false })
  for (let i = 0; i < CASES && monitor.state === 'undecided'; i += 1) {
    const truth = truthOf(d, q)
    const value = truth === undefined ? 0 : difference[judged(truth, judge)]
    monitor.push({ nonInferiority: value, reverse: value })
  }
  return monitor.state === 'non-inferior'
}

function shares(d: number, q: number, judge: Judge, labels: number): { readonly raw: number; readonly corrected: number; readonly blocked: number } {
  let [raw, corrected, blocked] = [0, 0, 0]
  for (let run = 0; run < runs; run += 1) {
    if (isViable(d, q, judge, MARGIN, ALPHA)) raw += 1
    const rows = sitting(d, q, judge, labels)
    const calibration = calibrate({ labels: rows, random: rows, cases: rows.at(-1)?.cases ?? 0, disagreements: rows.length, margin: MARGIN, alpha: ALPHA })
    if (calibration.margin === undefined) blocked += 1
    else if (isViable(d, q, judge, calibration.margin, calibration.alpha)) corrected += 1
  }
  return { raw: raw / runs, corrected: corrected / runs, blocked: blocked / runs }
}

const JUDGES: readonly Judge[] = [
  { name: 'perfect', sensitivity: 1, specificity: 1, flips: 0 },
  { name: 'good', sensitivity: 0.9, specificity: 0.95, flips: 0.2 },
  { name: 'fair', sensitivity: 0.8, specificity: 0.9, flips: 0.5 },
  { name: 'lenient', sensitivity: 0.6, specificity: 0.98, flips: 0.5 },
  { name: 'very lenient', sensitivity: 0.4, specificity: 0.98, flips: 0.5 },
  { name: 'kin', sensitivity: 0.7, specificity: 1, flips: 1 },
]

const percent = (share: number) => `${(100 * share).toFixed(1).padStart(5)} %`
let worst = 0
process.stdout.write(`${runs} runs a line, ${CASES} cases at most, margin ${MARGIN}, level ${ALPHA}; standard error at 5 %: ${(100 * Math.sqrt((0.05 * 0.95) / runs)).toFixed(1)} points\n`)
process.stdout.write('judge         sens  spec  discord labels | at d = −3 points: viable uncorrected  corrected  blocked | at d = 0: viable corrected  blocked\n')
for (const judge of JUDGES) {
  for (const [q, labels] of [[0.06, 60], [0.06, 200], [0.15, 60], [0.15, 200]] as const) {
    const bad = shares(-MARGIN, q, judge, labels)
    const good = shares(0, q, judge, labels)
    worst = Math.max(worst, bad.corrected)
    process.stdout.write(`${judge.name.padEnd(13)} ${judge.sensitivity.toFixed(2)}  ${judge.specificity.toFixed(2)}  ${percent(q)} ${String(labels).padStart(5)} | ${percent(bad.raw).padStart(29)} ${percent(bad.corrected).padStart(12)} ${percent(bad.blocked)} | ${percent(good.corrected).padStart(23)} ${percent(good.blocked)}\n`)
  }
}
/** The same cases and one sitting, decided again after every label from the tenth on: viable when any look says so. */
function isEverViable(d: number, q: number, judge: Judge, labels: number): boolean {
  const values = Array.from({ length: CASES }, () => {
    const truth = truthOf(d, q)
    return truth === undefined ? 0 : difference[judged(truth, judge)]
  })
  const rows = sitting(d, q, judge, labels)
  let widest = 0
  for (let n = 10; n <= labels; n += 1) {
    const seen = rows.slice(0, n)
    const calibration = calibrate({ labels: seen, random: seen, cases: seen.at(-1)?.cases ?? 0, disagreements: n, margin: MARGIN, alpha: ALPHA })
    // The same cases under a margin that was too narrow before, and is narrower now, come out no better.
    if (calibration.margin === undefined || calibration.margin <= widest) continue
    widest = calibration.margin
    const monitor = createMonitor({ margin: widest, alpha: calibration.alpha, maxSamples: CASES, order: 'cheapest-first', futility: true, population: null }, 1, { truth: false })
    for (let i = 0; i < CASES && monitor.state === 'undecided'; i += 1) monitor.push({ nonInferiority: values[i] ?? 0, reverse: values[i] ?? 0 })
    if (monitor.state === 'non-inferior') return true
  }
  return false
}

process.stdout.write('looked at after every label of 200: judge, discordance | viable at d = −3 points, at d = 0\n')
for (const judge of JUDGES) {
  const [q, looks] = [0.06, Math.ceil(runs / 4)]
  const shareOf = (d: number) => Array.from({ length: looks }, () => isEverViable(d, q, judge, 200)).filter(Boolean).length / looks
  const bad = shareOf(-MARGIN)
  worst = Math.max(worst, bad)
  process.stdout.write(`${judge.name.padEnd(13)} ${percent(q)} | ${percent(bad)} ${percent(shareOf(0))}\n`)
}
const bound = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs)
process.stdout.write(`MUST false viable with calibration: ${percent(worst)} at most (goal 5 %, with three standard errors ${percent(bound)}) ${worst <= bound ? 'ok' : 'MISSED'}\n`)
process.exitCode = worst <= bound ? 0 : 1
