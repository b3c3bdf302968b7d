// Keeps a page of the desk live: one stream of events, and talks that change places
// without a new page. Without it every page still works: forms post and the page comes
// back. What belongs to the queue and to a talk stands in queue.js and talk.js.
"use strict";
const Desk = (() => {
  const by = (id) => document.getElementById(id);
  const handlers = new Map(); // event -> what to do with its data
  const shown = [];           // to do whenever another page is shown
  const away = (on) => { by("away").hidden = !on; };
  const out = (on) => { by("out").hidden = !on; };
  const sayIt = (text) => { by("say").textContent = text; };
  const newOp = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

  // --- what the tab says ---

  const state = { count: 0, danger: 0, owed: 0, asked: 0, unread: 0, alarm: false, marked: false };

  // The tab says it when somebody is in danger: other tabs hide the page, not its title.
  // What is unread in the own talks the board knows best.
  function head(change) {
    Object.assign(state, change);
    const alarm = state.danger > 0 || state.alarm || state.marked, n = state.count + state.unread + (by("board") ? 0 : state.owed + state.asked);
    document.title = (n ? "(" + n + ") " : "") + (alarm ? document.body.dataset.alarm + ": " : "") + document.body.dataset.title;
    const icon = by("icon"), href = alarm ? icon.dataset.alarm : icon.dataset.calm;
    if (icon.getAttribute("href") !== href) icon.setAttribute("href", href);
    const waits = by("waits");
    if (waits) waits.hidden = !state.danger || document.body.dataset.here === "queue";
  }

  // Puts new content in a place, and leaves the focus, and what is chosen or written, as
  // they were.
  function fill(place, html) {
    if (!place || place.dataset.html === html) return;
    const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...place.querySelectorAll("details[open] [id]")].map((e) => e.id);
    const written = [...place.querySelectorAll("input[id], select[id], textarea[id]")].map((e) => [e.id, e.value, e.checked]);
    place.innerHTML = html;
    place.dataset.html = html;
    open.forEach((id) => by(id)?.closest("details")?.setAttribute("open", ""));
    for (const [id, value, checked] of written) {
      const field = by(id);
      if (!field) continue;
      Object.assign(field, { value, checked });
      if (field.selectedIndex < 0) field.selectedIndex = 0; // what was chosen is there no longer
    }
    if (focused) (by(focused) || place.querySelector("a, button"))?.focus({ preventScroll: true });
  }

  // --- the stream ---

  let source = null, worry = 0, retry = 0;

  function stop() {
    source?.close();
    source = null;
    clearTimeout(worry);
    clearTimeout(retry);
    worry = 0;
  }

  // The browser reconnects by itself and says how far it got; when it gives up, a new
  // stream goes on from there. Somebody logged out is told so, and the stream goes on
  // when they come back from the login. A talk that is not theirs any more is left.
  function connect() {
    stop();
    const address = by("main").dataset.events;
    if (!address) return;
    const last = by("talk")?.dataset.last;
    const mine = source = new EventSource(address + (last ? "&after=" + encodeURIComponent(last) : ""));
    const calm = () => { clearTimeout(worry); worry = 0; away(false); };
    mine.onopen = () => { calm(); out(false); };
    mine.onerror = async () => {
      worry = worry || setTimeout(() => away(true), 4000);
      if (mine.readyState !== EventSource.CLOSED) return;
      const status = await ask(address);
      if (mine !== source) return;
      if (status === 404) {
        calm();
        if (by("talk")) leave("/?told=lost");
      } else if (status === 401) {
        calm();
        out(true);
        addEventListener("focus", connect, { once: true });
      } else {
        retry = setTimeout(connect, 3000);
      }
    };
    mine.addEventListener("store", (m) => away(m.data !== "true"));
    for (const [name, handle] of handlers) {
      mine.addEventListener(name, (m) => { if (mine === source) handle(JSON.parse(m.data), m.lastEventId); });
    }
  }

  // A stream does not say why it was refused.
  async function ask(address) {
    const enough = new AbortController();
    try {
      return (await fetch(address, { headers: { "Desk-Script": "1" }, signal: enough.signal })).status;
    } catch {
      return 0;
    } finally {
      enough.abort();
    }
  }

  addEventListener("pagehide", stop);
  addEventListener("pageshow", (e) => { if (e.persisted) connect(); });

  // --- from page to page ---

  const swaps = ["queue", "talk"]; // the pages that change places without a new page

  function leave(url) {
    go(url).catch(() => location.assign(url));
  }

  async function go(url) {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!swap(new DOMParser().parseFromString(await answer.text(), "text/html"), answer.url, true)) location.assign(url);
  }

  // What stands half written on the page, but in the form that was just sent; the answer
  // with its op, because it may be on its way.
  function unsent(form) {
    return [...document.querySelectorAll("main textarea[id], #op")]
      .filter((field) => field.value && field.form !== form).map((field) => [field.id, field.value]);
  }

  // Shows another page in this one's place. False when it is not one that can.
  function swap(page, url, push, form) {
    const next = page.querySelector("main");
    if (!next || !swaps.includes(page.body.dataset.here) || !swaps.includes(document.body.dataset.here)) return false;
    const address = new URL(url);
    address.searchParams.delete("told");
    const same = address.pathname === location.pathname;
    const written = same ? unsent(form) : [], scroll = by("board")?.scrollTop;
    stop();
    by("main").replaceWith(document.adoptNode(next));
    for (const name in page.body.dataset) document.body.dataset[name] = page.body.dataset[name];
    if (push && !same) history.pushState(null, "", address.pathname + address.search);
    else if (push) history.replaceState(null, "", address.pathname + address.search + location.hash);
    for (const link of document.querySelectorAll("nav a")) {
      if (link.dataset.test === document.body.dataset.here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    for (const [id, text] of written) if (by(id)) by(id).value = text;
    if (scroll && by("board")) by("board").scrollTop = scroll;
    const count = page.title.match(/^\((\d+)\)/);
    head({ count: count ? +count[1] : 0, unread: 0, alarm: false });
    shown.forEach((run) => run());
    connect();
    const notice = document.querySelector(".told");
    sayIt(notice ? notice.textContent : document.body.dataset.title);
    const field = matchMedia("(pointer: fine)").matches ? by("words") : null;
    (field || by("talk-title") || by("main")).focus({ preventScroll: true });
    return true;
  }

  addEventListener("popstate", () => {
    const here = by("talk")?.dataset.path || "/";
    if (location.pathname === here) return; // only the part behind the # is another
    const url = location.href;
    fetch(url).then((a) => a.text()).then((text) => {
      if (!swap(new DOMParser().parseFromString(text, "text/html"), url, false)) location.reload();
    }, () => location.reload());
  });

  addEventListener("click", (e) => {
    const link = e.target.closest?.("a[data-swap]");
    if (!link || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    if (!swaps.includes(document.body.dataset.here)) return;
    e.preventDefault();
    leave(link.href);
  });

  // A form that leads to a talk or the queue does so without a new page.
  addEventListener("submit", async (e) => {
    const form = e.target;
    if (e.defaultPrevented || !form.matches("[data-swap], [data-quiet]")) return;
    if (form.matches("[data-swap]") && !swaps.includes(document.body.dataset.here)) return;
    e.preventDefault();
    const button = e.submitter;
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    button?.setAttribute("aria-disabled", "true");
    try {
      await form.settled; // a draft that is on its way must not come after the words
      await send(form, new URLSearchParams(new FormData(form, button)));
    } catch {
      away(true); // no network; what was written stays in the form
    } finally {
      delete form.dataset.busy;
      button?.removeAttribute("aria-disabled");
    }
  });

  async function send(form, body) {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.body.dataset.here === "login") { out(true); return; }
    away(answer.status === 503);
    if (answer.ok && form.matches("[data-quiet]")) {
      const place = form.parentElement, next = page.getElementById(place.id);
      if (next) fill(place, next.innerHTML.trim());
      return;
    }
    if (answer.ok && swap(page, answer.url, true, form)) return;
    if (answer.status === 404) { leave("/?told=lost"); return; }
    complain(form, page.querySelector(".told")?.textContent || "");
  }

  // What was wrong stands in the form, which keeps what was written.
  function complain(form, text) {
    if (!text) return;
    form.querySelector(".wrong")?.remove();
    const wrong = document.createElement("p");
    wrong.className = "notice alarm wrong";
    wrong.setAttribute("role", "alert");
    wrong.textContent = text;
    form.prepend(wrong);
  }

  const on = (name, handle) => handlers.set(name, handle);
  const page = (run) => { shown.push(run); run(); };

  on("presence", (html) => fill(by("presence"), html));
  on("live", (html) => fill(by("live"), html));
  addEventListener("DOMContentLoaded", () => {
    const count = document.title.match(/^\((\d+)\)/);
    head({ count: count ? +count[1] : 0, danger: by("icon").getAttribute("href") === by("icon").dataset.alarm ? 1 : 0 });
    connect();
  });
  return { by, on, page, fill, head, say: sayIt, leave, out, newOp, state };
})();
