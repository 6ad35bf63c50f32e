// Any two plans of a place side by side: plans.json has year -> lines of [key, name, main target, promised, reported, verdict, commitment_id].
// What both plans have stands first, main targets before the rest. The years stand in the address, so that a comparison can be passed on.
(() => {
  const form = document.querySelector("form.plans");
  if (!form) return;
  const note = document.querySelector("#compared-note"), box = document.querySelector("main .scroll"), root = form.dataset.root;
  const [first, second] = form.querySelectorAll("select");
  const words = document.querySelector("#words").content;
  const made = (tag, text) => { const found = document.createElement(tag); if (text) found.textContent = text; return found; };
  const cell = (line) => {
    const found = made("td", line ? "" : "—");
    if (!line) return found;
    const link = made("a", line[3]);
    link.href = root + "c/" + line[6] + "/";
    found.append(link, line[4] ? " → " + line[4] : "", made("br"), words.querySelector(`[data-word="${line[5]}"] .badge`).cloneNode(true));
    return found;
  };
  const show = (plans) => {
    const [a, b] = [first.value, second.value];
    const [old, now] = [a, b].map((year) => new Map(plans[year].map((line) => [line[0], line])));
    const rank = (key) => (old.has(key) && now.has(key) ? 0 : 2) + (old.get(key)?.[2] || now.get(key)?.[2] ? 0 : 1);
    const keys = [...new Set([...old.keys(), ...now.keys()])].sort((x, y) => rank(x) - rank(y));
    const [, left, right] = box.querySelectorAll("thead th");
    for (const [head, year] of [[left, a], [right, b]]) {
      const link = made("a", year);
      link.href = "../" + year + "/";
      head.replaceChildren(link);
    }
    box.querySelector("tbody").replaceChildren(...keys.map((key) => {
      const row = made("tr"), head = made("th", (old.get(key) ?? now.get(key))[1]);
      head.scope = "row";
      row.append(head, cell(old.get(key)), cell(now.get(key)));
      return row;
    }));
    const both = keys.filter((key) => old.has(key) && now.has(key)).length;
    note.textContent = a === b ? form.dataset.same : form.dataset.note.replace("@both", both).replace("@a", old.size - both).replace("@b", now.size - both).replaceAll("@x", a).replaceAll("@y", b);
    box.hidden = false;
    history.replaceState(null, "", `?a=${a}&b=${b}`);
  };
  fetch("plans.json").then((answer) => answer.json()).then((plans) => {
    const asked = new URLSearchParams(location.search);
    for (const select of [first, second]) if (asked.get(select.name) in plans) select.value = asked.get(select.name);
    // A reader who came from one plan has chosen it: the other is the newest one that it is not.
    if (first.value === second.value) second.value = Object.keys(plans).sort().reverse().find((year) => year !== first.value) ?? second.value;
    form.addEventListener("change", () => show(plans));
    show(plans);
  }).catch(() => { note.textContent = form.dataset.off; });
})();
