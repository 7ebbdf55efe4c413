// Runs before anything is painted, so that a chosen theme never flashes; app/theme.ts keeps it right later.
;(function () {
  var root = document.documentElement
  var chosen = null
  try {
    chosen = localStorage.getItem('traffix.theme')
    var language = localStorage.getItem('traffix.language')
    if (language) root.lang = language
  } catch {
    // Storage is forbidden here: the system's theme it is.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && !matchMedia('(prefers-color-scheme: light)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
  var bar = document.querySelector('meta[name="theme-color"]')
  if (bar) bar.content = dark ? '#0b0c0f' : '#fbfbfc'
})()
