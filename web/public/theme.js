// Runs before the first paint, so that a chosen theme does not flash. A file, because the content policy allows no inline script.
const theme = localStorage.getItem('standby.theme')
if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme
