// Puts our words in the place of Streamlit's own, which are English (see `ui/own_words.py`). What people have written and
// what our pages say is left alone: neither stands where this looks.
(() => {
  const words = WORDS.map(([said, ours]) => [new RegExp(`^(?:${said})$`, 's'), ours]);
  const alone = words.filter(([english]) => !english.source.includes('>.+)'));
  const names = ['aria-label', 'title', 'placeholder'];
  const ours = '[data-testid="stHtml"], [data-testid="stMarkdownContainer"], textarea, script, style';
  const inAnyCase = '[data-testid="stFileUploader"]';
  const said = (text, known) => {
    const trimmed = text.trim();
    for (const [english, own] of trimmed ? known : []) {
      if (english.test(trimmed)) return trimmed.replace(english, own);
    }
    return text;
  };
  const put = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const place = node.parentElement;
      if (!place || (place.closest(ours) && !place.closest(inAnyCase))) return;
      const text = said(node.data, alone); // a title in a list may begin with "Remove"
      if (text !== node.data) node.data = text;
    } else if (node.nodeType === Node.ELEMENT_NODE && !node.closest('[data-testid="stHtml"]')) {
      for (const name of names) {
        const text = node.getAttribute(name) ?? '';
        const own = said(text, words);
        if (own !== text) node.setAttribute(name, own);
      }
      for (const below of node.childNodes) put(below);
    }
  };
  new MutationObserver((changes) => {
    for (const { target, addedNodes, type } of changes) {
      if (type === 'childList') addedNodes.forEach(put);
      else put(target);
    }
  }).observe(document, { childList: true, subtree: true, characterData: true, attributeFilter: names });
})();
