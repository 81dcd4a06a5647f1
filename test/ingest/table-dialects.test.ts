import { expect, it } from 'vitest'
import { recordsOf, workspace } from './workspace.js'

/** Prompt and answer of each row, or why it is none. */
async function rowsOf(table: string): Promise<readonly (readonly string[])[]> {
  await using space = await workspace()
  return (await recordsOf(await space.write('log.csv', table))).map((record) => {
    if (record.kind !== 'call') return [`${record.source.line} ${record.reason}`]
    return [record.call.request.messages.flatMap(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : part.type))).join('|'), record.call.output.text, String(record.call.costUsd)]
  })
}

it.each<[string, string, readonly (readonly string[])[]]>([
  ['what a database wrote between tabs', 'model\tprompt\tresponse\tcost\nm\tone\\ntwo\\tthree\ta "b\t\\N\nm\tc:\\\\n\tok\t0.5\n', [['one\ntwo\tthree', 'a "b', 'undefined'], ['c:\\n', 'ok', '0.5']]],
  ['tabs without such marks, as they stand', 'model\tprompt\tresponse\nm\tone\\ntwo\tok\n', [['one\\ntwo', 'ok', 'undefined']]],
  ['apostrophes in the place of quotes', "model,prompt,response\nm,'hello, you','it''s me'\n'm','one\ntwo','x'\n", [['hello, you', "it's me", 'undefined'], ['one\ntwo', 'x', 'undefined']]],
  ['apostrophes that are none', "model,prompt,response\nm,'tis late,it is\nm,no,yes\nm,so,so\n", [["'tis late", 'it is', 'undefined'], ['no', 'yes', 'undefined'], ['so', 'so', 'undefined']]],
  ['semicolons, and the mark of a spreadsheet before them', 'sep=;\r\nmodel;prompt;response\r\nm;"a;b";"c\nd"\r\n', [['a;b', 'c\nd', 'undefined']]],
  ['bars', 'model|prompt|response\nm|a, b|c; d\n', [['a, b', 'c; d', 'undefined']]],
  ['a mark with commas', 'sep=,\nmodel,prompt,response\nm,q,a\n', [['q', 'a', 'undefined']]],
])('reads a table with %s', async (_, table, rows) => {
  expect(await rowsOf(table)).toEqual(rows)
})
