import type { JsonObject } from '../../../../src/domain/json.js'
import type { ResponseFormat } from '../../../../src/domain/message.js'
import { passages, repeat, said, shots, turns } from '../fourth/app.js'
import type { App } from '../fourth/app.js'
import type { Pen } from '../fourth/hand.js'

const TODAY = (p: Pen): string => `${p.among('Monday|Tuesday|Wednesday|Thursday|Friday')}, ${p.w.whole(1, 28)} ${p.among('March|June|October')} 2026, ${p.w.whole(7, 19)}:${p.w.whole(10, 59)}`
const tenant = (p: Pen): string => p.among('Alder & Sons|Blue Fjord|Casa Verde|Dunmore Group|Eastgate|Fennel Bros|Grünwald KG|Hoshino|Iberia Retail|Juniper Labs')
const profile = (p: Pen): string => JSON.stringify({ user_id: p.w.code(), name: p.w.name(), plan: p.among('free|team|enterprise'), locale: p.among('en-GB|de-DE|pt-BR'), since: p.w.date() })
const json = (value: object): string => JSON.stringify(value)
const format = (name: string, properties: JsonObject): { readonly responseFormat: ResponseFormat } => ({ responseFormat: { type: 'json_schema', name, schema: { type: 'object', properties } } })

/** Earlier turns of few-shot examples: input and output by turns. */
const examples = (p: Pen, input: () => string, output: () => string): readonly string[] => repeat(p.w.whole(2, 4), () => [input(), output()]).flat()
const chatted = (p: Pen): readonly string[] => repeat(p.w.whole(0, 6), () => [p.question(), p.text(1, 3)]).flat()

const LABELS: readonly (readonly [name: string, says: string, labels: string])[] = [
  ['inbox', 'Route incoming mail of {t} to a queue. Queues: sales, support, press, spam, legal. Output one queue name in lower case.', 'sales|support|press|spam|legal'],
  ['priority', 'You assign priorities to tickets. P1 means that production is down, P2 that work is blocked, P3 a nuisance, P4 a wish. Reply with P1, P2, P3 or P4.', 'P1|P2|P3|P4'],
  ['churn', 'Read what the subscriber wrote and judge whether this person is about to leave. Allowed outputs: leaving, staying, unsure.', 'leaving|staying|unsure'],
  ['toxicity', 'Content filter. Decide if a comment may be published below an article. Answer "publish", "hide" or "escalate" and nothing more.', 'publish|hide|escalate'],
  ['stance', 'Which side does the author of the letter take on the proposal of the council? in favour / against / neutral', 'in favour|against|neutral'],
  ['language', 'Detect the language of the message. Output its ISO code (de, fr, es, pt, nl, it).', 'de|fr|es|pt|nl|it'],
]

const WRITING: readonly (readonly [name: string, says: string, answer: (p: Pen) => string])[] = [
  ['release notes', 'Turn the list of merged changes into release notes for customers. Group them under Added, Fixed and Changed and leave out what is internal.', (p) => `### Added\n- ${p.sentence()}\n### Fixed\n- ${p.sentence()}`],
  ['minutes', 'You get the transcript of a call. Write minutes: participants, decisions, open questions, next steps with owner and date.', (p) => `Participants: ${p.w.name()}, ${p.w.name()}\nDecisions:\n- ${p.sentence()}\nNext steps:\n- ${p.w.name()}: ${p.sentence()}`],
  ['cold mail', 'Compose a first mail to a prospect from the notes of our sales people. Below 90 words, one question at the end, no attachments and no superlatives.', (p) => `Hello ${p.w.name()},\n\n${p.text(2)}\n\n${p.question()}`],
  ['alt text', 'Write an alternative text for people who cannot see the picture, from the notes of the photographer. A single sentence that begins with what matters most.', (p) => p.sentence()],
  ['simple language', 'Rewrite official letters in simple language at level A2. Short main clauses, no passive voice, explain every technical term in brackets.', (p) => p.text(3, 6)],
  ['quiz maker', 'Make three multiple-choice questions out of the chapter that the teacher pastes. Mark the right option with an asterisk.', (p) => repeat(3, (at) => `${at + 1}. ${p.question()}\n a) ${p.noun()}\n b) ${p.noun()} *\n c) ${p.noun()}`).join('\n')],
  ['obituary of incidents', 'Draft the post-mortem of an outage from the chat log: timeline, root cause, what went well, what did not, actions. Blame nobody.', (p) => `Timeline\n${p.text(2)}\nRoot cause\n${p.sentence()}`],
]

