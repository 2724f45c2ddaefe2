// What was written in a box is sent before a link, or the browser's way back, leaves the page. Streamlit sends it a moment
// after the box is left. A finger, or a mouse that is pressed and let go in the same moment, opens the link before that: the
// server would be asked for the next page first, and for the one that was left thereafter. The way back leaves no box.
(() => {
  const MOMENT = 100, RECENT = 3000; // milliseconds: to wait before the page is left; since a box was left, on a slow telephone
  const isBox = (one) => !!one?.matches?.('textarea, input, [contenteditable="true"]');
  let leftAt = -Infinity;
  addEventListener('focusout', (event) => {
    if (isBox(event.target)) leftAt = event.timeStamp;
  }, true);
  // The run that saves belongs to the page that is left, and Streamlit puts the address of a run's page in the browser: the way
  // back would lead here again, and have to be taken twice. That address is not put there until something else is asked for.
  let shown = location.pathname, back = { from: '', until: 0 };
  const push = history.pushState;
  history.pushState = function (state, title, address) {
    if (performance.now() < back.until && new URL(address, location.href).pathname === back.from) return;
    push.call(this, state, title, address);
    shown = location.pathname;
  };
  const first = (event, then) => {
    const inBox = isBox(document.activeElement);
    if (!event.isTrusted || (!inBox && event.timeStamp - leftAt > RECENT)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (inBox) document.activeElement.blur();
    setTimeout(then, MOMENT);
  };
  addEventListener('click', (event) => {
    if (event.isTrusted) back.until = 0;
    const link = event.target.closest?.('a[href]');
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!plain || !link || link.target === '_blank' || link.origin !== location.origin) return;
    const same = () => [...document.links].find((one) => one.href === link.href); // what is saved may have drawn it anew
    first(event, () => (link.isConnected ? link : same() ?? link).click());
  }, true);
  addEventListener('popstate', (event) => {
    if (event.isTrusted && shown !== location.pathname) back = { from: shown, until: performance.now() + RECENT };
    shown = location.pathname;
    first(event, () => dispatchEvent(new PopStateEvent('popstate', { state: event.state })));
  }, true);
})();
