// The publisher is in bus/testing, where the hub's tests reach it as well: nothing may import bench/.
export { type BenchEdge, createBenchEdge } from '#bus/testing/edge/bench-edge.ts'
export { randomId, seededRandom } from '#bus/testing/edge/random.ts'
