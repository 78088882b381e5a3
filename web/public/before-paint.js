// Before the first paint, so that a reader at night is not shown a white page first.
const kept = localStorage.getItem('duebook.theme')
const dark = kept ? kept === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
document.documentElement.dataset.theme = dark ? 'dark' : 'light'
