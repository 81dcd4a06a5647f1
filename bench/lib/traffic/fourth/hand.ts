import { createWriter } from '../writer.js'
import type { Writer } from '../writer.js'

/** What a branch of business writes about. Words are joined by a grammar, so that no two texts are the same. */
interface Lexicon {
  readonly nouns: readonly string[]
  readonly verbs: readonly string[]
  readonly adjectives: readonly string[]
}

const split = (text: string): readonly string[] => text.split('|')
const lexicon = (nouns: string, verbs: string, adjectives: string): Lexicon => ({ nouns: split(nouns), verbs: split(verbs), adjectives: split(adjectives) })

export const LEXICA = {
  retail: lexicon('coffee grinder|rain jacket|desk lamp|return label|gift card|checkout page|delivery window|blender|price tag|loyalty point|size chart|refund|wool sweater|headphone cable|storefront|discount code|shoe box|warranty card|phone case|shelf', 'arrived broken|went out of stock|was returned|was charged twice|sold out|was shipped late|got lost|was exchanged|fits badly|was repacked|fell apart|was marked down', 'small|blue|faulty|seasonal|popular|cheap|oversized|limited|worn|fragrant|second|unopened|waterproof|heavy'),
  banking: lexicon('savings account|card payment|standing order|overdraft|mortgage rate|wire transfer|PIN letter|branch office|credit limit|exchange fee|direct debit|statement|cheque|deposit|loan contract|cash machine|customer file|signature', 'was declined|was approved|expired|needs a second signature|was flagged|was reversed|bounced|was booked twice|went through|was frozen|lapsed|was renegotiated', 'fixed|disputed|foreign|joint|pending|unsecured|monthly|dormant|verified|outstanding|variable|suspicious'),
  telecom: lexicon('router|fibre line|roaming pack|SIM card|tariff change|signal tower|set-top box|data volume|voice mail|number porting|contract term|landline|antenna|firmware|outage map|technician visit|modem light|hotline', 'keeps dropping|was activated|stays red|was cancelled|slowed down|was upgraded|never showed up|works again|restarts at night|was throttled|was double billed|lost its settings', 'unstable|prepaid|slow|mobile|new|regional|corporate|weak|old|dual-band|indoor|unlimited'),
  health: lexicon('blood sample|discharge letter|hip replacement|insulin pump|ward round|knee brace|referral|night nurse|allergy test|lung scan|dosage plan|waiting list|fever chart|vaccination record|wound dressing|infusion|surgery slot|pain diary', 'was postponed|came back normal|shows a shadow|was adjusted|was prescribed|healed well|got infected|was documented|was missed|is due again|was ruled out|responded to treatment', 'chronic|mild|acute|post-operative|elderly|follow-up|stable|severe|outpatient|recurrent|bilateral|unclear'),
  logistics: lexicon('container|pallet|customs form|cold chain|forklift|loading bay|freight quote|bill of lading|driver shift|toll receipt|tanker|crate|dock gate|route plan|hub|axle load|seal number|cargo claim', 'was held at the border|left the depot|missed its slot|was rerouted|was weighed again|arrived wet|was sealed|was unloaded by hand|broke down|was consolidated|was declared wrongly|waits for papers', 'empty|refrigerated|late|hazardous|bulky|insured|sealed|inbound|northbound|damaged|express|overweight'),
  energy: lexicon('wind turbine|meter reading|transformer|grid fee|heat pump|solar roof|substation|gas valve|battery pack|load curve|maintenance crew|power cut|feed-in tariff|cable joint|inverter|boiler room|charging point|rotor blade', 'tripped|was inspected|is overloaded|was replaced overnight|iced over|was recalibrated|went offline|leaks|was commissioned|exceeds its limit|was curtailed|hums loudly', 'offshore|high-voltage|underground|rural|ageing|smart|rooftop|spare|seasonal|noisy|remote|three-phase'),
  legal: lexicon('non-compete clause|deed of sale|court date|witness list|power of attorney|licence agreement|arbitration panel|settlement offer|data processing annex|eviction notice|trademark filing|liability cap|affidavit|appeal|retainer|easement', 'was signed|was contested|is void|was filed late|was amended|was served|expires in spring|was dismissed|lacks a date|was upheld|survives termination|was withdrawn', 'binding|draft|unilateral|perpetual|void|ambiguous|notarised|reciprocal|implied|standard|expired|confidential'),
  travel: lexicon('window seat|boarding pass|ski pass|sea view|rental car|night train|city tour|visa form|hotel lobby|carry-on|ferry crossing|travel guide|mountain hut|airport lounge|breakfast buffet|campsite|cruise cabin|pillow', 'was overbooked|was upgraded|left without us|was full|smelled of smoke|was worth it|got cancelled|was double-booked|took four hours|was closed for repairs|exceeded our hopes|was left behind', 'cosy|overpriced|last-minute|scenic|crowded|non-refundable|quiet|rainy|all-inclusive|remote|charming|shabby'),
} as const satisfies Readonly<Record<string, Lexicon>>
export type LexiconName = keyof typeof LEXICA

