// Keys for people who would rather not use a mouse; everything is there without them too.
const search = () => document.querySelector('input[type="search"]');

document.addEventListener('keydown', (event) => {
  if (event.key === '/' && search() !== null && !isTyping(event.target)) {
    event.preventDefault();
    search().focus();
  }
});

function isTyping(element) {
  return element instanceof HTMLElement && element.matches('input, textarea, select, [contenteditable]');
}
