import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBudget, type Reservation } from '../../src/replay/budget.js'

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const purse = (provider: string) => ({ provider, model: `${provider}/m` })

interface Plan { readonly provider: string; readonly worst: number; readonly share: number }

const cents = fc.integer({ min: 1, max: 400 }).map((n) => n / 100)
const planned: fc.Arbitrary<Plan> = fc.record({ provider: fc.constantFrom('a', 'b', 'c'), worst: cents, share: fc.integer({ min: 0, max: 100 }).map((n) => n / 100) })

describe('a budget', () => {
  it('is never exceeded, refuses only when nothing is in flight, and sets each sum free again', async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(planned, { minLength: 1, maxLength: 40 }), cents.map((usd) => usd * 5), fc.option(cents.map((usd) => usd * 2), { nil: undefined }), fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 8 }),
      async (calls, totalUsd, providerUsd, choices, window) => {
        const budget = createBudget({ totalUsd, providerUsd: { a: providerUsd }, modelUsd: {} }, [{ ...purse('b'), usd: 0.01 }])
        const booked: Record<string, number> = { b: 0.01 }
        const inFlight: { readonly plan: Plan; readonly reservation: Reservation }[] = []
        const sum = (of: (provider: string) => boolean) =>
          Object.entries(booked).reduce((usd, [provider, own]) => usd + (of(provider) ? own : 0), 0) + inFlight.reduce((usd, { plan }) => usd + (of(plan.provider) ? plan.worst : 0), 0)
        const settleOne = () => {
          const [one] = inFlight.splice(choices.next().value! % inFlight.length, 1)
          if (!one) return
          booked[one.plan.provider] = (booked[one.plan.provider] ?? 0) + one.plan.worst * one.plan.share
          one.reservation.settle(one.plan.worst * one.plan.share)
          one.reservation.settle(99) // without effect
        }
        for (const plan of calls) {
          while (inFlight.length >= window) settleOne()
          let answered: Reservation | 'refused' | undefined
          void budget.reserve(plan.worst, purse(plan.provider)).then((reservation) => { answered = reservation ?? 'refused' })
          await tick()
          while (answered === undefined) {
            expect(inFlight.length, 'waits although nothing is in flight').toBeGreaterThan(0)
            settleOne()
            await tick()
          }
          if (answered === 'refused') {
            expect(inFlight).toHaveLength(0)
            const over = sum(() => true) + plan.worst > totalUsd || (plan.provider === 'a' && sum((p) => p === 'a') + plan.worst > (providerUsd ?? Infinity))
            expect(over, 'refused although it would fit').toBe(true)
          } else {
            inFlight.push({ plan, reservation: answered })
            const reserved = inFlight.reduce((usd, one) => usd + one.plan.worst, 0)
            if (inFlight.length > 1) expect(reserved, 'a kill now would cost more than a quarter of what is left').toBeLessThanOrEqual((totalUsd - (sum(() => true) - reserved)) / 4 + 1e-9)
          }
          expect(sum(() => true)).toBeLessThanOrEqual(totalUsd + 1e-9)
          expect(sum((p) => p === 'a')).toBeLessThanOrEqual((providerUsd ?? Infinity) + 1e-9)
        }
        while (inFlight.length > 0) settleOne()
        expect(budget.spentUsd()).toBeCloseTo(sum(() => true), 9)
      },
    ), { numRuns: 150, seed: 7 })
  })

  it('keeps no rest of sums that are not in flight any more: a large call would wait for it, and be refused', async () => {
    const budget = createBudget({ totalUsd: 5e6, providerUsd: {}, modelUsd: {} }, [])
    const both = [await budget.reserve(1e6, purse('a')), await budget.reserve(0.3, purse('a'))]
    expect(1e6 + 0.3 - 1e6 - 0.3).toBeGreaterThan(1e-12)
    for (const one of both) one?.settle(0)
    expect(await budget.reserve(2e6, purse('a'))).toBeDefined()
  })

  it('without a limit refuses nobody', async () => {
    const budget = createBudget({ totalUsd: undefined, providerUsd: {}, modelUsd: {} }, [])
    for (let n = 0; n < 3; n++) expect(await budget.reserve(1e9, purse('a'))).toBeDefined()
  })

  it('takes exactly what is left: binary fractions do not get in the way', async () => {
    const budget = createBudget({ totalUsd: 0.3, providerUsd: {}, modelUsd: {} }, [])
    for (let n = 0; n < 3; n++) {
      const reservation = await budget.reserve(0.1, purse('a'))
      expect(reservation).toBeDefined()
      reservation?.settle(0.1)
    }
    expect(await budget.reserve(0.0001, purse('a'))).toBeUndefined()
  })
})
