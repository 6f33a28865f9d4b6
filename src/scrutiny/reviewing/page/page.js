// Every text is put in place as text (textContent), never as markup: an article may hold anything.
"use strict";
const $ = id => document.getElementById(id);
const words = document.body.dataset;
let all = null, here = 0, busy = false;

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => name in values ? values[name] : whole);
}

function node(name, text, kind) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function problems(list) {
  $("problems").replaceChildren(...list.map(text => node("p", text)));
}

// Asks the program on this machine; gives its answer, or tells what is wrong and gives nothing.
async function ask(place, body) {
  let answer, told;
  try {
    answer = await fetch(place, body === undefined ? {} : {
      method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});
    told = await answer.json();
  } catch {
    problems([words.lost]);
    return null;
  }
  if (!answer.ok) { problems(told.problems); return null; }
  return told;
}

function mark(before, inside, after) {
  return [document.createTextNode(before), node("mark", inside), document.createTextNode(after)];
}

function show() {
  const open = all.items.filter(one => !one.decided).length;
  $("count").textContent = filled(words.of, {n: here + 1, of: all.items.length, open});
  fold();
  const one = all.items[here], article = all.articles[one.stem];
  $("sentence").replaceChildren(...mark(...one.sentence));
  const shown = [...one.rows, [words.confidence, one.confidence]].map(([label, value]) => {
    const row = node("div");
    row.append(node("dt", label), node("dd", value));
    return row;
  });
  $("rows").replaceChildren(...shown);
  $("remarks").replaceChildren(...one.remarks.map(text => node("li", text)));
  $("title").textContent = article.title;
  $("about").textContent = article.about;
  const text = $("text");
  text.lang = $("sentence").lang = article.language || "";
  text.replaceChildren(...(one.at
    ? mark(article.text.slice(0, one.at[0]), article.text.slice(...one.at), article.text.slice(one.at[1]))
    : [document.createTextNode(article.text)]));
  problems(article.problem ? [article.problem] : []);
  const marked = text.querySelector("mark");
  text.scrollTop = marked ? Math.max(0, marked.offsetTop - text.offsetTop - text.clientHeight / 3) : 0;
  const own = document.querySelector('[data-key="o"]');
  own.hidden = !one.like;
  $("accept").textContent = one.like ? words.join : words.accept;
}

function go(to) {
  if (to < 0 || to >= all.items.length || to === here) return;
  here = to;
  $("said").textContent = "";
  show();
  window.scrollTo(0, 0);
}

function nextOpen() {
  for (let step = 1; step <= all.items.length; step++) {
    const place = (here + step) % all.items.length;
    if (!all.items[place].decided) return place;
  }
  return null;
}

async function decide(choice, more) {
  if (busy) return;
  busy = true;
  const one = all.items[here];
  const told = await ask("decide", {stem: one.stem, id: one.id, choice, seen: one.seen, ...more});
  if (told === null) {
    // What is wrong stays on the page; the proposal may have been decided by somebody else meanwhile.
    const said = [...$("problems").children].map(each => each.textContent);
    const fresh = await ask("data");
    if (fresh !== null) {
      all = fresh;
      here = Math.max(0, all.items.findIndex(each => each.stem === one.stem && each.id === one.id));
      if ($("correction").hidden && $("rejection").hidden) show();
      problems(said);
    }
    busy = false;
    return;
  }
  // A claim that has entered may be the same as another proposal: everything is looked at again.
  const fresh = await ask("data");
  if (fresh !== null) all = fresh; else all.items[here] = told.item;
  const next = nextOpen();
  if (next !== null) here = next;
  show();
  const said = told.claim ? filled(words.written, {id: told.claim}) : words.rejected;
  $("said").textContent = next === null ? `${said} ${words.done}` : said;
  window.scrollTo(0, 0);
  busy = false;
}

// Closes what is open; the keyboard goes back to where it was opened from.
function fold() {
  const from = !$("correction").hidden ? "c" : !$("rejection").hidden ? "r" : "";
  $("correction").hidden = $("rejection").hidden = true;
  $("foot").hidden = false;
  if (from) document.querySelector(`[data-key="${from}"]`).focus();
  if ($("help").open) $("help").close();
}

function correction() {
  fold();
  const one = all.items[here];
  const made = one.asked.map(name => {
    const field = all.fields[name], id = `field-${name}`, label = node("label", field.label);
    label.htmlFor = id;
    let input;
    if (field.choices.length) {
      input = node("select");
      const known = [["", words.nothing], ...field.choices];
      if (!known.some(([value]) => value === one.typed[name])) known.push([one.typed[name], one.typed[name]]);
      for (const [value, label] of known) {
        const option = node("option", label);
        option.value = value;
        input.append(option);
      }
    } else {
      input = node(name === "words" || name === "summary" ? "textarea" : "input");
      input.autocomplete = "off";
    }
    input.value = one.typed[name];
    input.id = id;
    input.name = name;
    const row = node("p");
    row.append(label, input);
    return row;
  });
  $("fields").replaceChildren(...made);
  $("correction").hidden = false;
  $("foot").hidden = true;
  $("fields").querySelector("input, select, textarea").focus();
}

function rejection() {
  fold();
  $("reason").value = "";
  $("rejection").hidden = false;
  $("foot").hidden = true;
  $("reason").focus();
}

$("correction").addEventListener("submit", event => {
  event.preventDefault();
  const before = all.items[here].typed, typed = {};
  for (const input of $("fields").querySelectorAll("input, select, textarea")) {
    if (input.value !== before[input.name]) typed[input.name] = input.value;
  }
  decide("correct", {typed});
});
$("rejection").addEventListener("submit", event => {
  event.preventDefault();
  decide("reject", {reason: $("reason").value});
});
for (const button of document.querySelectorAll(".back")) button.addEventListener("click", fold);

const keys = {
  a: () => all.items[here].like ? decide("join", {joins: all.items[here].like}) : decide("accept", {}),
  o: () => all.items[here].like && decide("accept", {}),
  c: correction,
  r: rejection,
  s: () => { const place = nextOpen(); if (place !== null) go(place); },
  j: () => go(here + 1),
  k: () => go(here - 1),
  "?": () => { fold(); $("help").showModal(); },
};
for (const button of document.querySelectorAll("[data-key]")) {
  button.addEventListener("click", () => { if (all && all.items.length) keys[button.dataset.key](); });
}
document.addEventListener("keydown", event => {
  if (event.key === "Escape") { fold(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !all || !all.items.length) return;
  if ($("help").open || $("foot").hidden || event.target.closest("input, textarea, select")) return;
  const act = keys[event.key];
  if (act) { event.preventDefault(); act(); }
});

ask("data").then(told => {
  if (told === null) return;
  all = told;
  if (!all.items.length) { $("said").textContent = words.empty; return; }
  here = Math.max(0, all.items.findIndex(one => !one.decided));
  show();
});
