// Search in the browser: search.json holds [words, address, what it is]. Without it the lists of places and indicators remain.
(() => {
  const form = document.querySelector("form.search");
  if (!form) return;
  const field = form.querySelector("input"), list = document.querySelector("#found"), note = document.querySelector("#found-note");
  const root = form.dataset.root;
  let entries = null;
  const show = async () => {
    const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    list.replaceChildren();
    note.textContent = "";
    if (!words.length) return;
    try {
      entries ??= await (await fetch(root + "search.json")).json();
    } catch {
      note.textContent = form.dataset.off;
      return;
    }
    const hits = entries.filter(([text]) => words.every((word) => text.toLowerCase().includes(word))).slice(0, 30);
    note.textContent = hits.length ? form.dataset.results + " " + hits.length : form.dataset.none;
    for (const [text, address, kind] of hits) {
      const item = document.createElement("li"), link = document.createElement("a"), small = document.createElement("span");
      link.href = root + address;
      link.textContent = text;
      small.textContent = " " + kind;
      small.className = "quiet";
      item.append(link, small);
      list.append(item);
    }
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  field.addEventListener("input", show);
})();
