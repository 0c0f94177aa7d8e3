// Shows each new page in place of the old one, at the same place, and what stands in the way when there is none.
(() => {
  "use strict";
  const script = document.currentScript;
  let number = Number(script.dataset.number);
  const main = () => document.querySelector("main");

  // The first block that can be seen, and how far below the top it stands.
  function placeOfReader() {
    const blocks = [...main().querySelectorAll("h1, h2, h3, p, li, tr, figure, dt, dd")];
    const index = blocks.findIndex((block) => block.getBoundingClientRect().bottom > 0);
    if (index < 0) return null;
    const block = blocks[index];
    return { index, words: block.textContent.trim(), top: block.getBoundingClientRect().top, count: blocks.length };
  }

  function returnTo(place) {
    if (place === null) return;
    const blocks = [...main().querySelectorAll("h1, h2, h3, p, li, tr, figure, dt, dd")];
    const near = (block) => Math.abs(blocks.indexOf(block) - place.index);
    const same = blocks.filter((block) => block.textContent.trim() === place.words).sort((a, b) => near(a) - near(b));
    const block = same[0] || blocks[Math.min(place.index, blocks.length - 1)];
    if (block) window.scrollBy(0, block.getBoundingClientRect().top - place.top);
  }

  function mark(before) {
    const seen = new Set(before);
    for (const block of main().children) {
      if (!seen.has(block.outerHTML)) block.classList.add("cdi-renewed");
    }
  }

  async function renew(next) {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const place = placeOfReader();
    const before = [...main().children].map((block) => {
      block.classList.remove("cdi-renewed");
      if (block.getAttribute("class") === "") block.removeAttribute("class");
      return block.outerHTML;
    });
    const first = document.title.startsWith("Preview: nothing");
    document.title = page.title;
    document.head.querySelector("style")?.remove();
    const style = page.head.querySelector("style");
    if (style) document.head.prepend(document.adoptNode(style));
    for (const child of [...document.body.children]) {
      if (child.id !== "cdi-trouble" && child.id !== "cdi-long") child.remove();
    }
    document.body.prepend(...page.body.children);
    number = next;
    if (!first) mark(before);
    returnTo(place);
  }

  function showTrouble(trouble) {
    document.getElementById("cdi-trouble")?.remove();
    document.body.style.paddingBottom = "";
    if (trouble === null) return;
    const box = document.createElement("section");
    box.id = "cdi-trouble";
    box.setAttribute("role", "alert");
    box.setAttribute("aria-label", "The newest text cannot be shown");
    const words = document.createElement("p");
    words.textContent = trouble.message;
    box.append(words);
    if (trouble.lines.length) {
      const lines = document.createElement("pre");
      lines.tabIndex = 0;
      for (const line of trouble.lines) {
        const text = `${String(line.number).padStart(4)}  ${line.text}\n`;
        const shown = document.createElement(line.wrong ? "mark" : "span");
        shown.textContent = text;
        lines.append(shown);
      }
      box.append(lines);
    }
    document.body.append(box);
    document.body.style.paddingBottom = `${box.offsetHeight}px`;
  }

  // Sentences that a reader may lose the thread of: for the writer, and no fault.
  function showLong(sentences) {
    const before = document.getElementById("cdi-long"), open = Boolean(before?.querySelector("details").open);
    before?.remove();
    if (!sentences.length) return;
    const box = document.createElement("aside");
    box.id = "cdi-long";
    box.setAttribute("aria-label", "Long sentences");
    const details = document.createElement("details"), summary = document.createElement("summary");
    summary.textContent = `Long sentences: ${sentences.length}`;
    const list = document.createElement("ul");
    for (const sentence of sentences) {
      const item = document.createElement("li");
      item.textContent = sentence;
      list.append(item);
    }
    details.open = open;
    details.append(summary, list);
    box.append(details);
    document.body.append(box);
  }

  const events = new EventSource("events");
  events.onmessage = async (event) => {
    const news = JSON.parse(event.data);
    if (news.number !== number) await renew(news.number);
    if (news.trouble === null) showLong(news.long);
    showTrouble(news.trouble);
  };
})();
