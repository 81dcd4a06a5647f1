import type { Writer } from '../writer.js'

/** What people type without any prompt around it: `[a|b]` is one of its alternatives, which may nest; `<name>` a word of a list. */
export interface ChatIntent {
  readonly name: string
  readonly asks: readonly string[]
  readonly answer: string
}

const WORDS: Readonly<Record<string, string>> = {
  lang: 'python|typescript|go|rust|java|bash|kotlin|c++|ruby|php|sql|swift', thing: 'list|csv file|dictionary|date|string|json payload|dataframe|binary tree|log file|queue|matrix|zip archive|socket|cookie|table', err: 'a null pointer|index out of range|a deadlock|a 403|an import error|a segfault|wrong encoding|an endless loop|a type error|a timeout',
  dish: 'lentil soup|sourdough|risotto|pad thai|apple crumble|ramen|meatballs|hummus|pancakes|roast chicken|paella|dumplings|carrot cake|chili|gnocchi', ingredient: 'basil|coconut milk|eggs|butter|chickpeas|cream|soy sauce|garlic|flour|leftover rice|spinach|tofu|lemons|honey',
  city: 'Lisbon|Kyoto|Oslo|Marrakesh|Vancouver|Naples|Hanoi|Edinburgh|Quito|Tbilisi|Valencia|Melbourne|Reykjavik|Cartagena', with: 'my parents|two toddlers|a dog|three friends|my partner|nobody else|a tight budget|a wheelchair', person: 'my boss|my landlord|a client|the school|my aunt|a recruiter|the neighbours|my professor|customer service|the team', matter: 'a raise|a broken heater|missing the deadline|sick leave|a noisy party|an overdue payment|moving out|a late delivery|extra days off|a reference letter',
  topic: 'black holes|the French revolution|photosynthesis|inflation|plate tectonics|the Cold War|enzymes|supply and demand|Kafka|the water cycle|DNA|democracy in Athens|vaccines|jazz', pain: 'a sore throat|back pain|a headache behind one eye|itchy skin|trouble sleeping|a swollen ankle|heartburn|dizzy spells|numb fingers', since: 'two days|last week|months|this morning|I changed jobs|Sunday|the flu', n: '2|3|4|5|7|10|12|15|20|30|45|90',
  mood: 'sad|proud|lonely|bored|anxious|happy|tired|stuck', animal: 'cat|puppy|hamster|parrot|rabbit|tortoise|horse', plant: 'basil|monstera|tomatoes|lemon tree|orchid|roses|lawn|fig tree|succulent', sport: 'marathon|5k|deadlift|swim|pull-ups|yoga|bike tour', money: 'index funds|a mortgage|credit card debt|my pension|an emergency fund|bonds|taxes as a freelancer|a car loan', story: 'dragon|detective|lighthouse keeper|robot|time traveller|lost dog|grandmother|spaceship cook|pirate', game: 'chess|poker|catan|the sicilian defence|backgammon|go', film: 'Arrival|Amélie|Heat|Spirited Away|The Godfather|Alien|Her|Parasite',
}

export const CHAT_A: readonly ChatIntent[] = [
  { name: 'coding', asks: ['[how do i|how can I|what is the best way to|whats the easiest way to] [parse|sort|merge|split|read|flatten|validate|compress] a <thing> in <lang>[?||, ideally without libraries|, fast]', '[my|this] <lang> [script|code|function|program] [throws|gives me|ends in|has] <err> when the <thing> is [empty|large|nested|missing], [any idea|why|what now|help]', 'write [me |]a <lang> [function|snippet|one liner] that [reverses|counts|dedupes|converts|filters] a <thing>', '[is|isnt] <lang> [better|faster|safer] than <lang> for [parsing|a web server|scripts|data work]', 'explain [this|what happens here]: for x in <thing>: yield x [*|+|-] <n>'], answer: 'You can use a [loop|generator|built-in] in <lang>: ```<lang>\nreturn <n>\n```' },
  { name: 'cooking', asks: ['[can I|is it ok to|what happens if I] [replace|leave out|substitute] <ingredient> [with <ingredient> |]in [a |my |]<dish>', '[recipe|good recipe|quick recipe] for <dish> [with <ingredient>|for <n> people|without <ingredient>|in under <n> minutes]', 'i have <ingredient>, <ingredient> and <ingredient>[, what can I cook|. dinner ideas|: suggest something]', '[how long|at what temperature] [do I|should one] [bake|cook|simmer|reheat] <dish>', 'my <dish> [came out dry|is too salty|tastes bland|burned], [how do I save it|what went wrong]'], answer: 'For <dish>, take <ingredient> and cook for <n> minutes.' },
  { name: 'travel', asks: ['[planning|thinking of] <n> days in <city> with <with>[, what should we see|, where to stay|: tips]', '[is|how is] <city> [safe|expensive|nice|too hot] in [March|July|autumn|winter]', '[best|cheapest] way [to get |]from <city> to <city>', 'what [do I pack|vaccines do I need|power plug do I need] for <city>', '<city> or <city> for [a honeymoon|a long weekend|remote work|a trip with <with>]'], answer: 'In <city> you should see the old town; plan <n> days.' },
  { name: 'letters', asks: ['[write|draft|help me write] [an email|a letter|a short note|a message] to <person> [about|because of|asking for] <matter>', '[make this|can you make this] [nicer|shorter|more formal|less angry]: [hi|hello|dear all], [I am writing|just a note] about <matter>, [please reply by Friday|I need an answer|thanks anyway]', 'how do i tell <person> that I [want|am unhappy about|forgot about] <matter>', '[subject line|polite ending|opening sentence] for [a mail|a letter] to <person> about <matter>'], answer: 'Dear Sir or Madam,\nI am writing about <matter>.\nKind regards' },
  { name: 'learning', asks: ['[explain|tell me about|summarise] <topic> [simply|like I am <n>|in <n> sentences|for an exam|briefly]', '[what is|whats] the [difference|link] between <topic> and <topic>', '[give me|make] <n> [quiz questions|flashcards|key facts] [on|about] <topic>', 'why [is|was|are] <topic> [important|so hard to understand|relevant today]', 'essay outline on <topic>[, <n> pages|, high school level|]'], answer: '<topic> is best understood in <n> steps.' },
  { name: 'health', asks: ['[i have|ive had|my son has|my mother has] <pain> since <since>[, should I see a doctor|, is that serious|. what helps]', '[can|could] [stress|coffee|allergies|bad shoes] cause <pain>', 'home remedy for <pain>[?| please|, nothing with honey]', '[how many|are] <n> [hours of sleep|cups of coffee|glasses of water] a day [too much|enough|healthy]'], answer: 'With <pain> for <since> you should rest and see a doctor if it gets worse.' },
]

