"use strict";
// Everything a student wrote is put in as text, never as markup.
const csrf = document.querySelector('meta[name="csrf"]').content;
const $ = (id) => document.getElementById(id);
const words = JSON.parse($("words").textContent);
let state = null, place = 0, together = true, ticked = null, started = Date.now(), pace = [];

async function call(path, body) {
  const answer = await reached(path, body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json", "X-Review": csrf }, body: JSON.stringify(body) });
  if (!answer) return null;
  const told = await answer.json().catch(() => ({ error: answer.status }));
  if (!answer.ok) { say(told.error || answer.status, true); await refresh(); return null; }
  return told;
}
async function reached(path, options) { // null where the server is gone, or another one has come in its place
  const answer = await fetch(path, options).catch(() => null);
  if (answer && answer.status !== 403) return answer;
  say(words.offline, true); return null;
}
async function refresh() { const answer = await reached("/state"); if (answer && answer.ok) { state = await answer.json(); show(); } }
function say(text, bad) { $("told").textContent = text || ""; $("told").className = bad ? "wrong" : "where"; }
function element(name, text, kind) { const made = document.createElement(name); if (text !== undefined) made.textContent = text; if (kind) made.className = kind; return made; }
function current() { return state.items[place]; }
function group() { const one = current(); return together ? state.items.filter((each) => each.group === one.group) : [one]; }

function show() {
  const open = state.items.filter((each) => each.decision === null).length;
  $("progress").textContent = words.progress.replace("{done}", state.items.length - open).replace("{all}", state.items.length) + left(open);
  $("mean").textContent = words.mean.replace("{value}", state.mean.value.toFixed(2)).replace("{low}", state.mean.low.toFixed(2)).replace("{high}", state.mean.high.toFixed(2));
  $("bar").style.width = (state.items.length ? 100 * (state.items.length - open) / state.items.length : 100) + "%";
  $("item").hidden = state.items.length === 0; $("none").hidden = state.items.length > 0;
  if (!state.items.length) return;
  place = Math.min(place, state.items.length - 1);
  const one = current(), alike = state.items.filter((each) => each.group === one.group).length;
  $("where").textContent = one.part + " · " + one.title;
  $("count").textContent = (place + 1) + " / " + state.items.length;
  $("proposed").textContent = words.proposed.replace("{points}", one.points).replace("{max}", one.max).replace("{low}", one.low).replace("{high}", one.high);
  $("decision").textContent = one.decision === null ? "" : words.decided.replace("{points}", one.decision).replace("{max}", one.max);
  answerWithMarks(one);
  $("reasons").replaceChildren(...one.reasons.map(([tone, text, quote]) => { const row = element("li", text, tone); if (quote) row.append(" ", element("q", quote)); return row; }));
  if (ticked === null) ticked = new Set(one.rows.filter((row) => row.counted).map((row) => row.id));
  $("rows").replaceChildren(...one.rows.map((row, at) => tickable(row, at)));
  $("rowsbox").hidden = one.rows.length === 0;
  $("guide").textContent = one.guide;
  $("alike").hidden = alike < 2; $("together").checked = together;
  $("alikecount").textContent = words.alike.replace("{count}", alike);
  $("others").replaceChildren(...(alike < 2 ? [] : state.items.filter((each) => each.group === one.group && each.id !== one.id).slice(0, 20).map((each) => element("pre", each.answer))));
}
function tickable(row, at) {
  const line = element("label"), box = element("input"); box.type = "checkbox"; box.checked = ticked.has(row.id);
  box.addEventListener("change", () => { toggle(row.id); });
  line.append(box, " ", element("kbd", "abcdefghij"[at] || ""), " ", row.text + " (" + row.share + ")"); const item = element("li"); item.append(line); return item;
}
function toggle(id) { ticked.has(id) ? ticked.delete(id) : ticked.add(id); show(); }
function answerWithMarks(one) {
  const target = $("answer"); target.replaceChildren();
  const places = [];
  for (const [tone, , quote] of one.reasons) { const at = quote && tone !== "note" ? one.answer.indexOf(quote) : -1; if (at >= 0) places.push([at, at + quote.length, tone]); }
  places.sort((a, b) => a[0] - b[0]);
  let end = 0;
  for (const [from, to, tone] of places) { if (from < end) continue; target.append(one.answer.slice(end, from), element("mark", one.answer.slice(from, to), tone)); end = to; }
  target.append(one.answer.slice(end));
}
function left(open) {
  if (!pace.length || !open) return "";
  const sorted = [...pace].sort((a, b) => a - b), minutes = Math.ceil(open * sorted[Math.floor(sorted.length / 2)] / 60000);
  return ", " + words.left.replace("{minutes}", minutes);
}
function go(step) { if (!state.items.length) return; place = (place + step + state.items.length) % state.items.length; ticked = null; started = Date.now(); say(""); show(); }
function next() { const found = state.items.findIndex((each, at) => at > place && each.decision === null); const wrapped = found >= 0 ? found : state.items.findIndex((each) => each.decision === null); if (wrapped >= 0) { place = wrapped; } ticked = null; started = Date.now(); show(); }
async function decide(answer) {
  if (!state.items.length) return;
  const chosen = group().filter((each) => each.id === current().id || each.decision === null);
  const seen = Object.fromEntries(chosen.map((each) => [each.id, each.times]));
  const told = await call("/decide", { ids: chosen.map((each) => each.id), seen, why: $("why").value, ...answer });
  if (!told) return;
  pace.push(Math.min(Date.now() - started, 120000)); state = told; $("why").value = "";
  say(words.saved.replace("{count}", chosen.length)); next(); ask();
}
// After each twenty decisions: what they would change in the proposals that wait. A person accepts it, or not.
const EACH = 20;
let asked = 0, offered = [];
async function ask() {
  const rounds = Math.floor(state.decided / EACH);
  if (rounds <= asked) return;
  asked = rounds;
  const told = await call("/offer", {});
  if (told) { offered = told.changes; showOffer(); }
}
function showOffer() {
  $("offer").hidden = offered.length === 0;
  $("offertext").textContent = words.offer.replace("{count}", offered.length);
  $("changes").replaceChildren(...offered.slice(0, 50).map((each) => { const row = element("li", each.part + " : " + each.old + " → " + each.new + " / " + each.max + " (" + (each.reason === "alike" ? words.alike_to : words.learnt) + ") "); row.append(element("q", each.answer)); return row; }));
}
async function answerOffer(accepted) {
  const ids = offered.map((each) => each.id);
  offered = []; showOffer();
  if (!accepted) return;
  const told = await call("/accept", { ids });
  if (told) { state = told; ticked = null; show(); }
}
function proposal() { // the ticked rows; a proposal that the person's decisions moved, while its rows are untouched
  const one = current(), untouched = one.rows.every((row) => ticked.has(row.id) === row.counted);
  return one.rows.length && !(one.moved && untouched) ? { rows: [...ticked] } : { share: String(fraction(one.share)) };
}
async function undo() { const told = await call("/undo", {}); if (!told) return; state = told; if (told.undone.length) { place = Math.max(0, state.items.findIndex((each) => each.id === told.undone[0])); ticked = null; say(words.undone); } show(); }

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input[type=text], input[type=search]");
  if (event.key === "Escape") { event.target.blur(); return; }
  if (typing) { if (event.key === "Enter" && event.target.id === "points") { decide({ points: event.target.value.trim() }); event.target.value = ""; event.target.blur(); event.preventDefault(); } return; }
  if (event.ctrlKey || event.metaKey || event.altKey || !state) return;
  const row = "abcdefghij".indexOf(event.key);
  if (event.key === "0") decide({ share: "0" });
  else if (event.key === "1") decide({ share: "1" });
  else if (event.key === "5" || event.key === "½" || event.key === "h") decide({ share: "1/2" });
  else if (event.key === "Enter") decide(proposal());
  else if (event.key === "n" || event.key === "ArrowRight") go(1);
  else if (event.key === "p" || event.key === "ArrowLeft") go(-1);
  else if (event.key === "u") undo();
  else if (event.key === "t") { together = !together; show(); }
  else if (event.key === "/") $("find").focus();
  else if (event.key === ".") $("points").focus();
  else if (event.key === "w") $("why").focus();
  else if (row >= 0 && current() && row < current().rows.length) toggle(current().rows[row].id);
  else return;
  event.preventDefault();
});
function fraction(value) { for (let below = 1; below <= 64; below++) { const above = Math.round(value * below); if (Math.abs(above / below - value) < 1e-9) return above + "/" + below; } return value; }
$("find").addEventListener("input", () => { const wanted = $("find").value.toLowerCase(); const found = state.items.findIndex((each) => wanted && (each.part.toLowerCase().startsWith(wanted) || each.answer.toLowerCase().includes(wanted))); if (found >= 0) { place = found; ticked = null; show(); } });
$("together").addEventListener("change", () => { together = $("together").checked; show(); });
for (const [id, act] of [["b0", () => decide({ share: "0" })], ["bh", () => decide({ share: "1/2" })], ["b1", () => decide({ share: "1" })], ["bn", () => go(1)], ["bp", () => go(-1)], ["bu", undo], ["bt", () => decide(proposal())], ["oy", () => answerOffer(true)], ["on", () => answerOffer(false)]]) $(id).addEventListener("click", act);
window.addEventListener("focus", refresh);
refresh();
