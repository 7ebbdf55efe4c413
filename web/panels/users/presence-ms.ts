/** Who is online changes by itself: it is asked for again so often while somebody looks. */
export const presenceMs = 10_000
