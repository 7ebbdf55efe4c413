/** Where imagined nodes are: `country city latitude longitude weight`. */
const lines = `
us New-York 40.71 -74.01 9
us Los-Angeles 34.05 -118.24 8
us Chicago 41.88 -87.63 6
us Houston 29.76 -95.37 5
us Miami 25.76 -80.19 5
us Seattle 47.61 -122.33 4
us Denver 39.74 -104.99 3
us Atlanta 33.75 -84.39 4
ca Toronto 43.65 -79.38 4
ca Vancouver 49.28 -123.12 2
mx Mexico-City 19.43 -99.13 4
br Sao-Paulo -23.55 -46.63 6
br Rio-de-Janeiro -22.91 -43.17 3
ar Buenos-Aires -34.6 -58.38 3
cl Santiago -33.45 -70.67 2
co Bogota 4.71 -74.07 2
pe Lima -12.05 -77.04 2
gb London 51.51 -0.13 8
gb Manchester 53.48 -2.24 3
ie Dublin 53.35 -6.26 2
fr Paris 48.86 2.35 6
fr Lyon 45.76 4.84 2
fr Marseille 43.3 5.37 2
es Madrid 40.42 -3.7 4
es Barcelona 41.39 2.17 3
pt Lisbon 38.72 -9.14 2
it Rome 41.9 12.5 3
it Milan 45.46 9.19 3
de Berlin 52.52 13.4 6
de Munich 48.14 11.58 3
de Hamburg 53.55 9.99 3
de Frankfurt 50.11 8.68 4
de Cologne 50.94 6.96 2
nl Amsterdam 52.37 4.9 4
be Brussels 50.85 4.35 2
ch Zurich 47.38 8.54 2
at Vienna 48.21 16.37 2
cz Prague 50.08 14.44 2
pl Warsaw 52.23 21.01 4
pl Krakow 50.06 19.94 2
ua Kyiv 50.45 30.52 3
ro Bucharest 44.43 26.1 2
gr Athens 37.98 23.73 2
tr Istanbul 41.01 28.98 5
se Stockholm 59.33 18.07 2
no Oslo 59.91 10.75 1
fi Helsinki 60.17 24.94 2
dk Copenhagen 55.68 12.57 2
uz Tashkent 41.3 69.24 9
uz Samarkand 39.65 66.96 4
uz Bukhara 39.77 64.42 2
kz Almaty 43.24 76.89 4
kz Astana 51.17 71.43 2
ae Dubai 25.2 55.27 3
il Tel-Aviv 32.09 34.78 2
eg Cairo 30.04 31.24 3
ng Lagos 6.52 3.38 3
ke Nairobi -1.29 36.82 2
za Johannesburg -26.2 28.05 2
za Cape-Town -33.92 18.42 1
in Mumbai 19.08 72.88 6
in Delhi 28.61 77.21 6
in Bengaluru 12.97 77.59 4
pk Karachi 24.86 67.01 3
bd Dhaka 23.81 90.41 2
th Bangkok 13.76 100.5 3
vn Ho-Chi-Minh-City 10.82 106.63 3
id Jakarta -6.21 106.85 5
my Kuala-Lumpur 3.14 101.69 2
sg Singapore 1.35 103.82 3
ph Manila 14.6 120.98 4
hk Hong-Kong 22.32 114.17 3
tw Taipei 25.03 121.57 2
kr Seoul 37.57 126.98 4
jp Tokyo 35.68 139.69 6
jp Osaka 34.69 135.5 3
au Sydney -33.87 151.21 3
au Melbourne -37.81 144.96 2
nz Auckland -36.85 174.76 1
fj Suva -18.12 178.45 1`

export const cities = lines
  .trim()
  .split('\n')
  .map(line => {
    const [country, city, lat, lon, weight] = line.split(' ')
    return {
      country: country!,
      city: city!.replaceAll('-', ' '),
      lat: Number(lat),
      lon: Number(lon),
      weight: Number(weight),
    }
  })
