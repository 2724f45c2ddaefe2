// Marks each box that people write in with the language of the question: screen reader and spelling follow it.
// Streamlit has no way to say so. `ui/kit.py` names the container of such a box "typed-<language>-<field>".
// The box is then named by its label, which is in the reader's language: its aria-label would be read in the wrong one.
(() => {
  const mark = () => {
    waiting = false;
    for (const box of document.querySelectorAll('[class*="st-key-typed-"] :is(textarea, input)')) {
      const language = box.closest('[class*="st-key-typed-"]').className.match(/st-key-typed-(nb|nn|en)-/)?.[1];
      const widget = box.closest('[data-testid="stTextArea"], [data-testid="stTextInput"]');
      const label = widget?.querySelector('label [data-testid="stMarkdownContainer"]');
      if (!language || !label || !box.id) continue;
      label.id ||= `${box.id}-label`;
      if (box.getAttribute('aria-labelledby') !== label.id) box.setAttribute('aria-labelledby', label.id);
      if (box.lang !== language) box.lang = language;
      if (!box.spellcheck) box.spellcheck = true;
    }
  };
  let waiting = false;
  new MutationObserver(() => {
    if (!waiting) { waiting = true; requestAnimationFrame(mark); }
  }).observe(document, { childList: true, subtree: true, attributeFilter: ['class'] });
})();
