// Search in the browser: search.json holds entries of [words, address, what it is, indicator], and the other names of indicators. Words in any
// order, each anywhere; an indicator is found by its other names as well (GDP). Where words name a place, the others are looked for in the quotes of
// all its promises too (quotes.json of the place: id, year, quote). Without search.json the lists of places and indicators remain.
(() => {
  const form = document.querySelector("form.search");
  if (!form) return;
  const field = form.querySelector("input"), list = document.querySelector("#found"), note = document.querySelector("#found-note");
  const root = form.dataset.root, most = 30, mostPlaces = 3;
  let loaded = null, asked = 0;
  const load = () => (loaded ??= fetch(root + "search.json").then((answer) => answer.json()).catch(() => { loaded = null; return null; }));
  // Which other name of its indicator has a word that the entry's own words lack: "" where none is needed, null where one is missing.
  const match = (words, [text, , , indicator], aliases) => {
    const own = text.toLowerCase(), missing = words.filter((word) => !own.includes(word));
    if (!missing.length) return "";
    return (aliases[indicator] ?? []).find((name) => missing.every((word) => name.toLowerCase().includes(word))) ?? null;
  };
  const said = new Map();
  const quotesOf = (address) => {
    if (!said.has(address)) said.set(address, fetch(root + address + "quotes.json").then((answer) => answer.json()).catch(() => []));
    return said.get(address);
  };
  // Hits in the quotes of places that some of the words name: those words that are no part of a place's name have to stand in the quote.
  const inQuotes = async (words, entries) => {
    const places = entries.filter(([text, address]) => address.startsWith("p/") && words.some((word) => word.length > 1 && text.toLowerCase().includes(word)));
    const hits = [];
    for (const [name, address] of places.slice(0, mostPlaces)) {
      const rest = words.filter((word) => !name.toLowerCase().includes(word));
      if (!rest.length) continue;
      for (const [id, year, quote] of await quotesOf(address)) {
        if (rest.every((word) => quote.toLowerCase().includes(word))) hits.push([[name + " " + year + "：" + quote, "c/" + id + "/", form.dataset.quote, ""], ""]);
      }
    }
    return hits;
  };
  const show = async () => {
    const mine = ++asked, words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const found = words.length ? await load() : { entries: [], aliases: {} };
    if (mine !== asked) return; // a later question is on its way: only the last one is answered
    if (!words.length || !found) list.replaceChildren();
    note.textContent = "";
    if (!words.length) return;
    if (!found) {
      note.textContent = form.dataset.off;
      return;
    }
    const hits = [], seen = new Set();
    for (const entry of found.entries) {
      const other = seen.has(entry[1]) ? null : match(words, entry, found.aliases);
      if (other === null) continue;
      seen.add(entry[1]);
      hits.push([entry, other]);
    }
    // Those found by their own words first, the shorter the nearer.
    hits.sort(([a, one], [b, two]) => !!one - !!two || a[0].length - b[0].length);
    const quoted = (await inQuotes(words, found.entries)).filter(([entry]) => !seen.has(entry[1]));
    if (mine !== asked) return;
    hits.push(...quoted);
    note.textContent = hits.length ? form.dataset.results + " " + hits.length : form.dataset.none;
    list.replaceChildren();
    for (const [[text, address, kind], other] of hits.slice(0, most)) {
      const item = document.createElement("li"), link = document.createElement("a"), small = document.createElement("span");
      link.href = root + address;
      link.textContent = other ? text + "（" + other + "）" : text;
      small.textContent = " " + kind;
      small.className = "quiet";
      item.append(link, small);
      list.append(item);
    }
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  field.addEventListener("input", show);
  // A search that was begun without scripts, or before this one had come.
  const begun = new URLSearchParams(location.search).get("q") ?? field.value;
  if (begun) {
    field.value = begun;
    show();
  }
})();
