import type { Graph } from './neighbour-graph.js'

const ROUNDS = 30

const sum = (values: Iterable<number>): number => { let all = 0; for (const value of values) all += value; return all }

/** Numbers in the order in which they first occur. */
function renumbered(community: Int32Array): Int32Array {
  const names = new Map<number, number>()
  return community.map((own) => { const name = names.get(own) ?? names.size; names.set(own, name); return name })
}

/** Moves nodes, one by one in their order, to the community where modularity gains most, until none gains. */
function moved({ neighbours, weights }: Graph, resolution: number): Int32Array {
  const degrees = weights.map(sum)
  const total = sum(degrees) || 1
  const community = Int32Array.from(neighbours, (_, node) => node)
  const inside = Float64Array.from(degrees)
  for (let round = 0, again = true; again && round < ROUNDS; round++) {
    again = false
    neighbours.forEach((own, node) => {
      const [was, degree] = [community[node] ?? 0, degrees[node] ?? 0]
      inside[was] = (inside[was] ?? 0) - degree
      const links = new Map<number, number>()
      own.forEach((other, at) => { if (other !== node) { const to = community[other] ?? 0; links.set(to, (links.get(to) ?? 0) + (weights[node]?.[at] ?? 0)) } })
      const gain = (to: number): number => (links.get(to) ?? 0) - (resolution * degree * (inside[to] ?? 0)) / total
      let [best, most] = [was, gain(was)]
      for (const to of [...links.keys()].sort((a, b) => a - b)) if (gain(to) > most + 1e-12) [best, most] = [to, gain(to)]
      inside[best] = (inside[best] ?? 0) + degree
      community[node] = best
      again ||= best !== was
    })
  }
  return renumbered(community)
}

/** The graph whose nodes are the communities of another. An edge of a node to itself counts from both ends. */
function merged({ neighbours, weights }: Graph, community: Int32Array, count: number): Graph {
  const links = Array.from({ length: count }, () => new Map<number, number>())
  neighbours.forEach((own, node) => own.forEach((other, at) => {
    const [from, to] = [links[community[node] ?? 0], community[other] ?? 0]
    from?.set(to, (from.get(to) ?? 0) + (weights[node]?.[at] ?? 0))
  }))
  const edges = links.map((own) => [...own].sort(([a], [b]) => a - b))
  return { neighbours: edges.map((own) => Int32Array.from(own, ([to]) => to)), weights: edges.map((own) => Float64Array.from(own, ([, weight]) => weight)) }
}

/**
 * Communities of a graph, numbered from 0: what lies closer together than chance would have it, by greedy maximisation of modularity, which says
 * by itself how many there are (Blondel et al., Fast unfolding of communities in large networks, 2008). Below a `resolution` of 1 they are fewer and larger
 * (Reichardt and Bornholdt 2006). Deterministic.
 */
export function communities(graph: Graph, resolution: number): Int32Array {
  const own = moved(graph, resolution)
  const count = 1 + own.reduce((most, name) => Math.max(most, name), -1)
  if (count >= graph.neighbours.length) return own
  const above = communities(merged(graph, own, count), resolution)
  return own.map((name) => above[name] ?? 0)
}
