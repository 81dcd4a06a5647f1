/** Languages whose syntax can be checked, by the names that fences and people use. */
const NAMES: Readonly<Record<string, string>> = {
  js: 'javascript', javascript: 'javascript', mjs: 'javascript', jsx: 'javascript', node: 'javascript', ts: 'typescript', typescript: 'typescript', tsx: 'typescript', py: 'python', python: 'python', python3: 'python', sh: 'shell', bash: 'shell', shell: 'shell', zsh: 'shell',
  sql: 'sql', json: 'json', yaml: 'yaml', yml: 'yaml', html: 'html', css: 'css', go: 'go', golang: 'go', java: 'java', cpp: 'cpp', 'c++': 'cpp', rust: 'rust', rs: 'rust', ruby: 'ruby', rb: 'ruby', php: 'php',
}

/** Longer programs are not parsed. */
const LONGEST = 50_000

/** The program in an answer: its fenced blocks of one language, else the whole text. */
export interface CodeText {
  readonly code: string
  /** As the sandbox knows it; undefined where nothing says. */
  readonly language: string | undefined
}

/** Finds the program in an answer; blocks of another language than the first's, such as a shell line that runs it, are left out. */
export function codeOf(text: string): CodeText {
  const head = text.slice(0, LONGEST)
  const blocks = [...head.matchAll(/```([\w+#.-]{0,20})[^\n]{0,80}\n([\s\S]*?)(?:```|$)/g)].map((match) => ({ language: languageNamed(match[1] ?? ''), code: match[2] ?? '' }))
  const first = blocks[0]
  if (!first) return { code: head.trim(), language: undefined }
  return { code: blocks.filter(({ language }) => language === first.language).map(({ code }) => code).join('\n').trim(), language: first.language }
}

/** A language by any of its names; undefined for one that cannot be checked. */
export function languageNamed(name: string): string | undefined {
  const key = name.toLowerCase()
  return Object.hasOwn(NAMES, key) ? NAMES[key] : undefined
}

/** The one language that a prompt names: “in Python”, “a SQL query”. */
export function languageAsked(prompt: string): string | undefined {
  const found = new Set([...prompt.slice(-8000).matchAll(/\b(javascript|typescript|python|bash|shell|sql|yaml|html|css|golang|java|c\+\+|rust|ruby|php)\b/gi)].map((match) => languageNamed(match[1] ?? '')))
  const [only, other] = [...found]
  return other === undefined ? only : undefined
}
