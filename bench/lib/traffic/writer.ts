import { createRandom } from '../random.js'

/** Draws from lists and writes text that looks like what people send, all from one seed. */
export interface Writer {
  readonly chance: (share: number) => boolean
  readonly whole: (from: number, to: number) => number
  readonly one: <T>(list: readonly T[]) => T
  /** Different ones, in random order. */
  readonly some: <T>(list: readonly T[], count: number) => readonly T[]
  readonly name: () => string
  readonly date: () => string
  readonly code: () => string
  readonly sentence: (topic: Topic) => string
  readonly text: (topic: Topic, sentences: number) => string
  readonly question: (topic: Topic) => string
}

export interface Topic {
  readonly name: string
  readonly things: readonly string[]
  readonly verbs: readonly string[]
}

const topic = (name: string, things: string, verbs: string): Topic => ({ name, things: things.split(' '), verbs: verbs.split(' ') })

export const TOPICS: readonly Topic[] = [
  topic('billing', 'invoice refund charge receipt payment statement card balance discount voucher', 'charged declined posted doubled expired failed'),
  topic('travel', 'flight hotel visa itinerary luggage layover boarding seat airport ferry', 'delayed cancelled rebooked missed upgraded arrived'),
  topic('health', 'symptom dosage prescription allergy appointment fever bandage clinic vaccine rash', 'worsened improved prescribed swallowed returned spread'),
  topic('legal', 'contract clause tenant liability lease warranty notice dispute court settlement', 'signed breached terminated expired assigned waived'),
  topic('hiring', 'resume candidate interview salary recruiter offer reference degree vacancy internship', 'applied interviewed rejected accepted negotiated relocated'),
  topic('software', 'server deployment exception database timeout endpoint branch queue cache container', 'crashed restarted leaked deployed merged throttled'),
  topic('cooking', 'recipe oven dough garlic simmer saucepan butter spice broth whisk', 'burned boiled rested thickened curdled baked'),
  topic('property', 'apartment mortgage kitchen balcony heating parking basement roof elevator garden', 'flooded renovated listed sold inspected rented'),
  topic('school', 'essay homework lecture exam syllabus teacher grade classroom textbook scholarship', 'submitted failed studied graded postponed copied'),
  topic('garden', 'tomato seedling compost hedge pruning soil slug greenhouse bulb fertilizer', 'wilted sprouted bloomed rotted planted watered'),
  topic('finance', 'portfolio dividend bond inflation earnings forecast hedge margin quarter revenue', 'fell rose rallied merged restated defaulted'),
  topic('shipping', 'parcel courier warehouse pallet customs tracking label container depot address', 'lost delayed returned scanned damaged dispatched'),
  topic('games', 'quest dragon inventory level boss guild potion sword dungeon achievement', 'respawned defeated looted crashed unlocked banned'),
  topic('energy', 'meter tariff outage boiler solar inverter battery radiator thermostat grid', 'tripped exploded billed installed drained replaced'),
  topic('cars', 'brake engine clutch tyre dealership gearbox mileage windscreen exhaust recall', 'squeaked stalled overheated leaked towed repaired'),
  topic('news', 'election minister protest budget reform summit treaty parliament spokesman inquiry', 'resigned announced rejected voted promised denied'),
]

const NAMES = 'Amara Bela Chidi Dorte Emre Fumiko Goran Hedda Ivo Jolan Keiko Lars Mina Nuno Olga Pavel Rania Soren Tariq Ursa Vikram Wanda Xenia Yusuf Zofia'.split(' ')
const FAMILY = 'Okafor Lindqvist Moreau Tanaka Novak Haddad Silva Bergman Kowalski Nguyen Petrov Rossi Schmidt Torres Ueda'.split(' ')
const PLACES = ['in the morning', 'last night', 'on the way home', 'at the main office', 'before the weekend', 'after the call', 'near the station', 'twice this week', 'without warning', 'since the update']
const LINKS = ['because of', 'next to', 'instead of', 'together with', 'despite', 'right after']
const ASKS = ['why does', 'how can I fix', 'what should I know about', 'where do I find', 'can you explain', 'is it normal that', 'when will someone look at', 'who is responsible for']

export function createWriter(seed: number): Writer {
  const random = createRandom(seed)
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1))
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const some = <T>(list: readonly T[], count: number): readonly T[] => {
    const left = [...list]
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(Math.floor(random() * left.length), 1)[0] as T)
  }
  const name = (): string => `${one(NAMES)} ${one(FAMILY)}`
  const sentence = (about: Topic): string => {
    const base = one([
      () => `The ${one(about.things)} ${one(about.verbs)} ${one(PLACES)}`,
      () => `${one(NAMES)} says that the ${one(about.things)} ${one(about.verbs)} ${one(LINKS)} the ${one(about.things)}`,
      () => `We ordered a ${one(about.things)} ${one(PLACES)} and the ${one(about.things)} ${one(about.verbs)}`,
      () => `My ${one(about.things)} ${one(about.verbs)}, and nobody told me about the ${one(about.things)}`,
      () => `Every ${one(about.things)} with a ${one(about.things)} ${one(about.verbs)} ${one(LINKS)} ${whole(2, 90)} others`,
    ])()
    return `${base}.`
  }
  return {
    chance: (share) => random() < share, whole, one, some, name,
    date: () => `2026-${String(whole(1, 12)).padStart(2, '0')}-${String(whole(1, 28)).padStart(2, '0')}`,
    code: () => `${one(['c', 'acc', 'ord', 'req'])}_${whole(1000, 99_999)}`,
    sentence,
    text: (about, sentences) => Array.from({ length: sentences }, () => sentence(about)).join(' '),
    question: (about) => { const text = `${one(ASKS)} the ${one(about.things)} that ${one(about.verbs)} ${one(PLACES)}?`; return random() < 0.7 ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text },
  }
}
