// On a telephone the menu lies over the page. Streamlit leaves it open when a page is chosen in it: it is shut here, as by its own
// button, so that the page that was asked for is seen; the focus goes to the button that opens it again, not out of sight.
addEventListener('click', (event) => {
  if (!event.target.closest?.('[data-testid="stSidebarNavLink"]') || !matchMedia('(max-width: 48rem)').matches) return;
  setTimeout(() => document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click());
  setTimeout(() => document.querySelector('[data-testid="stExpandSidebarButton"]')?.focus({ preventScroll: true }), 400);
}, true);
