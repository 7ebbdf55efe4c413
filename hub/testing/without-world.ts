/** The whole world takes a while to load, and seconds to be made the first time; a test of places brings its own. */
export const withoutWorld = { GEOIP_CITY_DB: 'none', GEOIP_ASN_DB: 'none' } as const
