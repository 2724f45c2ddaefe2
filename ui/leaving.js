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
  // What was typed and has not been sent: the page says so, and it is sent as soon as there is somebody to hear it. A line that
  // is cut shuts the boxes: what is left then is sent to nobody, and Streamlit takes it for sent.
  const unsent = new Map(); // name of a box, as Streamlit writes it on what holds the box -> its text
  const nameOf = (box) => [...box.closest('[class*="st-key-"]')?.classList ?? []].find((one) => one.startsWith('st-key-'));
  const named = (name) => document.querySelector(`.${CSS.escape(name)} :is(textarea, input)`);
  const heard = () => document.querySelector('[data-testid="stApp"]')?.dataset.testConnectionState === 'CONNECTED';
  const tell = () => {
    if (heard()) for (const name of unsent.keys()) if (!named(name)) unsent.delete(name);
    document.documentElement.toggleAttribute('data-unsent', unsent.size > 0);
  };
  const sent = (name) => heard() && setTimeout(() => { unsent.delete(name); tell(); }, MOMENT);
  addEventListener('input', ({ target, isTrusted }) => {
    const name = isTrusted && target.matches?.('textarea, input[type="text"]') && target.role !== 'combobox' && nameOf(target);
    if (name) unsent.set(name, target.value);
    tell();
  }, true);
  addEventListener('focusout', ({ target }) => { if (isBox(target)) sent(nameOf(target)); }, true);
  addEventListener('keydown', ({ target, key }) => { if (key === 'Enter' && isBox(target)) sent(nameOf(target)); }, true);
  // Whatever else is sent takes along all that stands in the boxes: here the mark of when the page was shown (`ui/keeping.py`).
  const again = () => {
    const mark = document.querySelector('.st-key-shown-at input');
    if (!heard() || !mark) return;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(mark, `${mark.value} `);
    mark.dispatchEvent(new Event('input', { bubbles: true }));
    setTimeout(() => mark.dispatchEvent(new FocusEvent('focusout', { bubbles: true })), MOMENT);
    for (const name of unsent.keys()) if (named(name) !== document.activeElement) setTimeout(sent, MOMENT, name);
  };
  let lost = false; // a server that was started anew knows nothing of the page until it has drawn it
  new MutationObserver(() => {
    lost ||= !heard() && !!document.querySelector('.st-key-shown-at');
    if (lost && heard()) { lost = false; setTimeout(again, 3 * MOMENT); }
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-test-connection-state'] });
  addEventListener('beforeunload', () => { if (unsent.size && isBox(document.activeElement)) document.activeElement.blur(); });
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
