// Follows a run while it works. The page is whole without it; then one loads it again.
const page = document.querySelector('.run');
if (page?.dataset.follow === 'yes') follow(page.dataset.run, page.dataset.last);

function follow(run, last) {
  const live = document.getElementById('live');
  const attempts = document.getElementById('attempts');
  const events = new EventSource(`/runs/${run}/events?after=${last}`);
  let version = null;
  let saying = null;
  live.textContent = 'Live: new lines appear by themselves.';

  events.addEventListener('line', (message) => {
    const { attempt, title, kind, html } = JSON.parse(message.data);
    if (document.getElementById(`line-${message.lastEventId}`) !== null) return;
    // Whoever reads the end stays there; nobody else is moved.
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 40;
    listOf(attempt, title).insertAdjacentHTML('beforeend', html);
    if (atEnd && scrollY > 0) scrollTo({ top: document.documentElement.scrollHeight });
    // Turns and tools come several a minute: read out, they would drown everything else.
    if (kind !== 'turn' && kind !== 'tool') say(attempts.querySelector('.attempt:last-child .line:last-child .text'));
  });

  events.addEventListener('head', (message) => {
    const head = JSON.parse(message.data);
    show('cost', head.cost);
    show('turns', head.turns);
    if (version !== null && version !== head.version) refresh();
    version = head.version;
  });

  events.addEventListener('end', () => {
    events.close();
    clearTimeout(saying);
    live.textContent = 'The run has ended.';
    refresh();
  });

  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED)
      live.textContent = 'Not live any more. Load the page again to see what is new.';
  });

  /** The list that a line of this attempt belongs into: the last one, or a new one. */
  function listOf(attempt, title) {
    const lists = attempts.querySelectorAll('.lines');
    const newest = lists[lists.length - 1];
    if (newest !== undefined && Number(newest.dataset.attempt) >= attempt) return newest;
    if (newest === undefined) attempts.replaceChildren();
    const section = document.createElement('section');
    section.className = 'attempt';
    const heading = document.createElement('h3');
    heading.textContent = title;
    const list = document.createElement('ol');
    list.className = 'lines';
    list.dataset.attempt = attempt;
    section.append(heading, list);
    attempts.append(section);
    return list;
  }

  /** At most one a few seconds, and the newest: this is read out. */
  function say(text) {
    if (text === null) return;
    clearTimeout(saying);
    saying = setTimeout(() => {
      live.textContent = `Live: ${text.textContent}`;
    }, 1_500);
  }
}

function show(name, value) {
  for (const it of document.querySelectorAll(`[data-live="${name}"]`)) it.textContent = value;
}

let refreshing = null;
/** Takes over what else has changed on the page: state, buttons, attempts. Not all that watch ask in the same moment. */
function refresh() {
  clearTimeout(refreshing);
  // A server that is away is asked again at the next line of the timeline.
  refreshing = setTimeout(() => void takeOver().catch(() => undefined), 300 + Math.random() * 1_000);
}

async function takeOver() {
  const now = document.getElementById('now');
  // What somebody is writing is not taken from them.
  if (now.contains(document.activeElement) && document.activeElement.matches('textarea, button')) return refresh();
  const answer = await fetch(location.pathname, { headers: { accept: 'text/html' } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of ['now', 'said', 'logged']) {
    const its = fresh.getElementById(part);
    if (its !== null) document.getElementById(part)?.replaceWith(document.adoptNode(its));
  }
}
