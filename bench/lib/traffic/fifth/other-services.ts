import { passages, repeat, turns } from '../fourth/app.js'
import type { App } from '../fourth/app.js'
import type { Pen } from '../fourth/hand.js'

const BRANCHES = ['travel', 'telecom', 'legal', 'health', 'banking', 'logistics'] as const
const memory = (p: Pen): string => repeat(p.w.whole(0, 5), () => `* ${p.sentence()}`).join('\n')

const JOBS: readonly (readonly [name: string, says: string, answer: (p: Pen) => string])[] = [
  ['grader', 'Grade the essay of a pupil against the rubric: content 10, structure 5, language 5. Return the three numbers separated by slashes.', (p) => `${p.w.whole(0, 10)}/${p.w.whole(0, 5)}/${p.w.whole(0, 5)}`],
  ['podcast notes', 'Write show notes for the episode from its transcript: a teaser, chapter marks with minutes, and people who are mentioned.', (p) => `${p.sentence()}\n00:00 ${p.noun()}\n0${p.w.whole(1, 9)}:30 ${p.noun()}`],
  ['tax category', 'Book the expense under one account of the chart: 4100 travel, 4200 meals, 4300 software, 4400 rent. Output the four digits.', (p) => p.among('4100|4200|4300|4400')],
  ['tone check', 'Is this mail fit to be sent to a client? Reply OK, SOFTEN or STOP.', (p) => p.among('OK|SOFTEN|STOP')],
  ['product copy', 'Write the description for the catalogue: two sentences on use, one on material, then three bullet points with measurements.', (p) => `${p.text(3)}\n- ${p.noun()}\n- ${p.noun()}\n- ${p.noun()}`],
  ['subtitle', 'Shorten every subtitle to 42 characters a line, two lines at most, without losing who speaks.', (p) => `${p.noun()} ${p.noun()}\n${p.noun()}`],
  ['entities', 'Tag people, places, organisations and dates in the dispatch. Return JSON with these four keys, each an array of strings.', (p) => JSON.stringify({ people: [p.w.name()], places: [], organisations: [p.noun()], dates: [p.w.date()] })],
  ['persona', 'Stay in character as Captain Brine, a retired sailor who answers with stories from the sea and never admits to be a program.', (p) => `Arr! ${p.text(2, 4)}`],
]

/** Works of another company, whose prompts carry memories, profiles and dates. */
export const OTHER_SERVICES: readonly App[] = [
  ...JOBS.map(([task, says, answer], at): App => ({ kind: 'memories', task, branch: BRANCHES[at % BRANCHES.length] ?? 'legal', make: (p) => ({ system: `${says}\n\n# Memory\n${memory(p)}\n\n# Session\nuser=${p.w.code()} date=${p.w.date()} locale=${p.among('en|sv|it')}`, history: repeat(2 * p.w.whole(0, 2), () => p.sentence()), user: p.text(1, 6), answer: answer(p) }) })),
  ...(['es', 'it', 'ja'] as const).map((tongue): App => ({ kind: 'localisation', task: tongue, branch: 'retail', make: (p) => ({ system: `Localise the string for the app store, market: ${{ es: 'Spain', it: 'Italy', ja: 'Japan' }[tongue]}. Build ${p.w.whole(100, 999)}.`, user: p.text(1, 2), answer: p.in(tongue, 1, 2) }) })),
  ...(['sales', 'safety', 'stock'] as const).map((task): App => ({ kind: 'one toolbox', task, branch: 'logistics', make: (p) => ({ ...turns(p, `Agent of ${p.w.name()}. ${{ sales: 'Win the customer back: look at past purchases and propose one bundle with a price.', safety: 'Check the site diary for accidents and near misses, then fill in the notification to the authority.', stock: 'Keep shelves full: compare stock with forecasts and order what will run out within two weeks.' }[task]}`, p.sentence(), ['query', 'write_record', 'notify']), user: '', answer: p.text(1, 2) }) })),
  { kind: 'grounded', task: 'policy desk', branch: 'legal', make: (p) => ({ user: `You are given paragraphs of our travel policy.\n\n${passages(p)}\n\nEmployee asks: ${p.question()}\nReply with allowed, forbidden or ask your manager, and the paragraph.`, answer: `${p.among('allowed|forbidden|ask your manager')}, § ${p.w.whole(1, 30)}` }) },
  { kind: 'grounded', task: 'timeline', branch: 'health', make: (p) => ({ user: `Clinical notes:\n${passages(p)}\n\nBuild a timeline of the treatment, one event a line, oldest first.`, answer: repeat(3, () => `${p.w.date()}: ${p.noun()}`).join('\n') }) },
]
