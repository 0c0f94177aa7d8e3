// A line that a screen reader says aloud when it changes: the element stays, and only its text is replaced.
export default {
  render({ model, el }) {
    el.setAttribute("role", "status");
    el.setAttribute("aria-live", "polite");
    const show = () => { el.textContent = model.get("text"); };
    model.on("change:text", show);
    show();
  },
};
