// The young person's page. It shows the entries of the feed in order, and sends
// words and taps until the server has them. Nothing is kept in the browser.
"use strict";
(() => {
  const body = document.body;
  const at = (id) => document.getElementById(id);
  const log = at("log"), scroll = at("scroll"), form = at("form"), field = at("text"), send = at("send");
  const lang = document.documentElement.lang;
  const tick = "✓ ";
  const bare = (label) => label.startsWith(tick) ? label.slice(tick.length) : label;

  const seen = new Set();      // messages shown, so that each is shown once
  const messages = new Map();  // message id -> its element
  let lastEntry = "";          // where the feed goes on
  let held = null;             // a tap that is shown once it turns out to be an answer
  let source = null;
  let refocus = false;         // the tapped button goes; the keyboard follows the talk
  let human = false;           // a counsellor is here, or waited for

  const make = (tag, name, text) => {
    const e = document.createElement(tag);
    if (name) e.className = name;
    if (text !== undefined) e.textContent = text;
    return e;
  };

  // --- showing ---

  const nearEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 160;
  const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; };
  // Words that do not fit the screen are read from their beginning.
  const toStart = (item) => {
    toEnd();
    if (item.offsetHeight <= scroll.clientHeight) return;
    scroll.scrollTop += item.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 8;
    pinned = false;
  };
  let pinned = true; // the person looks at the end; keep it there when the room shrinks
  scroll.addEventListener("scroll", () => { pinned = nearEnd(); });
  new ResizeObserver(() => { if (pinned) toEnd(); }).observe(scroll);

  function bubble(who, text) {
    const item = make("li", "line " + who);
    item.tabIndex = -1;
    item.dataset.test = "bubble";
    item.dataset.who = who;
    const name = { you: body.dataset.you, robot: body.dataset.robot, human: body.dataset.counsellor }[who];
    const last = log.lastElementChild;
    item.append(make("span", last && last.dataset.who === who ? "name vh" : "name", name));
    item.append(make("p", "words", text));
    log.append(item);
    return item;
  }

  function own(id, text) {
    if (seen.has(id)) return;
    seen.add(id);
    bubble("you", text);
    toEnd();
  }

  function choice(button, message) {
    if (button.h) {
      if (!/^(tel:|sms:|https:\/\/)/.test(button.h)) return null;
      const link = make("a", button.h.startsWith("https:") ? "choice link" : "choice call", button.l);
      link.href = button.h;
      link.rel = "noreferrer noopener";
      if (button.h.startsWith("https:")) link.target = "_blank";
      link.dataset.test = "link";
      return link;
    }
    const kind = /:(back|skip)$/.test(button.d || "") ? " quiet" : button.l.startsWith(tick) ? " ticked" : "";
    const key = make("button", "choice" + kind, button.l);
    key.type = "button";
    key.dataset.test = "choice";
    key.addEventListener("click", () => tap(key, button, message));
    return key;
  }

  function choices(item, buttons, message) {
    const focused = item.contains(document.activeElement) && document.activeElement.textContent;
    item.querySelector(".choices")?.remove();
    if (!buttons || !buttons.length) return;
    const box = make("div", buttons.length > 8 ? "choices many" : "choices");
    let row = null;
    let refocused = null;
    for (const button of buttons) {
      const key = choice(button, message);
      if (!key) continue;
      if (!row || !button.w) box.append(row = make("div", key.classList.contains("quiet") ? "row end" : "row"));
      row.append(key);
      if (focused && bare(key.textContent) === bare(focused)) refocused = key;
    }
    item.append(box);
    refocused?.focus({ preventScroll: true });
  }

  function say(e, id) {
    const item = bubble(e.v === "c" ? "human" : "robot", e.t);
    messages.set(id, item);
    choices(item, e.b, id);
    human = human || e.v === "c" || (e.b || []).some((button) => button.d === "!forlad");
    if (refocus) item.focus({ preventScroll: true });
    refocus = false;
    return item;
  }

  const apply = {
    say: (e) => say(e, e.m),
    you: (e) => { bubble("you", e.t); toEnd(); },
    tap: (e) => { held = e; },
    replace: (e) => {
      const item = messages.get(e.r);
      if (!item) return say(e, e.r);
      const words = item.querySelector(".words");
      const other = words.textContent !== e.t; // else only a box was ticked
      words.textContent = e.t;
      choices(item, e.b, e.r);
      return other ? item : undefined;
    },
    settle: (e) => {
      const box = messages.get(e.r)?.querySelector(".choices");
      if (!box) return;
      refocus = refocus || box.contains(document.activeElement);
      box.remove();
    },
    delete: (e) => {
      for (const id of e.x) {
        messages.get(id)?.remove();
        messages.delete(id);
      }
    },
    clear: () => {
      log.replaceChildren();
      messages.clear();
      held = null;
      human = false;
    },
  };

  // A tap that only ticks a box changes its message in place; any other is an
  // answer and is shown as one.
  function release(e) {
    if (!held || e.k === "tap") return;
    const tapped = held;
    held = null;
    if (e.k === "replace" && e.r === tapped.r) return;
    if (e.k === "clear") return;
    bubble("you", answerOf(tapped));
  }

  // What the person answered: the button, or all the boxes they ticked before it.
  function answerOf(tapped) {
    const keys = [...(messages.get(tapped.r)?.querySelectorAll(".choice") || [])];
    const ticked = keys.filter((key) => key.textContent.startsWith(tick)).map((key) => key.textContent.slice(tick.length));
    const quiet = keys.some((key) => key.textContent === tapped.t && key.classList.contains("quiet"));
    return ticked.length && !quiet ? ticked.join(", ") : tapped.t;
  }

  function show(e) {
    const id = e.k === "you" || e.k === "tap" ? "own:" + e.m : e.m;
    if (!apply[e.k] || seen.has(id)) return;
    seen.add(id);
    const follow = nearEnd();
    if (e.k === "say" || e.k === "replace") typing(false);
    release(e);
    const item = apply[e.k](e);
    if (follow && item) toStart(item);
    else if (follow) toEnd();
  }

  // The dots wait a little: an answer that comes at once must not make the page jump
  // under a finger.
  let dots = 0;
  function typing(on) {
    clearTimeout(dots);
    at("typing").classList.remove("human");
    if (on) dots = setTimeout(showDots, 400);
    else at("typing").hidden = true;
  }
  function showDots() {
    const follow = nearEnd();
    at("typing").hidden = false;
    if (follow) toEnd();
    dots = setTimeout(() => typing(false), 10000);
  }

  // The counsellor writes: shown until their words come, or they have been still for a while.
  function theyType() {
    if (!human) return;
    typing(false);
    at("typing").classList.add("human");
    showDots();
    clearTimeout(dots);
    dots = setTimeout(() => typing(false), 6000);
  }

  // The person writes: told now and then, and seldom while nobody is there to see it.
  let nextTyped = 0;
  async function youType() {
    const now = Date.now();
    if (!human || now < nextTyped || !field.value.trim()) return;
    nextTyped = now + 3000;
    try {
      const answer = await fetch("/typing", { method: "POST", body: new URLSearchParams({ lang }) });
      if (answer.status === 404) nextTyped = Date.now() + 20000;
    } catch { /* a courtesy */ }
  }

  const away = (on) => { at("away").hidden = !on; };
  function note(name) {
    const text = name && at("notes").content.querySelector(`[data-name="${name}"]`).textContent;
    at("note").textContent = text || "";
    at("note").hidden = !text;
  }

  // --- sending ---

  const newID = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

  // Waits longer each time; the network coming back ends the wait.
  const pause = (n) => new Promise((go) => {
    const timer = setTimeout(done, Math.min(15000, 800 * 2 ** n));
    function done() { clearTimeout(timer); removeEventListener("online", done); go(); }
    addEventListener("online", done);
  });

  async function post(path, fields) {
    try {
      const answer = await fetch(path, { method: "POST", body: new URLSearchParams({ ...fields, lang }), signal: AbortSignal.timeout(15000) });
      if (answer.ok || answer.status === 503) (await answer.json()).show.forEach(show);
      return answer.status;
    } catch {
      return 0;
    }
  }

  // Sends the same message under the same id until the server has it. False means
  // that it never will.
  async function deliver(fields) {
    const message = { id: newID(), ...fields };
    for (let n = 0, strangers = 0; ; n++) {
      const status = await post("/say", message);
      if (status >= 200 && status < 300) { away(false); note(""); return message.id; }
      if (status === 401 && strangers++ < 2) { await begin(); continue; }
      if (status === 401 || status === 413 || status === 400 || status === 403) {
        note({ 401: "cookies", 413: "long" }[status] || "odd");
        return "";
      }
      typing(false);
      if (status !== 429) away(true);
      await pause(n);
    }
  }

  async function tap(key, button, message) {
    const box = key.closest(".choices");
    if (box.getAttribute("aria-busy")) return;
    box.setAttribute("aria-busy", "true");
    key.classList.add("pressed");
    refocus = key.matches(":focus-visible");
    typing(true);
    await deliver({ data: button.d, label: button.l, message });
    box.removeAttribute("aria-busy");
    key.classList.remove("pressed");
  }

  // The words stay in the field until the server has them.
  async function speak() {
    const text = field.value;
    if (!text.trim() || field.readOnly) return;
    field.readOnly = true;
    send.disabled = true;
    typing(true);
    const id = await deliver({ text });
    field.readOnly = false;
    send.disabled = false;
    if (!id) { typing(false); return; }
    field.value = "";
    grow();
    own("own:" + id, text);
  }

  function grow() {
    field.style.height = "auto";
    field.style.height = Math.min(field.scrollHeight + 2, 168) + "px";
  }

  form.addEventListener("submit", (e) => { e.preventDefault(); speak(); });
  field.addEventListener("input", () => { grow(); note(""); youType(); });
  field.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); speak(); }
  });
  at("crisis").addEventListener("click", () => { typing(true); deliver({ data: "!akut", label: at("crisis").textContent, message: "" }); });

  // --- listening ---

  let worry = 0;
  const worried = () => { worry = worry || setTimeout(() => away(true), 4000); };
  const calm = () => { clearTimeout(worry); worry = 0; };

  function listen() {
    source?.close();
    source = new EventSource("/events" + (lastEntry ? "?after=" + encodeURIComponent(lastEntry) : ""));
    source.onopen = () => { calm(); };
    source.onmessage = (m) => {
      if (m.lastEventId) lastEntry = m.lastEventId;
      show(JSON.parse(m.data));
    };
    source.addEventListener("ready", () => { log.setAttribute("aria-live", "polite"); away(false); });
    source.addEventListener("typing", theyType);
    source.addEventListener("store", (m) => away(m.data !== "true"));
    source.onerror = () => {
      worried();
      if (source.readyState === EventSource.CLOSED) setTimeout(begin, 2000);
    };
  }

  // Opens the talk, however long that takes, and then listens. The server gives a
  // stranger a cookie (202); who is still a stranger then keeps no cookies.
  let beginning = null;
  function begin() {
    beginning = beginning || (async () => {
      let strangers = 0;
      for (let n = 0; strangers < 2;) {
        const status = await post("/start", { s: body.dataset.start });
        if (status === 200) break;
        if (status === 202) { strangers++; continue; }
        strangers = 0;
        away(true);
        await pause(n++);
      }
      away(false);
      calm();
      beginning = null;
      if (strangers < 2) listen();
      else note("cookies");
    })();
    return beginning;
  }

  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (e) => { if (e.persisted) listen(); });
  if (location.search) history.replaceState(null, "", lang === "da" ? "/" : "/?lang=" + lang);
  grow();
  begin();
})();