const LINKS = split('because|although|and so|while|after|until|so that|even though|whereas|since')
const OPENERS = split('According to {name},|On {date}|As far as we know,|In the {nth} quarter|Last week|For the record:|At {place}|Since the change of {date},|Unlike before,|To be exact,|||||')
const PLACES = split('Lyon|Graz|Porto|Malmö|Gdańsk|Leeds|Cork|Tampere|Trieste|Utrecht|Bilbao|Aarhus|Brno|Ghent|Varna|Split')
const WHO = split('the customer|our colleague|the supervisor|{name}|a visitor|the night shift|the auditor|nobody|the new hire|a partner|the owner|my neighbour')
const DOES = split('reported|noticed|denied|confirmed|assumed|complained|wrote|insisted|forgot to mention|explained|estimates|doubts')

const FOREIGN = {
  de: ['Der {x} wurde am {d} geliefert.', 'Bitte prüfen Sie den {x}.', 'Leider fehlt der {x} noch.', 'Wir haben {n} Stück {x} bestellt.', 'Der {x} ist seit {n} Tagen defekt.', 'Vielen Dank für die schnelle Hilfe mit dem {x}.', 'Können Sie mir sagen, wann der {x} kommt?'],
  fr: ['Le {x} est arrivé le {d}.', 'Merci de vérifier le {x}.', 'Il manque encore le {x}.', 'Nous avons commandé {n} {x}.', 'Le {x} ne marche plus depuis {n} jours.', 'Je voudrais échanger le {x}.', 'Quand recevrai-je le {x} ?'],
  pt: ['O {x} chegou no dia {d}.', 'Por favor verifique o {x}.', 'Ainda falta o {x}.', 'Encomendámos {n} unidades de {x}.', 'O {x} não funciona há {n} dias.', 'Gostaria de trocar o {x}.', 'Quando recebo o {x}?'],
  es: ['El {x} llegó el {d}.', 'Revise por favor el {x}.', 'Todavía falta el {x}.', 'Pedimos {n} unidades de {x}.', 'El {x} no funciona desde hace {n} días.', 'Quisiera cambiar el {x}.', '¿Cuándo llega el {x}?'],
  nl: ['De {x} is op {d} geleverd.', 'Controleer alstublieft de {x}.', 'Helaas ontbreekt de {x} nog.', 'Wij hebben {n} stuks {x} besteld.', 'De {x} is al {n} dagen kapot.', 'Wanneer komt de {x}?'],
  it: ['Il {x} è arrivato il {d}.', 'Si prega di controllare il {x}.', 'Manca ancora il {x}.', 'Abbiamo ordinato {n} pezzi di {x}.', 'Il {x} non funziona da {n} giorni.', 'Quando arriva il {x}?'],
  ja: ['{x}が{d}に届きました。', '{x}を確認してください。', '{x}がまだ届いていません。', '{x}を{n}個注文しました。', '{x}が{n}日前から壊れています。', '{x}を交換したいです。', '{x}はいつ届きますか。'],
  zh: ['{x}在{d}到货了。', '请检查一下{x}。', '{x}还没有收到。', '我们订购了{n}个{x}。', '{x}坏了{n}天了。', '我想换一个{x}。', '{x}什么时候能到？'],
  ar: ['وصل {x} في {d}.', 'يرجى التحقق من {x}.', 'لم يصل {x} بعد.', 'طلبنا {n} قطعة من {x}.', 'تعطل {x} منذ {n} أيام.', 'أريد استبدال {x}.', 'متى يصل {x}؟'],
} as const
const THINGS = {
  de: split('Kühlschrank|Vertrag|Zählerstand|Koffer|Drucker|Rechnungsbeleg|Schreibtisch|Fahrschein|Ausweis|Termin|Schlüssel|Rasenmäher'), fr: split('contrat|colis|réfrigérateur|billet|compteur|manteau|dossier|vélo|robinet|fauteuil|reçu|clavier'), pt: split('contrato|frigorífico|bilhete|pacote|casaco|recibo|aquecedor|telemóvel|teclado|sofá'), es: split('contrato|paquete|frigorífico|billete|abrigo|recibo|teclado|colchón|grifo'), nl: split('koelkast|rekening|jas|fiets|kaart|stoel|bril|sleutel'), it: split('contratto|pacco|biglietto|frigorifero|cappotto|divano|rubinetto'),
  ja: split('冷蔵庫|契約書|切符|荷物|領収書|椅子|鍵|自転車|時計|眼鏡'), zh: split('冰箱|合同|车票|包裹|收据|椅子|钥匙|自行车|手表|眼镜'), ar: split('الثلاجة|العقد|التذكرة|الطرد|الإيصال|الكرسي|المفتاح|الدراجة|الساعة|النظارة'),
} as const
export type Tongue = keyof typeof FOREIGN

