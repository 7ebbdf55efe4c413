/*
 * What the filled history says was carried, as a formula: SQL fills tables with it, and a test adds it up again.
 * An account has two proxy users and three countries, six ways: in each hour one of them carries, of a busy account all.
 */
export const ways = 6
export const kinds = 4
export const countries = ['br', 'de', 'fr', 'gb', 'in', 'jp', 'kz', 'pl', 'tr', 'us', 'uz', 'vn']
export const zones = ['UTC', 'Asia/Tashkent', 'Europe/Berlin', 'America/New_York']
export const busyEvery = 50
export const edges = 3
export const providers = 4
/** In the live minute each post of the tail has this once more. */
export const tailPosts = 12

export const upOf = (kind: number, minute: number) => 1_000 * (kind + 1) + 7 * minute
export const downOf = (kind: number, minute: number) => 20_000 * (kind + 1) + 131 * minute
export const kindOf = (account: number, hour: number, way: number) => (account + hour + way) % kinds
export const waysOf = (account: number, hour: number): number[] =>
  account % busyEvery === 0 ? Array.from({ length: ways }, (_, way) => way) : [hour % ways]
/** Of an account's way: which of its proxy users, and where. */
export const userOf = (way: number) => way % 2
export const countryOf = (account: number, way: number) =>
  countries[(account + 5 * Math.floor(way / 2)) % countries.length]!
