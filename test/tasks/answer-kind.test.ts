import { describe, expect, it } from 'vitest'
import { answersApart, answersLean, areVerdicts } from '../../src/tasks/apart/answer-kind.js'
import { outputShape } from '../../src/tasks/output-shape.js'
import { sentence } from './traffic.js'

const said = (count: number, of: (n: number) => string, system = 'Do what the house needs.') => Array.from({ length: count }, (_, n) => ({ answer: of(n).toLowerCase(), shape: outputShape({ text: of(n), toolCalls: [] }), system }))
const cycle = (...labels: readonly string[]) => (n: number): string => labels[n % labels.length] ?? ''

describe('sets of labels that share one', () => {
  it('are two only once each was seen often', () => {
    const [a, b] = [cycle('dog', 'cat', 'other'), cycle('bird', 'newt', 'other')]
    expect(answersApart(said(15, a), said(15, b))).toBe(false)
    expect(answersApart(said(30, a), said(30, b))).toBe(true)
  })
  it('are one where what the other lacks is given now and then', () => {
    const rare = (n: number): string => (n < 18 ? 'other' : ['ant', 'bee', 'cow', 'elk', 'fox', 'owl'][n % 6] ?? '')
    expect(answersApart(said(30, rare), said(30, (n) => (n < 18 ? 'other' : 'pony')))).toBe(false)
  })
})

describe('objects', () => {
  const fields = (...names: readonly string[]) => (n: number): string => JSON.stringify(Object.fromEntries(names.map((name) => [name, n])))
  it('are of different kinds where each has a field of its own, and not where one has one more', () => {
    expect(answersApart(said(30, fields('room', 'name')), said(30, fields('room', 'price')))).toBe(true)
    expect(answersApart(said(30, fields('room', 'name')), said(30, fields('room', 'name', 'price')))).toBe(false)
  })
})

describe('verdicts', () => {
  it('are nearly all of the answers', () => {
    expect(areVerdicts(said(40, cycle('Yes.', 'no')))).toBe(true)
    expect(areVerdicts(said(40, (n) => (n % 2 ? 'yes' : sentence(n))))).toBe(false)
  })
})

describe('answers that lean', () => {
  const kindly = (n: number): string => `Kindly note that ${sentence(n)} and more of the like.`
  const ahoy = (n: number): string => `Ahoy there, ${sentence(n)} and more of the like.`
  it('do so on both sides, by words of their own, if there are enough', () => {
    expect(answersLean(said(40, kindly), said(40, ahoy))).toBe(true)
    expect(answersLean(said(15, kindly), said(15, ahoy))).toBe(false)
    expect(answersLean(said(40, kindly), said(40, (n) => `Note that ${sentence(n)} and more of the like.`))).toBe(false)
  })
  it('do not by what their prompts say', () => {
    expect(answersLean(said(40, kindly, 'Kindly say note that.'), said(40, ahoy, 'Say ahoy there.'))).toBe(false)
  })
  it('do not where labels of one set are given more or less often', () => {
    expect(answersLean(said(40, (n) => (n % 10 ? 'urgent' : 'routine')), said(40, (n) => (n % 10 ? 'routine' : 'urgent')))).toBe(false)
  })
})