/** Draws and writes in one branch; lists are texts with `|`. */
export interface Pen {
  readonly w: Writer
  readonly noun: () => string
  readonly sentence: () => string
  readonly text: (from: number, to?: number) => string
  readonly question: () => string
  readonly among: (list: string) => string
  readonly in: (tongue: Tongue, from: number, to?: number) => string
}

export function penOf(seed: number, branch: LexiconName): Pen {
  const w = createWriter(seed)
  const { nouns, verbs, adjectives } = LEXICA[branch]
  const fill = (text: string): string => text.replace(/\{(\w+)\}/gu, (_, slot: string) => (slot === 'name' ? w.name() : slot === 'date' ? w.date() : slot === 'nth' ? w.one(['first', 'second', 'third', 'last']) : w.one(PLACES)))
  const noun = (): string => w.one(nouns)
  const phrase = (): string => `${w.one(['the', 'a', 'this', 'our', 'every', 'that'])} ${w.chance(0.5) ? `${w.one(adjectives)} ` : ''}${noun()}`
  const clause = (): string => (w.chance(0.7) ? `${phrase()} ${w.one(verbs)}` : `${fill(w.one(WHO))} ${w.one(DOES)} that ${phrase()} ${w.one(verbs)}`)
  const sentence = (): string => {
    const opener = fill(w.one(OPENERS))
    const body = `${clause()}${w.chance(0.4) ? ` ${w.one(LINKS)} ${clause()}` : ''}${w.chance(0.2) ? ` (${w.code()}, ${w.whole(2, 900)} units)` : ''}`
    const whole = opener === '' ? body : `${opener} ${body}`
    return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}.`
  }
  const many = (make: () => string, from: number, to: number, by = ' '): string => Array.from({ length: w.whole(from, to) }, make).join(by)
  return {
    w, noun, sentence,
    text: (from, to = from) => many(sentence, from, to),
    question: () => w.one([() => `Why ${w.one(['is it that', 'do you say that', 'was it decided that'])} ${clause()}?`, () => `What happens if ${clause()}?`, () => `Who is responsible when ${clause()}?`, () => `How long does it take until ${clause()}?`, () => `Is it true that ${clause()}?`, () => `Where can I read about ${phrase()}?`])(),
    among: (list) => w.one(split(list)),
    in: (tongue, from, to = from) => many(() => w.one(FOREIGN[tongue]).replace(/\{(\w)\}/gu, (_, slot: string) => (slot === 'x' ? w.one(THINGS[tongue]) : slot === 'd' ? `${w.whole(1, 28)}.${w.whole(1, 12)}.` : String(w.whole(2, 40)))), from, to),
  }
}
