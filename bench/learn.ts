import { learnRoute, type LessonInput } from '../src/learn/lesson.js'
import { matcherFor, shareOf } from '../src/learn/rule.js'
import type { Unit } from '../src/learn/unit.js'
import { readArguments } from './lib/arguments.js'
import { createReport } from './lib/bench-report.js'
import { counted, mean, percent, points } from './lib/figures.js'
import { listPrices } from './lib/list-prices.js'
import { createRandom } from './lib/random.js'
import { readReplayRows, type ReplayRow } from './lib/replay-row.js'

// Failure matching on recorded answers: users speak of some answers of the cheap model, the rule is learned and measured on half of the prompts, and what it would change is told on the other half.
// npx tsx bench/learn.ts --data DIR [--seeds 20] [--out FILE]
const { data, seeds, out } = readArguments(true)
const { say, table, must, finish } = createReport()

/** Shares of the answers of which users say something; 1 is what a check of one's own says of all. */
const ASKED = [0.3, 1] as const
/** Of what they say that is wrong. */
const MISTAKEN = 0.05
const LEVEL = 0.025
const MOST_SHARE = 0.4

interface Scene { readonly name: string; readonly tasks: readonly string[]; readonly cheap: string; readonly dear: string }
const SCENES: readonly Scene[] = [
  { name: 'exam: Llama-8B → Llama-70B', tasks: ['mcq-mmlu-pro'], cheap: 'Meta-Llama-3.1-8B-Instruct', dear: 'Meta-Llama-3.1-70B-Instruct' },
  { name: 'exam: gemini-flash → gemini-pro', tasks: ['mcq-mmlu-pro'], cheap: 'gemini-1.5-flash-002', dear: 'gemini-1.5-pro-002' },
  { name: 'word problems: Mixtral → gpt-4-1106', tasks: ['math-gsm8k'], cheap: 'mixtral-8x7b-instruct-v0.1', dear: 'gpt-4-1106-preview' },
  { name: 'two tasks as one route: gpt-3.5 → gpt-4', tasks: ['prime-yesno', 'happy-number-count'], cheap: 'gpt-3.5-turbo-0613', dear: 'gpt-4-0314' },
]

const rows = readReplayRows(data)
interface Prompt { readonly id: string; readonly text: string; readonly cheap: ReplayRow; readonly dear: ReplayRow }

function promptsOf({ tasks, cheap, dear }: Scene): readonly Prompt[] {
  const known = new Map(rows.filter(({ task, model, correct }) => tasks.includes(task) && model === dear && correct !== undefined).map((row) => [row.id, row]))
  return rows.filter(({ task, model, correct }) => tasks.includes(task) && model === cheap && correct !== undefined).flatMap((row) => {
    const other = known.get(row.id)
    const text = row.messages.findLast((message) => message['role'] === 'user')?.['content']
    return other === undefined ? [] : [{ id: row.id, text: typeof text === 'string' ? text : '', cheap: row, dear: other }]
  })
}

const tokens = ({ messages, response, promptTokens, completionTokens }: ReplayRow): readonly [number, number] => [promptTokens ?? JSON.stringify(messages).length / 4, completionTokens ?? response.length / 4]
function costOf(row: ReplayRow): number {
  const price = listPrices[row.model]
  const [input, output] = tokens(row)
  return price === undefined ? Number.NaN : (input * price.input + output * price.output) / 1e6
}

interface End { readonly proposed: boolean; readonly kind: string; readonly share: number; readonly quality: number; readonly cost: number; readonly randomQuality: number; readonly staticQuality: number; readonly staticCost: number; readonly dearQuality: number; readonly caught: number }

