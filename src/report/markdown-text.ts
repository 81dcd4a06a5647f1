import { fit } from '../text/display.js'

/** Text of unknown origin as a Markdown code span: nothing in it is a link, a mention, an image, HTML or a table's bar. */
export function codeSpan(text: string, limit = 60): string {
  return `\`${fit(text, limit).replaceAll('`', '′').replaceAll('|', '¦') || '–'}\``
}

/** Prose with parts of unknown origin in Markdown: no HTML, no markup, no links, no mentions, no references. */
export function escapeMarkdown(text: string, limit = 300): string {
  return fit(text, limit)
    .replace(/[&<>|`*_[\]~\\!#$]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replaceAll('@', '@\u200b')
    .replaceAll('://', ':\u200b//')
    .replace(/\bwww\./giu, 'www\u200b.')
}
