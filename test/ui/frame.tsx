import { Box } from 'ink'
import { render } from 'ink-testing-library'
import type { AuditEvent } from '../../src/domain/event.js'
import { initialState, reduce } from '../../src/ui/state.js'
import { View, type Watch } from '../../src/ui/view.js'
import { story } from './story.js'

/** A frame without its colours. */
export function uncoloured(text: string): string {
  return text.split(String.fromCharCode(27)).map((piece, n) => (n === 0 ? piece : piece.replace(/^\[[0-9;]*m/, ''))).join('')
}

/** Columns that a line takes: wide East Asian characters and emoji take two. */
export function widthOf(line: string): number {
  return [...uncoloured(line)].reduce((sum, character) => sum + (/\p{Mn}/u.test(character) ? 0 : /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(character) ? 2 : 1), 0)
}

/** The frame after these events. The screen of the testing library is 100 columns wide; the box makes it as narrow as the terminal. */
export function frame(columns: number, events: readonly AuditEvent[] = story(), rows = 24, watch?: Watch): string[] {
  const { lastFrame } = render(<Box width={columns}><View state={events.reduce(reduce, initialState)} columns={columns} rows={rows} {...(watch ? { watch } : {})} /></Box>)
  return (lastFrame() ?? '').split('\n')
}