function play(prompts: readonly Prompt[], seed: number, asked: number, isNull: boolean): End {
  const uniform = createRandom(seed * 104_729)
  const order = prompts.map((prompt) => ({ prompt, place: uniform() })).toSorted((a, b) => a.place - b.place).map(({ prompt }) => prompt)
  const [log, later] = [order.slice(0, order.length / 2), order.slice(order.length / 2)]
  const wrongs = log.map(({ cheap }) => cheap.correct === 0)
  // For the null: the same failures, of other prompts than theirs.
  if (isNull) wrongs.sort(() => uniform() - 0.5)
  const unit = ({ id, text, cheap }: Prompt, failed: boolean): Unit => ({ key: `${seed} ${id}`, digest: id, text, inputTokens: Math.round(tokens(cheap)[0]), failed })
  const units = log.flatMap((prompt, at) => (uniform() < asked ? [unit(prompt, uniform() < MISTAKEN ? wrongs[at] !== true : wrongs[at] === true)] : []))
  const input: LessonInput = { route: 'route', signal: 'said', from: 'cheap', to: 'dear', units, traffic: log.map((prompt) => unit(prompt, false)), remembered: [], upgrade: [], mostShare: MOST_SHARE, isDearer: true }
  const { rule, lesson } = learnRoute(input, LEVEL)
  const holds = rule === undefined ? () => false : matcherFor(rule)
  const moved = later.map((prompt) => holds(unit(prompt, false)))
  const share = shareOf(later.map((prompt) => unit(prompt, false)), holds)
  const right = (row: ReplayRow): number => row.correct ?? 0
  const [staticQuality, dearQuality] = [mean(later.map(({ cheap }) => right(cheap))), mean(later.map(({ dear }) => right(dear)))]
  const failures = later.filter(({ cheap }) => right(cheap) === 0)
  return {
    proposed: rule !== undefined, kind: rule?.kind ?? lesson.verdict, share, staticQuality, dearQuality, quality: mean(later.map(({ cheap, dear }, at) => right(moved[at] ? dear : cheap))),
    randomQuality: staticQuality + share * (dearQuality - staticQuality),
    cost: 1000 * mean(later.map(({ cheap, dear }, at) => costOf(moved[at] ? dear : cheap))), staticCost: 1000 * mean(later.map(({ cheap }) => costOf(cheap))),
    caught: later.filter(({ cheap }, at) => right(cheap) === 0 && moved[at]).length / Math.max(1, failures.length),
  }
}

say(`Half of the prompts are the log (users speak of a share of the answers, ${percent(MISTAKEN)} of them mistakenly), the other half comes later. Level ${percent(LEVEL)}, at most ${percent(MOST_SHARE)} may move. Means over ${seeds.length} seeds, of those with a proposal: share moved, failures caught, quality of the static policy, of the proposal, of moving as many at random, of always asking the dear model; USD per 1,000.`)
const head = ['scene', 'prompts', 'told', 'proposed', 'by', 'moved', 'caught', 'static', 'proposal', 'random', 'dear', 'gain', 'over random', 'USD static', 'USD proposal']
const lines: string[][] = []
let [falsely, nulls] = [0, 0]
for (const scene of SCENES) {
  const prompts = promptsOf(scene)
  for (const asked of ASKED) {
    const ends = seeds.map((seed) => play(prompts, seed, asked, false))
    const made = ends.filter(({ proposed }) => proposed)
    const of = (pick: (end: End) => number): number => mean(made.map(pick))
    lines.push([
      scene.name, String(prompts.length), percent(asked), `${made.length}/${ends.length}`, counted(ends.map(({ kind }) => kind)),
      ...(made.length === 0 ? ['–', '–', percent(mean(ends.map(({ staticQuality }) => staticQuality))), '–', '–', percent(mean(ends.map(({ dearQuality }) => dearQuality))), '–', '–', mean(ends.map(({ staticCost }) => staticCost)).toFixed(3), '–'] : [
        percent(of(({ share }) => share)), percent(of(({ caught }) => caught)), percent(of(({ staticQuality }) => staticQuality)), percent(of(({ quality }) => quality)), percent(of(({ randomQuality }) => randomQuality)), percent(of(({ dearQuality }) => dearQuality)),
        points(of(({ quality, staticQuality }) => quality - staticQuality)), points(of(({ quality, randomQuality }) => quality - randomQuality)), of(({ staticCost }) => staticCost).toFixed(3), of(({ cost }) => cost).toFixed(3),
      ]),
    ])
    for (const seed of Array.from({ length: 2 * seeds.length }, (_, at) => at + 1001)) {
      nulls += 1
      if (play(prompts, seed, asked, true).proposed) falsely += 1
    }
  }
}
table([head, ...lines])
must('proposals where failures are shuffled among the prompts', `${falsely} of ${nulls}`, `<= ${percent(LEVEL)}`, falsely <= LEVEL * nulls)
finish(out)
