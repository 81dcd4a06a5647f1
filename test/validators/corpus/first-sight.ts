import type { HeldOut } from './held-out-calls.js'
import { rows, STRUCTURES_AT_FIRST_SIGHT } from './first-sight-structures.js'

const numbers = [
  ...rows('number', 1250, [
    'Der Gesamtbetrag beträgt 1.250 Euro.', 'El total es de 1.250,00 €.', 'Le total est de 1 250 €', '合計は1,250円です。', 'Итого: 1 250 рублей', 'Sure! Here is the breakdown:\n\n- Base: $1,000\n- Tax: $250\n\n**Total: $1,250**', 'I first got $1,125, but that was wrong. Correct: $1,250.',
    'one thousand two hundred fifty dollars', '1.25k', '१२५०', '1250.00 USD', '\\[\n\\text{Total} = 1000 + 250 = \\mathbf{1250}\n\\]', 'Total: US$ 1,250 (excluding shipping)', '共计1250元',
  ], [
    'Der Gesamtbetrag beträgt 12,50 Euro.', 'Итого: 1 520 рублей', 'Base 1,250, plus tax 250: the total is 1,500.', '<think>1000+250=1250</think>\n\nThe total is $1,500.', '$1,250 — wait, I forgot the discount. It is $1,125.', 'one thousand two hundred fifteen dollars', 'between $1,200 and $1,250', 'less than 1,250', '-1,250', '1250 %',
    'The total is not $1,250.', 'Ungefähr 1.250 bis 1.300 Euro', '1,250,000', 'Il totale non è 1.250 €, ma 1.205 €.',
  ]),
  ...rows('number', '12.5%', ['12,5 %', '0.125', '1/8', '12.5 percent', 'Die Quote beträgt 12,5 Prozent.', 'La tasa es del 12,5 por ciento'], ['12.5‰', '1.25%', '−12.5 %', '125 %', '12.5 to 15 %']),
  ...rows('number', '3.5 km', ['3500 m', '3,5 km', 'The distance is 3.5 kilometres.', '\\[ d = 3.5\\,\\text{km} \\]', 'Die Strecke ist 3,5 Kilometer lang.'], ['3.5 miles', '3.5 m', '350 m', '5.6 km (3.5 miles)', '3.5 km/h', '35 km']),
  ...rows('number', -4, ['$x = -4$', 'x = −4 (since x < 0, the root 4 is rejected)', '\\boxed{-4}', 'minus four', 'moins quatre', 'The temperature is 4 degrees below zero.', 'Thus **x = -4**.\n\nCheck: (-4)² = 16 ✓'], ['x = 4', 'x = 4 or x = -4', '$x = \\pm 4$', '|x| = 4', 'x = -4 is not a solution; x = 4 is.', '-4 < x < 4', '-0.4']),
  ...rows('number', 0.00042, ['4.2 × 10⁻⁴', '4.2e-4', '4.2 \\times 10^{-4}', '0,00042', '42 × 10^-5', '$4.2\\cdot10^{-4}$ mol'], ['4.2 × 10⁴', '4.2E-5', '0.0042', '−4.2 × 10⁻⁴']),
  ...rows('number', '€ 2,400', ['2.400 €', 'EUR 2400', '2 400,00 euros', '€2.4k', 'The price is €2,400, excluding VAT.'], ['2.400 US-Dollar', '£2,400', '¥2,400', '2400 ct', '€24,00', 'CHF 2’400.–']),
  ...rows('number', 7, ['There are seven.', 'Es sind sieben Stück.', 'Hay siete.', 'Il y en a sept.', '七', 'Found: 7 ✅', 'Sono sette in tutto.', 'Семь'], ['Hay seis.', 'seven or eight', 'at most 7', 'More than 7.', '7? No: 8.', 'Siebzehn', 'sixty-seven', '7-8', 'Es sind nicht sieben, sondern acht.', 'Il y en a dix-sept.'], { input: 'How many tickets are open?' }),
]

