import { DAYS } from './document.js'
import type { Schedule } from './document.js'

/** Whether an instant lies in a window of local wall-clock time; daylight saving follows the time zone. */
export function inSchedule(schedule: Schedule, now: Date): boolean {
  const [, name, time = ''] = /^(\w+)\W+([\d:]+)$/.exec(clockOf(schedule.timezone ?? 'UTC').format(now)) ?? []
  const minute = minuteOf(time)
  const today = DAYS.findIndex((day) => day === name?.toLowerCase())
  const from = minuteOf(schedule.from ?? '00:00')
  const to = minuteOf(schedule.to ?? '24:00')
  const began = (offset: number): boolean => schedule.days?.some((day) => day === DAYS[(today + offset) % 7]) ?? true
  return from < to ? minute >= from && minute < to && began(0) : (minute >= from && began(0)) || (minute < to && began(6))
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  clocks.set(timeZone, clock)
  return clock
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}
