import { Box, render, Text, useApp, useInput } from 'ink'
import { useState } from 'react'
import type { BlindCase, Choice } from '../domain/review.js'
import { wrap } from '../text/display.js'

/** A sitting as the terminal needs it. */
export interface Sitting {
  readonly total: number
  readonly current: () => { readonly index: number; readonly shown: BlindCase } | undefined
  readonly answer: (index: number, choice: Choice) => boolean
  readonly labelled: () => number
}

const KEYS: Readonly<Record<string, Choice>> = { a: 'a', b: 'b', o: 'both', n: 'neither', s: 'skip' }

/** Text of several lines, each made safe and wrapped; of more than `most` lines the first ones and how many more there are. */
function lines(text: string, columns: number, most: number): readonly string[] {
  const all = text.slice(0, 100_000).split('\n').flatMap((line) => (line.trim() === '' ? [''] : wrap(line, columns)))
  return all.length <= most ? all : [...all.slice(0, most - 1), `… ${all.length - most + 1} more lines: --page shows them`]
}

/** One case of a sitting and the keys that answer it; q ends. */
export function ReviewView({ sitting, columns, rows }: { readonly sitting: Sitting; readonly columns: number; readonly rows: number }) {
  const app = useApp()
  const [, redraw] = useState(0)
  const current = sitting.current()
  useInput((input) => {
    const choice = Object.hasOwn(KEYS, input) ? KEYS[input] : undefined
    if (current && choice) sitting.answer(current.index, choice)
    if (input === 'q' || !sitting.current()) app.exit()
    else redraw((count) => count + 1)
  })
  if (!current) return <Text>Done: {sitting.labelled()} labels.</Text>
  const { shown, index } = current
  const width = Math.max(20, columns - 2)
  const part = Math.max(4, Math.floor((rows - 8) / 3))
  return (
    <Box flexDirection="column">
      <Text bold>{wrap(`${index + 1} of ${sitting.total}  ${shown.task}`, width)[0]}</Text>
      {([['Prompt', shown.prompt], ['A', shown.a], ['B', shown.b]] as const).map(([title, text]) => (
        <Box key={title} flexDirection="column">
          <Text inverse> {title} </Text>
          <Text>{lines(text, width, part).join('\n')}</Text>
        </Box>
      ))}
      <Text bold>a A better · b B better · o both serve · n neither · s skip · q end</Text>
    </Box>
  )
}

/** Runs a sitting on the terminal; resolves when it ends. */
export async function reviewOnTerminal(sitting: Sitting, signal: AbortSignal): Promise<void> {
  const app = render(<ReviewView sitting={sitting} columns={process.stdout.columns ?? 80} rows={process.stdout.rows ?? 24} />, { exitOnCtrlC: true, patchConsole: false })
  const stop = () => app.unmount()
  signal.addEventListener('abort', stop, { once: true })
  await app.waitUntilExit()
  signal.removeEventListener('abort', stop)
}
