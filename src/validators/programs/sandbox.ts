import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import type { JsonValue } from '../../domain/json.js'

/** What the sandbox can be asked, and what it says. */
export interface SandboxOperations {
  /** Whether a text is a program of a language; `fault` says where not. */
  readonly syntax: { readonly input: { readonly language: string; readonly text: string }; readonly value: { readonly fault?: string } }
  /** The syntax trees of some queries, by one dialect where one reads them all; null for what none reads. */
  readonly sql: { readonly input: { readonly texts: readonly string[] }; readonly value: { readonly trees: readonly (JsonValue | null)[] } }
  readonly javascript: { readonly input: { readonly code: string; readonly tests: readonly string[] }; readonly value: { readonly passed: number; readonly of: number; readonly fault?: string } }
  readonly python: { readonly input: { readonly code: string; readonly tests: readonly string[] }; readonly value: { readonly passed: number; readonly of: number; readonly fault?: string } }
  readonly query: { readonly input: { readonly path: string; readonly sql: string }; readonly value: { readonly rows?: readonly (readonly (string | number | null)[])[]; readonly columns?: number; readonly fault?: string } }
}

/** `missing`: the optional package for it is not installed · `timeout`: it took longer than it may. */
export type SandboxReply<T> = { readonly kind: 'value'; readonly value: T } | { readonly kind: 'missing' | 'timeout' | 'failed' }

interface Sandbox {
  readonly worker: Worker
  readonly port: MessagePort
  readonly flag: Int32Array
}

/** CPU milliseconds that an answer may take; CPython alone takes some 200 of them to begin. */
const LIMIT_MS: { readonly [O in keyof SandboxOperations]: number } = { syntax: 400, sql: 400, javascript: 400, python: 900, query: 800 }
/** By the clock, for other work on the machine must not make a good answer too slow. */
const PATIENCE = 3
/** Milliseconds that an engine may take to load when first asked. */
const LOAD_MS = 20_000
const MEMORY = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 }

/** A harmless question for each engine, asked first so that loading does not count against an answer. */
const WARM: { readonly [O in keyof SandboxOperations]: (input: SandboxOperations[O]['input']) => SandboxOperations[O]['input'] } = {
  syntax: ({ language }) => ({ language, text: language === 'json' ? '1' : '' }),
  sql: () => ({ texts: ['SELECT 1'] }),
  javascript: () => ({ code: '1', tests: [] }),
  python: () => ({ code: 'import collections, re, typing', tests: [] }),
  query: ({ path }) => ({ path, sql: 'SELECT 1' }),
}

let current: Sandbox | undefined
let warm = new Set<string>()

/**
 * Asks the sandbox, a worker thread in which nothing but WebAssembly and parsers see an answer, and waits for it. An answer that takes longer than
 * its time ends the worker; the next one gets a new one. Synchronous, for a validator is.
 */
export function sandboxed<O extends keyof SandboxOperations>(operation: O, input: SandboxOperations[O]['input']): SandboxReply<SandboxOperations[O]['value']> {
  const id = `${operation} ${'language' in input ? input.language : 'path' in input ? input.path : ''}`
  if (!warm.has(id)) {
    const loaded = ask(operation, WARM[operation](input), LOAD_MS)
    if (loaded.kind === 'missing') return loaded
    if (loaded.kind === 'value') warm.add(id)
  }
  return ask(operation, input, LIMIT_MS[operation])
}

function ask<O extends keyof SandboxOperations>(operation: O, input: SandboxOperations[O]['input'], limitMs: number): SandboxReply<SandboxOperations[O]['value']> {
  current ??= start()
  const { port, flag } = current
  Atomics.store(flag, 0, 0)
  port.postMessage({ operation, input })
  if (!answers(flag, limitMs)) {
    end(current)
    return { kind: 'timeout' }
  }
  const message = receiveMessageOnPort(port)?.message as { readonly value?: SandboxOperations[O]['value']; readonly missing?: boolean } | undefined
  if (message?.value !== undefined) return { kind: 'value', value: message.value }
  if (message?.missing) return { kind: 'missing' }
  // What an answer broke must not meet the next one.
  if (current) end(current)
  return { kind: 'failed' }
}

function end({ worker }: Sandbox): void {
  void worker.terminate()
  current = undefined
  warm = new Set()
}

/** True when the worker answered within its time. This thread waits meanwhile, so that the CPU time of the process is the worker's. */
function answers(flag: Int32Array, limitMs: number): boolean {
  const started = performance.now()
  const before = process.cpuUsage()
  for (let left = limitMs; left > 0; ) {
    if (Atomics.wait(flag, 0, 0, Math.max(20, left)) !== 'timed-out') return true
    const { user, system } = process.cpuUsage(before)
    left = Math.min(limitMs - (user + system) / 1000, PATIENCE * limitMs - (performance.now() - started))
  }
  return false
}

function start(): Sandbox {
  const { port1, port2 } = new MessageChannel()
  const signal = new SharedArrayBuffer(4)
  const worker = new Worker(new URL('../../../bin/sandbox.js', import.meta.url), { workerData: { port: port2, signal }, transferList: [port2], resourceLimits: MEMORY, stdin: false, stdout: true, stderr: true, env: {} })
  worker.on('error', () => { current = undefined })
  worker.unref()
  port1.unref()
  return { worker, port: port1, flag: new Int32Array(signal) }
}
