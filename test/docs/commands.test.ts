import { readdirSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../../src/cli/program.js'

const root = new URL('../../', import.meta.url)
const pages = ['README.md', ...['docs/', 'docs/gateways/'].flatMap((folder) => readdirSync(new URL(folder, root)).filter((name) => name.endsWith('.md')).map((name) => folder + name))]
const text = (name: string): string => readFileSync(new URL(name, root), 'utf8')
const program = createProgram({ signal: new AbortController().signal, env: {}, setCode: () => {} })

/** Every command line of the program in a page's blocks of code: after a prompt, after npx, or by itself. */
function commandLines(page: string): readonly string[] {
  const blocks = [...text(page).matchAll(/^```(?:sh|bash|console)?\n([^]*?)^```/gm), ...text(page).matchAll(/^((?: {4}.*\n)+)/gm)].map(([, block = '']) => block)
  return blocks.flatMap((block) => [...block.matchAll(/^ *(?:\$ )?(?:npx )?audit ([a-z].*)$/gm)].map(([, line = '']) => line.replace(/ {2,}#.*$/, '').replace(/\s[|>].*$/, '')))
}

/** The command that a line names, and the flags that it does not have. */
function strangers(line: string): readonly string[] {
  let command: Command | undefined = program
  for (const word of line.split(/\s+/)) {
    const next: Command | undefined = command?.commands.find((one) => one.name() === word || one.aliases().includes(word))
    if (next === undefined) break
    command = next
  }
  if (command === program || command === undefined) return [line]
  const known = new Set(command.options.flatMap(({ long, short }) => [long, short]))
  return [...line.matchAll(/(?<=\s)(--[a-z][a-z-]*)/g)].map(([, flag = '']) => flag).filter((flag) => !known.has(flag))
}

describe('commands in the documents', () => {
  it.each(pages)('%s names only commands and flags that there are', (page) => {
    for (const line of commandLines(page)) expect(strangers(line), `audit ${line}`).toEqual([])
  })

  it('are found', () => {
    expect(pages.flatMap(commandLines).length).toBeGreaterThan(20)
    expect(strangers('run calls.jsonl --cheap')).toEqual(['--cheap'])
    expect(strangers('rum calls.jsonl')).toEqual(['rum calls.jsonl'])
  })

  it.each(pages)('%s leads to no file that is not there', (page) => {
    for (const [, link = ''] of text(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)) {
      const target = new URL(link, new URL(page, root))
      const name = decodeURIComponent(target.pathname.replace(/\/$/, '').split('/').at(-1) ?? '')
      expect(readdirSync(new URL(target.pathname.endsWith('/') ? '..' : '.', target)), `${page}: ${link}`).toContain(name)
    }
  })
})