const FIELDS: readonly (readonly [name: string, says: string, fields: readonly string[]])[] = [
  ['cv', 'Extract the work history from the résumé. Dates as YYYY-MM, null where they are missing.', ['employer', 'role', 'from', 'to']],
  ['receipt', 'Read the OCR of a receipt and give merchant, total and currency. Ignore loyalty points.', ['merchant', 'total', 'currency']],
  ['lab report', 'From the lab report collect every value outside of its reference range, with unit and direction.', ['analyte', 'value', 'direction']],
  ['meeting request', 'Find out what meeting the sender proposes: subject, time zone, suggested slots, who else is invited.', ['subject', 'zone', 'slots']],
  ['claim', 'Structure the damage report of a policy holder so that the claims system can take it over.', ['cause', 'object', 'estimate']],
]

const BRANCHES = ['banking', 'legal', 'retail', 'energy', 'health', 'logistics', 'telecom', 'travel'] as const
const branch = (at: number): App['branch'] => BRANCHES[at % BRANCHES.length] ?? 'retail'
const facts = (item: readonly string[], p: Pen): string => json(Object.fromEntries(item.map((field) => [field, p.w.chance(0.2) ? null : p.noun()])))

const TOOLS = ['search_orders', 'refund_order', 'open_case', 'get_customer']
const CODE = (p: Pen): string => `${p.among('def|function|func|fn')} ${p.noun().replace(/ /gu, '_')}(${p.among('rows|ctx|items|path')}) {\n  ${p.among('return rows.map(normalise)|if (!ctx) throw new Error("none")|items.sort()|let n = 0')}\n  // ${p.sentence()}\n}`
const CODING: readonly (readonly [name: string, says: string, answer: (p: Pen) => string])[] = [
  ['commit message', 'Write the commit message for the staged changes in imperative mood: a subject of at most 60 characters, then why.', (p) => `Use ${p.noun()} for ${p.noun()}\n\n${p.sentence()}`],
  ['docstring', 'Add a docstring to the function that the developer selected. Reply with the function, unchanged otherwise.', (p) => `"""${p.sentence()}"""\n${CODE(p)}`],
  ['vulnerabilities', 'Security reviewer: list weaknesses of the snippet by CWE number with line and severity, or write "none found".', (p) => p.w.chance(0.3) ? 'none found' : `CWE-${p.w.whole(20, 900)} line ${p.w.whole(1, 9)}: high`],
  ['port to rust', 'Port the code to idiomatic Rust 2024 without unsafe. Output a single code block.', (p) => `\`\`\`rust\nfn ${p.noun().replace(/ /gu, '_')}() -> Option<u32> { None }\n\`\`\``],
]

