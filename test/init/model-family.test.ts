import { describe, expect, it } from 'vitest'
import { modelFamily, newestOfFamilies } from '../../src/init/model-family.js'

describe('families of models', () => {
  it.each([
    ['gpt-4o-mini', 'gpt-mini', [4]], ['gpt-4.1-nano', 'gpt-nano', [4, 1]], ['claude-haiku-4-5', 'claude-haiku', [4, 5]],
    ['claude-3-5-sonnet', 'claude-sonnet', [3, 5]], ['gemini-2.5-flash-lite', 'gemini-flash-lite', [2, 5]],
  ])('%s is of family %s, version %j', (model, family, version) => {
    expect(modelFamily(model)).toMatchObject({ family, version })
  })

  it.each(['gpt-4o-audio-preview', 'gpt-4o-2024-05-13', 'ft:gpt-4o-mini', 'text-embedding-3-small', 'gpt-realtime-2', 'gpt-5.1-codex-mini', 'o4-mini-deep-research', 'gpt-image-2', 'gpt-4o-search-preview', 'claude-3-5-haiku-latest', 'gpt-3.5-0301', 'whisper-1'])('%s is not proposed', (model) => {
    expect(modelFamily(model)).toBeUndefined()
  })

  it('keeps the newest of a family, and no line that is two versions behind', () => {
    expect(newestOfFamilies(['gpt-4o-mini', 'gpt-5-mini', 'gpt-5.4-mini', 'gpt-4.1-nano', 'gpt-3.5-turbo'])).toEqual(['gpt-5.4-mini', 'gpt-4.1-nano'])
  })
})
