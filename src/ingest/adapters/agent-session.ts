import type { ParsedRecord } from '../../domain/call.js'
import { claudeCode, claudeFacts } from '../agents/claude-code.js'
import { codex, codexCalls } from '../agents/codex.js'
import { cline, geminiCli, geminiFacts, openCode } from '../agents/other-agents.js'
import type { Agent } from '../agents/session-line.js'
import { SESSIONS, WHY } from '../agents/session-line.js'
import type { Adapter, Deferred } from '../adapter.js'
import { factsExcluded, uncounted } from '../transcript/facts.js'

const AGENTS: readonly Agent[] = [claudeCode, codex, geminiCli, openCode, cline]

/**
 * Sessions of coding agents as they lie on disk (Claude Code, Codex, Gemini CLI, OpenCode, Cline). They say which model was asked, when and for
 * how many tokens; each request counts once, over however many lines or files it is told.
 */
export const agentSession: Adapter = {
  name: SESSIONS,
  detect: (record) => AGENTS.some(({ is }) => is(record)),
  parse: (record, source) => AGENTS.find(({ is }) => is(record))?.parse(record, source) ?? [],
  settle: (parts) => {
    const [first] = parts
    if (!first) return []
    if (first.role !== 'claude' && first.role !== 'gemini') return codexCalls(parts)
    // What counts stands in the last line, and is told in the place of the first.
    const facts = first.role === 'claude' ? claudeFacts(parts) : geminiFacts((parts.at(-1) ?? first).record)
    const again = (part: Deferred): ParsedRecord => uncounted({ ...facts, format: SESSIONS, source: part.source }, 'duplicate', 'another line of the same message, which counts once')
    return [factsExcluded({ ...facts, format: SESSIONS, source: first.source }, 'context-missing', WHY), ...parts.slice(1).map(again)]
  },
}