export const CHAT_B: readonly ChatIntent[] = [
  { name: 'stories', asks: ['[tell|write] [me |us |]a [short |funny |scary |bedtime |]story about a <story> [and|who meets] a <story>', '[continue|finish] [this|the story]: the <story> [opened the door|looked up|had never seen snow] and', 'a [poem|limerick|haiku] [about|for] [a|my] <story>', 'give my <story> [a name|a backstory|a flaw|an enemy]'], answer: 'Once upon a time a <story> met a <story>.' },
  { name: 'pets and plants', asks: ['my <animal> [keeps|wont stop] [scratching|biting|hiding|eating grass|limping], [normal|what to do|should I worry]', '[leaves of my|my] <plant> [turn yellow|are dropping|have spots|wont grow][, help|?|]', 'how often [do I|should I] [water|feed|repot|trim] [a|the|my] <plant>', 'can a <animal> eat <ingredient>', '[name|food|toys] for [a|my new] <animal>'], answer: 'Your <animal> or <plant> needs water and rest; check again in <n> days.' },
  { name: 'fitness', asks: ['[training plan|schedule] for a <sport> in <n> weeks[, total beginner|, bad knee|]', '[how do I|how to] [get better at|improve my|warm up for a] <sport>', 'is <n> minutes of <sport> a day [enough|too much|good] [for weight loss|at my age|]', '<sport> or <sport> for [a bad back|losing belly fat|busy people]'], answer: 'Start with <n> minutes of <sport> and add a little each week.' },
  { name: 'money', asks: ['[should I|is it smart to] [put money into|pay off|start with] <money> [or <money>|at <n>|now|with low income]', '[explain|how do] <money> [to a beginner|work|in plain words]', 'i [earn|save|owe] <n>00 a month, [what about|how do I plan] <money>', '[pros and cons|risks] of <money>'], answer: 'Before <money>, put aside <n> months of expenses.' },
  { name: 'feelings', asks: ['[i feel|feeling] [so |really |kind of |]<mood> [today|lately|since <since>|and dont know why]', '<person> [ignored me|lied to me|broke a promise][, what do i do|. I am <mood>|]', 'how do I stop being <mood>', '[cheer me up|just listen|talk to me], [bad day|I am <mood>|rough week]'], answer: 'I am sorry that you feel <mood>. Would you like to talk about it?' },
  { name: 'games and films', asks: ['[good opening|best strategy|rules] [for|in|of] <game>', '[what should I watch|something similar] after <film>', '[ending of|meaning of|plot of] <film> [explained|please|no spoilers]', 'is <game> harder than <game>', '<film> or <film> [tonight|with <with>|]'], answer: 'After <film> try something similar, or a round of <game>.' },
]

/** Expands a production; alternatives and words are drawn anew each time. */
export function spoken(w: Writer, production: string): string {
  let text = production
  for (let at = /\[([^[\]]*)\]/u.exec(text); at !== null; at = /\[([^[\]]*)\]/u.exec(text)) text = `${text.slice(0, at.index)}${w.one((at[1] ?? '').split('|'))}${text.slice(at.index + at[0].length)}`
  return text.replace(/<(\w+)>/gu, (_, slot: string) => w.one((WORDS[slot] ?? slot).split('|')))
}

const BEFORE = 'hi|hey,|hello!|quick question:|ok so|sorry to bother,|one more thing:|uhm|good morning|pls help -'.split('|')
const AFTER = 'thanks|thx!|thank you so much|asap please|no long answer please|I am serious|:)|and be honest|that would be great|in simple words'.split('|')

/** As typed by a person: a greeting here and there, a second thought, letters swapped or left out. */
export function typed(w: Writer, intent: ChatIntent): string {
  const parts = [...(w.chance(0.25) ? [w.one(BEFORE)] : []), spoken(w, w.one(intent.asks)), ...(w.chance(0.2) ? [`${w.one(['also', 'and', 'btw'])} ${spoken(w, w.one(intent.asks))}`] : []), ...(w.chance(0.2) ? [w.one(AFTER)] : [])]
  const text = parts.join(' ')
  const at = w.whole(1, Math.max(1, text.length - 3))
  const slipped = w.chance(0.15) ? `${text.slice(0, at)}${text[at + 1] ?? ''}${text[at] ?? ''}${text.slice(at + 2)}` : w.chance(0.1) ? `${text.slice(0, at)}${text.slice(at + 1)}` : text
  return w.chance(0.3) ? `${slipped.charAt(0).toUpperCase()}${slipped.slice(1)}${w.chance(0.5) ? '?' : ''}` : slipped
}
