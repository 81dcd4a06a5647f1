export { blind, labelOf, labelRow } from './blind.js'
export { reviewQueue, type QueuedCase, type ReviewCase } from './queue.js'
export { serveReview, type ReviewServer } from './server.js'
export { reviewSession, type ReviewSession } from './session.js'