/** What asks in the user turn alone, under no system prompt. */
const T0: readonly (readonly [name: string, ask: (p: Pen) => string, answer: (p: Pen) => string])[] = [
  ['nli', (p) => `Premise: ${p.text(1, 2)}\nHypothesis: ${p.sentence()}\nDoes the premise entail the hypothesis? Options: entailment, neutral, contradiction`, (p) => p.among('entailment|neutral|contradiction')],
  ['headline', (p) => `${p.text(2, 5)}\n\n===\n\nGive the article above a title:`, (p) => p.sentence()],
  ['same question', (p) => `I found two posts on a forum: "${p.question()}" and "${p.question()}". Would one answer serve both? Yes or no.`, (p) => p.among('Yes|No')],
  ['cloze', (p) => `Fill in the blank with the option that makes most sense.\n${p.sentence().replace(/ \w+\.$/u, ' _____.')}\nOption 1: ${p.noun()}\nOption 2: ${p.noun()}`, (p) => p.noun()],
  ['stars', (p) => `How many stars (1-5) did the guest give who wrote this? "${p.text(1, 4)}"`, (p) => String(p.w.whole(1, 5))],
  ['keywords to sentence', (p) => `Put the concepts together to form a sentence: ${repeat(p.w.whole(3, 5), p.noun).join(', ')}.`, (p) => p.sentence()],
  ['dialogue summary', (p) => `${repeat(p.w.whole(3, 9), () => `#${p.among('Ana|Ben|Cleo|Dev')}#: ${p.sentence()}`).join('\n')}\n\nBriefly summarize that dialogue.`, (p) => p.text(1, 2)],
  ['table question', (p) => `| item | n |\n|---|---|\n${repeat(p.w.whole(2, 6), () => `| ${p.noun()} | ${p.w.whole(1, 99)} |`).join('\n')}\n\nUsing only the table, ${p.question().toLowerCase()}`, (p) => p.noun()],
]

/** Works of a maker of office software with many tenants. */
export const SERVICES: readonly App[] = [
  ...LABELS.map(([task, says, labels], at): App => ({ kind: 'labels', task, branch: branch(at), make: (p) => ({ system: `${says.replace('{t}', tenant(p))}\n\nTenant: ${tenant(p)}\nNow: ${TODAY(p)}`, user: task === 'language' ? p.in(p.w.one(['de', 'fr', 'es', 'pt']), 1, 4) : p.text(1, 5), answer: p.among(labels) }) })),
  ...WRITING.map(([task, says, answer], at): App => ({ kind: 'writing', task, branch: branch(at + 2), make: (p) => ({ system: `You are Quill, the writing assistant of ${tenant(p)}. ${says}\n\n<user_profile>${profile(p)}</user_profile>`, user: p.text(3, 9), answer: answer(p) }) })),
  ...FIELDS.map(([task, says, fields], at): App => ({ kind: 'fields', task, branch: branch(at + 1), make: (p) => ({ system: `${says}\nToday is ${TODAY(p)}.`, user: p.text(3, 8), answer: facts(fields, p), request: format(task.replace(/ /gu, '_'), Object.fromEntries(fields.map((field) => [field, { type: 'string' }]))) }) })),
  ...CODING.map(([task, says, answer]): App => ({ kind: 'coding', task, branch: 'telecom', make: (p) => ({ system: `${says}\n\nWorkspace: ${p.noun().replace(/ /gu, '-')}\nOpen files:\n${repeat(p.w.whole(1, 6), () => `- src/${p.noun().replace(/ /gu, '_')}.ts`).join('\n')}`, user: `\`\`\`\n${CODE(p)}\n\`\`\``, answer: answer(p) }) })),
  ...(['intent', 'formality', 'unit conversion'] as const).map((task, at): App => ({ kind: 'alternating examples', task, branch: branch(at), make: (p) => {
    const output = (): string => (task === 'intent' ? p.among('cancel|upgrade|invoice|human') : task === 'formality' ? `Dear ${p.w.name()}, ${p.sentence()}` : `${p.w.whole(1, 900)} ${p.among('kg|km|litres')}`)
    const input = (): string => (task === 'unit conversion' ? `${p.w.whole(1, 900)} ${p.among('lb|mi|gal')} of ${p.noun()}` : p.text(1, 2))
    const says = { intent: 'Say what the caller wants.', formality: 'Make it formal, as to somebody you never met.', 'unit conversion': 'Convert to metric units.' }[task]
    return { system: says, history: examples(p, input, output), user: input(), answer: output() }
  } })),
  ...(['de', 'fr', 'nl'] as const).map((tongue): App => ({ kind: 'translation', task: tongue, branch: 'travel', make: (p) => ({ system: `Translate the text of the user into ${{ de: 'German', fr: 'French', nl: 'Dutch' }[tongue]}. Keep placeholders such as %s. Customer: ${tenant(p)}.`, user: p.text(1, 4), answer: p.in(tongue, 1, 4) }) })),
  { kind: 'retrieval', task: 'handbook in system', branch: 'legal', make: (p) => ({ system: `You help the staff of ${tenant(p)} with the employee handbook. Rely on the excerpts and name the section; if they do not cover it, refer to HR.\n\n<excerpts>\n${passages(p)}\n</excerpts>`, history: chatted(p), user: p.question(), answer: `${p.text(1, 2)} (section ${p.w.whole(1, 9)}.${p.w.whole(1, 9)})` }) },
  { kind: 'retrieval', task: 'manuals in user', branch: 'energy', make: (p) => ({ system: 'Technician hotline. Explain the repair in numbered steps, warn of voltage first and give the part number where the manual has one.', user: `MANUAL PAGES\n${passages(p, (at) => `(p. ${at * 3 + 2}) `)}\n\nCALLER\n${p.question()}`, answer: `Warning: switch off the mains.\n1. ${p.sentence()}\n2. ${p.sentence()}` }) },
  { kind: 'retrieval', task: 'snippets to citation', branch: 'health', make: (p) => ({ system: `Search assistant. Combine the web results into one paragraph of at most 120 words with [n] after each claim. Current time: ${TODAY(p)}.`, user: `Query: ${p.question()}\n\nResults:\n${passages(p)}`, answer: `${p.sentence()} [1] ${p.sentence()} [${p.w.whole(2, 4)}]` }) },
  { kind: 'retrieval', task: 'query rewriting', branch: 'health', make: (p) => ({ system: 'Rewrite the last question of the conversation so that it can be understood alone. Output the question only.', user: `${repeat(p.w.whole(1, 4), () => `Human: ${p.question()}\nAI: ${p.sentence()}`).join('\n')}\nHuman: ${p.question()}`, answer: p.question() }) },
  { kind: 'agents', task: 'order agent', branch: 'retail', make: (p) => ({ ...turns(p, `You handle orders of ${tenant(p)} and act on behalf of ${p.w.name()}. Refund up to 50 euros on your own; above that open a case. The customer sees only what you write in the last message.`, p.text(1, 2), TOOLS), user: '', answer: p.text(1, 2) }) },
  { kind: 'agents', task: 'fraud agent', branch: 'retail', make: (p) => ({ ...turns(p, `Investigate orders that the rule engine flagged at ${tenant(p)}. Look for shared addresses, cards used twice and odd hours, then end with verdict: fraud, genuine or unclear, and the evidence.`, `Flag ${p.w.code()}: ${p.sentence()}`, TOOLS), user: '', answer: `Verdict: ${p.among('fraud|genuine|unclear')}. ${p.sentence()}` }) },
  { kind: 'agents', task: 'survey caller', branch: 'retail', make: (p) => ({ ...turns(p, 'You ring customers a week after delivery, ask three questions about packaging, speed and staff, and write their grades into the case.', p.sentence(), TOOLS), user: '', answer: p.question() }) },
  { kind: 'chat', task: 'companion', branch: 'travel', make: (p) => ({ system: `You are Pip, a cheerful travel buddy. Remember what the traveller likes: ${repeat(p.w.whole(0, 4), p.noun).join(', ')}. Never book anything yourself.`, history: chatted(p), user: p.question(), answer: p.text(1, 3) }) },
  { kind: 'chat', task: 'tutor', branch: 'energy', make: (p) => ({ system: `Socratic tutor for physics, grade ${p.w.whole(7, 12)}. Do not give away the solution; ask one guiding question at a time. Student: ${p.w.name()}.`, history: chatted(p), user: p.sentence(), answer: p.question() }) },
  { kind: 'chat', task: 'bank helpdesk', branch: 'banking', make: (p) => ({ system: `Helpdesk of ${tenant(p)} bank. Greet by name (${p.w.name()}), never ask for a PIN, end with the opening hours. Date: ${TODAY(p)}`, history: chatted(p), user: p.question(), answer: `Hello ${p.w.name()}, ${p.text(1, 2)} We are open from 9 to 5.` }) },
  ...T0.map(([task, ask, answer], at): App => ({ kind: 'templates', task, branch: branch(at), make: (p) => ({ user: ask(p), answer: answer(p) }) })),
  ...(['sentiment', 'topic', 'question type'] as const).map((task, at): App => ({ kind: 'shots in user', task, branch: branch(at + 3), make: (p) => {
    const pick = (): string => p.among({ sentiment: 'good|bad', topic: 'money|people|machines|weather', 'question type': 'who|when|why|how many' }[task])
    return { user: `${{ sentiment: 'Is the remark good or bad?', topic: 'Sort the note under money, people, machines or weather.', 'question type': 'What does the question ask for: who, when, why or how many?' }[task]}\n\n${shots(p, 2, 5, pick)}\n\nInput: ${p.sentence()}\nOutput:`, answer: pick() }
  } })),
  { kind: 'rare', task: 'haiku of the day', branch: 'travel', make: (p) => ({ system: `Write the haiku of ${TODAY(p)} for the lobby screen.`, user: p.noun(), answer: `${p.noun()}\n${p.noun()} and ${p.noun()}\n${p.noun()}` }) },
  { kind: 'rare', task: 'board letter', branch: 'legal', make: (p) => ({ system: 'Draft the quarterly letter to the supervisory board from the bullet points. Sober, no forecasts, two pages at most.', user: p.text(4, 8), answer: p.text(6, 9) }) },
  { kind: 'rare', task: 'regex', branch: 'telecom', make: (p) => ({ request: { messages: [said('system', 'Give one regular expression in PCRE syntax, no explanation.'), said('user', p.sentence())] }, system: 'Give one regular expression in PCRE syntax, no explanation.', user: '', answer: '^\\d{3}-[A-Z]+$' }) },
]
