// A line that a screen reader says aloud when it changes: the element stays, and only its text is replaced.
export default {
  render({ model, el }) {
    el.setAttribute("role", "status");
    el.setAttribute("aria-live", "polite");
    const show = () => { el.textContent = model.get("text"); };
    model.on("change:text", show);
    show();
    const page = matchMedia(model.get("narrow_page"));
    const measure = () => { model.set("narrow", page.matches); model.save_changes(); };
    page.addEventListener("change", measure);
    if (page.matches !== model.get("narrow")) measure();
    // In a list of choices JupyterLab would take a letter or an arrow for a command to the notebook: M would turn the
    // cell into text, and the form would be gone. It leaves the keys of an element that says so to that element.
    const keep = (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true");
    const keepKeys = () => {
      if (el.isConnected) el.closest(".cdi-form")?.addEventListener("focusin", keep);
      else requestAnimationFrame(keepKeys);
    };
    keepKeys();
    return () => page.removeEventListener("change", measure);
  },
};
