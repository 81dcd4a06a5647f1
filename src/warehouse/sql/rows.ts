import type { TableView } from '../view/table-view.js'
import type { Select } from './dialect.js'
import type { PromptDetail } from './mask.js'
import { answerKind, answerModel, requestKind, requestStructure, systemStructure } from './structure.js'

/**
 * Names for what every query needs of a row; the prefix keeps them apart from columns of the table.
 * `cv_s` its structure, `cv_g` its structure with its tags, `cv_m` its models, `cv_k` all of it and how the call ended: rows of one `cv_k` and
 * `cv_m` are read alike. `cv_q` is the request, by which repeats are found.
 */
export function rowSteps(view: TableView, detail: PromptDetail): Select['steps'] {
  const { dialect, system, parts, tags, states, models, request, response } = view
  const all = (texts: readonly string[]): string => (texts.length === 0 ? dialect.text('') : dialect.concat(texts))
  const hashes = (texts: readonly string[]): readonly string[] => texts.map((text) => dialect.hash(text))
  return [
    ['cv_id', view.id],
    ...requestStructure(dialect, 'r', request, detail),
    ...(system === undefined ? [] : systemStructure(dialect, 's', system, detail)),
    ['cv_answer', response],
    ['cv_s', dialect.hash(all(['cv_key_r', ...(system === undefined ? [] : ['cv_key_s']), ...hashes(parts)]))],
    ['cv_g', dialect.hash(all(['cv_s', ...hashes(tags)]))],
    ['cv_m', dialect.hash(all([...hashes(models), dialect.hash(answerModel(dialect, 'cv_answer'))]))],
    ['cv_k', dialect.hash(all([
      'cv_g', ...hashes(states), requestKind(dialect, 'cv_text_r'), ...(system === undefined ? [] : [requestKind(dialect, 'cv_text_s')]), dialect.hash(answerKind(dialect, 'cv_answer')),
    ]))],
    ['cv_q', dialect.hash(all([dialect.hash('cv_text_r'), ...(system === undefined ? [] : [dialect.hash('cv_text_s')]), ...hashes(parts)]))],
  ]
}
