// An article in the browser's own reader. Streamlit's `st.iframe` is sandboxed, and there Chromium shows no PDF; the address is
// our own, and what comes from it is a PDF and nothing else (`web/papers.py`).
export default ({ parentElement, data }) => {
  let frame = parentElement.querySelector('iframe');
  if (!frame) {
    frame = document.createElement('iframe');
    frame.style.cssText = 'width: 100%; height: min(calc(100vh - 10rem), 150vw); min-height: 24rem; border: 1px solid #7b8794; box-sizing: border-box;';
    parentElement.append(frame);
  }
  frame.title = data.title;
  if (frame.getAttribute('src') !== data.src) frame.setAttribute('src', data.src);
};