const PLANETS = { input: 'Which planet is our home?\nA) Mercury\nB) Venus\nC) Earth\nD) Mars' }
const choices = rows('choice', 'C', [
  'The answer is Earth.', '**C. Earth**\n\n### Why not the others?\n- A: too hot\n- B: too hot\n- D: too cold', 'I would go with B. Actually, wait — C is right.', 'Richtig ist C.', 'La respuesta correcta es la opción C.', 'Ни A, ни B, а C.', '正解はCです。', '{"reasoning": "A and B are hot", "answer": "C"}', '$\\boxed{\\textbf{(C)}}$', '<answer>C</answer>', '<think>D looks right, no, C</think><answer>C</answer>',
  'Answer: C\n\nNote: many people wrongly choose D.', 'الإجابة هي C', 'Sure! The correct answer is:\n\n> **C) Earth**', 'A alternativa correta é a letra C.', 'Let me think step by step.\n1. A is the smallest.\n2. D is red.\n\nTherefore: C.',
], [
  'The answer is Mars.', 'A) wrong\nB) wrong\nC) close, but no\nD) correct\n\nSo the answer is D.', 'C... Actually, no: B.', 'Die Antwort C ist falsch, richtig ist D.', '正解はCではなくDです。', 'Option C is incorrect.', 'Everything except C.', 'C or D, but I lean towards D.', '<answer>D</answer>', 'It cannot be C.', 'Answer: D\n\nNote: many people wrongly choose C.', 'A resposta não é C, é A.', 'C is what most would say; the right one is A.',
  'Ce n’est pas C.', '答えはDです（Cは誤り）。', 'My first thought was C. After checking, I change my answer to B.', 'C? D? Hard to say.',
], PLANETS)

const labels = [
  ...rows('label', 'bug', [
    'This is a bug report.', 'Label: `bug`', 'Sure! I would classify this as:\n\n**bug**\n\nLet me know if you have others!', 'It may sound like a feature request but it is really a bug.', '<think>question?</think>\nbug', '{"label":"bug","confidence":0.93}', 'Es handelt sich um einen bug.', 'Bug (high confidence). Not a question.', '- label: bug\n- reason: the app crashes, which is no question of taste',
  ], [
    'This isn’t a bug; the user asks how to do it → question', 'bug/feature request', 'It may sound like a bug but it is really a feature request.', '{"label":"feature request","runner_up":"bug"}', 'No es un bug, sino una question.', 'Ce n’est pas un bug : question', 'debugging', 'bug? Hmm. On reflection: question', 'I cannot tell whether it is a bug or a question.', 'bug: 0.2, question: 0.7, other: 0.1', 'other (could be a bug)', 'bug\n\nCorrection: question', 'Anything but a bug.',
  ], { labels: ['bug', 'feature request', 'question', 'other'] }),
  ...rows('label', 'normal', ['Prioridad: normal', 'No es urgente: normal', 'Yo diría que es normal, aunque el cliente está molesto.', '**Prioridad:** Normal'], ['No es normal, es urgente', 'anormal', 'ni urgente ni normal: baja', 'urgente (el cliente dice que es normal)', 'normal o baja', 'No sabría decir si es normal.'], { labels: ['urgente', 'normal', 'baja'] }),
  ...rows('label', 'negativ', ['Stimmung: negativ', 'eindeutig negativ 😡', 'Nicht positiv – negativ.', 'Negativ. Begründung: Der Kunde lobt nur den Preis als positiv.'], ['Die Bewertung ist nicht negativ, sondern neutral.', 'negativ bis neutral', 'kaum negativ, eher positiv', 'keineswegs negativ', 'weder positiv noch negativ'], { labels: ['positiv', 'negativ', 'neutral'] }),
  ...rows('label', '正面', ['情感：正面', '这条评论是正面的。', '**正面**', '不是负面，而是正面'], ['不是正面，而是负面', '正面或中性', '并非正面', '负面', '无法判断是正面还是负面'], { labels: ['正面', '负面', '中性'] }),
  ...rows('label', 'no', ['No, the clause does not allow it.', 'The answer is no; yes would need a signature.', '**No.** The contract says nothing of the kind.', '{"answer": "no", "reason": "yes would need a signature"}'], ['No doubt: yes.', 'Yes — no exceptions.', 'There is no way to tell.', 'Yes, there is no problem.', 'yes', 'No idea.'], { labels: ['yes', 'no'] }),
  ...rows('label', '正常', ['正常です', 'スパムではありません。正常です。', '判定: 正常'], ['正常ではありません', 'スパムです', '正常かスパムか判断できません'], { labels: ['スパム', '正常'] }),
  ...rows('label', 'жалоба', ['Это жалоба.', 'Категория: Жалоба', 'похоже на вопрос, но это жалоба'], ['Это не жалоба, а вопрос.', 'жалоба или вопрос', 'вопрос', 'Никак не жалоба.'], { labels: ['жалоба', 'вопрос', 'похвала'] }),
]

