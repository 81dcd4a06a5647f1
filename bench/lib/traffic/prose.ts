import type { Writer } from './writer.js'

const split = (words: string): readonly string[] => words.split(' ')

const NOUNS = split('agreement allowance amount answer archive area argument arrival audience author balance barrier basket batch bench board border bridge budget cabinet camera campaign candle captain carpet carriage case ceiling census chain chair chapter charter chart choir circle citizen claim class climate cloud coast collar colony column comet committee compass concept corridor cottage council counter couple course cousin cradle crane crew crop crowd crystal curtain custom cycle dairy dealer debate decade degree delay demand desert design detail device dinner district doctor document door draft drawer dream driver edge editor effect effort engine entry error escort estate event exit factor farm fence field figure film filter finger flame flavour fleet flood floor flower folder forest fortune frame freight friend fruit function furnace gallery gate gesture glass glove goal grain grant grave group guard guest guide habit hammer handle harbour harvest heart heritage hill holiday horizon host house idea image impact income index insect island jacket journal journey judge jury kernel kettle keyboard lake lamp landlord layer leader ledger legend lemon lens letter level library limit link list load lobby lock logic loop machine magnet manager map market mask matter meadow measure medal member memory merchant method mill mirror mission model moment monitor motor mountain museum needle network noise notebook number object ocean office orbit orchard order outcome oven owner package page painter panel paper park partner passage path pattern payment pencil people permit phase piano picture pillar pilot pipe planet plate player pocket poem point policy port portrait post prize problem process profit project proof proposal pump purpose quarry question quote railway rain range rate reader reason record region relief remark report request reserve result review reward rhythm ribbon river road roof room root route rumour sample satellite scale scene scheme season sector seed sentence series session shadow sheet shelter shift shore signal silver singer site sketch society soldier sound source speaker species spring stage stair station statue stone storm story stranger stream street string studio subject suburb summit supply surface survey switch symbol system table target task team teacher temple tenant term theatre theory thread ticket timber title tool tower town track trade train transit treasure trend trial tribe tunnel union valley value vehicle vessel victim video village vision visitor voice volume voyage wagon wall warning water weather wheel widow window winter witness wonder worker workshop yard zone')
const VERBS = split('accepts adopts alters answers arranges assumes avoids awaits balances blocks borrows breaks bridges builds buys calms carries catches checks chooses claims clears climbs closes collects compares confirms connects counts covers crosses cuts defends delays denies describes destroys divides doubts draws drives earns enters escapes examines exceeds expects explains explores fears feeds fills finds fits follows forgets founds gathers governs guards guesses handles hears helps hides holds imports improves includes inspects invites joins judges keeps knows launches leads learns leaves lifts limits loses makes marks measures meets mends mixes moves needs notes observes offers opens orders owns paints passes permits places plans praises prefers presses prints proves pulls pushes raises reaches reads refuses regards removes repairs replaces requires rescues returns reveals rings rules saves seeks sells sends serves settles shapes shares shows signs solves sorts spends splits starts stops studies supports takes teaches tests throws touches traces trades treats trusts turns uses values visits wants warns washes watches welcomes wins writes')
const ADJECTIVES = split('able ancient annual bitter blank brave brief bright broad broken busy calm careful central cheap clever cold common complex constant cruel curious daily damp dark dear deep dense distant double dry dull eager early eastern elder empty entire equal exact extra faint fair familiar famous final firm flat foreign formal fragile free fresh full general gentle giant global golden grand grateful grey guilty happy heavy hidden hollow honest huge humble hungry idle ill inner joint just keen large late lawful lazy level light likely local lonely long loose loud loyal lucky main major mature mild minor modern modest moral mutual narrow native neat new noble noisy northern novel odd open outer pale past patient plain polite poor popular precise pretty prime private proper proud public pure quick quiet rapid rare raw ready recent regular remote rich rigid ripe rough round royal rural sacred safe scarce secret senior serious severe shallow sharp silent simple single slight slow small smooth social soft solid southern special stable steep stiff strange strict strong sudden sweet swift tall tame tender thick thin tidy tight tiny total tough tragic true typical unique upper urban urgent usual vague valid vast vital warm weak wealthy weird western wet whole wide wild wise wooden young')
const GLUE = split('although because before since unless until whenever while after')
const BRIDGES = ['and then', 'but hardly ever', 'so that in the end', 'which means that', 'and for the same reason', 'or so it seems, as', 'and nobody minds that', 'yet']

/** Text of a large vocabulary and many sentence forms: unlike a topic's sentences, no two of its texts share a phrase but by chance. */
export interface Prose {
  readonly sentence: () => string
  readonly text: (sentences: number) => string
  readonly question: () => string
  readonly words: (count: number) => string
}

export function createProse({ one, chance, whole, name }: Writer): Prose {
  const thing = (): string => `${one(['the', 'a', 'this', 'every', 'no', 'one', 'our', 'their', 'that'])} ${chance(0.5) ? `${one(ADJECTIVES)} ` : ''}${one(NOUNS)}${chance(0.2) ? ` of ${one(['the', 'a', 'some'])} ${one(NOUNS)}` : ''}`
  const clause = (): string => `${chance(0.15) ? name() : thing()} ${chance(0.2) ? `${one(['never', 'often', 'hardly', 'always', 'rarely', 'still', 'soon'])} ` : ''}${one(VERBS)} ${thing()}${chance(0.3) ? ` ${one(['in', 'near', 'under', 'behind', 'for', 'without', 'against', 'beyond', 'through', 'over'])} ${thing()}` : ''}`
  const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
  const sentence = (): string => capital(one([
    () => `${clause()}.`,
    () => `${one(GLUE)} ${clause()}, ${clause()}.`,
    () => `${clause()}, ${one(BRIDGES)} ${clause()}.`,
    () => `${one(['in', 'by', 'around', 'since'])} ${whole(1800, 2025)} ${clause()}.`,
    () => `it is ${one(ADJECTIVES)} that ${clause()} (${one(ADJECTIVES)} or not).`,
    () => `${clause()} ${one(GLUE)} ${clause()}.`,
    () => `${one(NOUNS)}, ${one(NOUNS)} and ${one(NOUNS)}: ${clause()}.`,
  ])())
  const question = (): string => capital(`${one([
    () => `why ${one(['does', 'did', 'would'])} ${thing()} seem ${one(ADJECTIVES)}`, () => `how ${one(ADJECTIVES)} is ${thing()}`, () => `what ${one(VERBS)} ${thing()}`, () => `who ${one(VERBS)} ${thing()} ${one(GLUE)} ${clause()}`,
    () => `is ${thing()} ${one(ADJECTIVES)}`, () => `where ${one(['is', 'was'])} ${thing()}`, () => `can ${thing()} be ${one(ADJECTIVES)}`, () => `tell me about ${thing()}`, () => `${thing()} or ${thing()}`, () => `i wonder if ${clause()}`,
  ])()}${one(['?', '?', '?', '', '??'])}`)
  return {
    sentence, question,
    text: (count) => Array.from({ length: count }, sentence).join(' '),
    words: (count) => Array.from({ length: count }, () => one(chance(0.5) ? NOUNS : ADJECTIVES)).join(' '),
  }
}
