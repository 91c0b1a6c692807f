// Keys for people who would rather not use a mouse; everything is there without them too.
const keys = document.getElementById('keys');

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target instanceof HTMLElement && event.target.matches('input, textarea, select, [contenteditable]')) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  if (keys.open) return;
  const done = { '/': search, j: () => step(1), k: () => step(-1), '?': () => keys.showModal() }[event.key];
  if (done === undefined) return;
  event.preventDefault();
  done();
});

function search() {
  const field = document.querySelector('input[type="search"]');
  field?.focus();
  field?.select();
}

/** Rows are links, so that Enter opens them as always. */
function step(by) {
  const rows = [...document.querySelectorAll('.row-link')];
  const at = rows.indexOf(document.activeElement);
  const next = at === -1 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  rows[next]?.focus();
  rows[next]?.closest('.row')?.scrollIntoView({ block: 'nearest' });
}

// The server knows no time zone.
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
for (const time of document.querySelectorAll('time[datetime]')) time.title = exact.format(new Date(time.dateTime));