const dates = [
  ...rows('date', '2024-03-05', ['5 March 2024', '5. März 2024', 'le 5 mars 2024', '5 de marzo de 2024', '2024年3月5日', '5 марта 2024 г.', '05.03.2024', '2024-03-05T00:00:00Z', 'Tuesday, March 5th, 2024', '5 maart 2024', '5 de março de 2024', '5 Mart 2024', 'Sure! The date is **March 5, 2024**.', '<think>due in April</think>2024/03/05', '令和6年3月5日'], [
    'May 3, 2024', '03.05.2024', 'March 5, 2042', 'March 6, 2024', 'not March 5, 2024 but March 8, 2024', 'between March 5 and March 8, 2024', 'before March 5, 2024', '5 marzo 2025', '2024年5月3日', 'March 2024', 'March 5, 2024? No, that is the due date. It was signed on February 5, 2024.', '5 mai 2024', 'the day after March 5, 2024',
  ]),
  ...rows('date', '2024-11-05T14:30:00Z', ['2024-11-05T15:30:00+01:00', '2024-11-05 14:30 UTC', 'November 5, 2024, 2:30 PM UTC'], ['2024-11-05T14:30:00+01:00', '2024-11-05T02:30:00Z', 'November 5, 2024, 2:30 AM UTC', '2024-11-05T14:03:00Z']),
]

const NO = 'I can’t help with that.'
const YES = 'Mix one part vinegar with two parts of warm water and leave it for ten minutes.'
const refusals = [
  ...rows('refusal', NO, ['Es tut mir leid, aber dabei kann ich nicht helfen.', 'Lo siento, no puedo ayudarte con esa solicitud.', 'Désolé, je ne peux pas vous aider à faire cela.', '很抱歉，我无法协助处理这个请求。', 'К сожалению, я не могу помочь с этим.', 'Não posso ajudar com isso.', 'Mi dispiace, non posso aiutarti con questo.', '<think>The user wants something harmful.</think>I have to decline this one.', 'That’s not something I’m able to do. Is there anything else?'], [
    'Mix the vinegar with water and wait.', 'Sorry for the delay! Mix one part vinegar with two parts of water.', 'You can’t go wrong with vinegar: one part to two parts of water.', '<think>I cannot help with that? It is harmless.</think>Mix vinegar and water.', 'Kein Problem, das kann ich nicht nur erklären, sondern zeigen: Essig und Wasser mischen.', 'Here you go: first, don’t use hot water.',
  ]),
  ...rows('refusal', YES, ['Use vinegar and warm water, one to two, for ten minutes.', 'I’m afraid vinegar smells, but mix it one to two with water and wait ten minutes.', 'Mezcla una parte de vinagre con dos de agua tibia.', 'Unfortunately soap does not work; use vinegar and water instead.'], ['Ich kann dir dabei leider nicht helfen.', 'I’m sorry, but as an AI language model I cannot give cleaning advice.', 'No me es posible ayudarte con eso.', 'I won’t be able to help you there.', '申し訳ありませんが、お手伝いできません。']),
]

const formats = [
  ...rows('format', '{"a": 1}', ['{"b": 2}', '{"b": [1, {"c": null}]}'], ['Here is the JSON: {"b": 2}', '{"b": 2', 'b = 2'], { input: 'Return JSON only, nothing else.' }),
  ...rows('format', '1. a\n2. b\n3. c', ['1. x\n2. y\n3. z', '1) x\n2) y\n3) z'], ['1. x\n2. y', '- x\n- y\n- z', '1. x\n2. y\n3. z\n4. w'], { input: 'Give a numbered list of exactly 3 items.' }),
  ...rows('format', 'Das ist ein kurzer Satz über Katzen.', ['Katzen schlafen gern und viel, am liebsten in der Sonne.'], ['Cats like to sleep a lot, most of all in the sun.', 'Les chats aiment dormir au soleil et ne font rien d’autre.'], { input: 'Write one sentence about cats. Answer in German.' }),
  ...rows('format', 'HELLO', ['GOOD MORNING'], ['Good morning', 'GOOD MORNiNG'], { input: 'Answer in ALL CAPS.' }),
  ...rows('format', 'A plain thought about rain.', ['The street shines after a long night.'], ['Rain, however, never stops; it is wet.'], { input: 'Write one line about the weather. Do not use the word "wet".' }),
]

/** Rows labelled without a look at the readers, with more languages, more garrulous models and more answers that are wrong by a little. */
export const FIRST_SIGHT: readonly HeldOut[] = [...numbers, ...choices, ...labels, ...dates, ...refusals, ...formats, ...STRUCTURES_AT_FIRST_SIGHT]
