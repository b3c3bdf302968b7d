// Keeps the queue and the talk live. Without it every page still works: forms post
// and the page comes back.
"use strict";
(() => {
  const title = document.body.dataset.title;
  const live = document.querySelector("[data-live]");
  const away = (on) => { document.getElementById("away").hidden = !on; };
  const out = (on) => { document.getElementById("out").hidden = !on; };
  const icon = document.getElementById("icon");

  // The tab says it when somebody is in danger: other tabs hide the page, not its title.
  function head(count, alarm) {
    document.title = (count ? "(" + count + ") " : "") + (alarm ? document.body.dataset.alarm + ": " : "") + title;
    const href = alarm ? icon.dataset.alarm : icon.dataset.calm;
    if (icon.getAttribute("href") !== href) icon.setAttribute("href", href);
  }

  // Every page says it when somebody in danger waits.
  const waits = document.getElementById("waits");
  let danger = waits && !waits.hidden ? 1 : 0;
  function inDanger(count) {
    danger = count;
    if (waits) waits.hidden = !count;
  }

  const newOp = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

  // One stream for the page. The browser reconnects by itself and says how far it
  // got; when it gives up, a new stream goes on from there. Somebody logged out is told
  // so, and the stream goes on when they come back from the login.
  function listen(address, last, handlers) {
    let worry = 0;
    let source = null;
    const calm = () => { clearTimeout(worry); worry = 0; away(false); };
    const open = () => {
      source = new EventSource(address + (last() ? "?after=" + encodeURIComponent(last()) : ""));
      source.onopen = () => { calm(); out(false); };
      source.onerror = async () => {
        worry = worry || setTimeout(() => away(true), 4000);
        if (source.readyState !== EventSource.CLOSED) return;
        if (!await loggedOut(address)) { setTimeout(open, 3000); return; }
        calm();
        out(true);
        addEventListener("focus", open, { once: true });
      };
      source.addEventListener("store", (m) => away(m.data !== "true"));
      for (const name in handlers) source.addEventListener(name, handlers[name]);
    };
    open();
    addEventListener("pagehide", () => source.close());
    addEventListener("pageshow", (e) => { if (e.persisted) open(); });
  }

  // A stream does not say why it was refused.
  async function loggedOut(address) {
    const enough = new AbortController();
    try {
      return (await fetch(address, { headers: { "Desk-Script": "1" }, signal: enough.signal })).status === 401;
    } catch {
      return false;
    } finally {
      enough.abort();
    }
  }

  if (waits?.dataset.watch) {
    listen(waits.dataset.watch, () => "", { danger: (m) => { inDanger(JSON.parse(m.data)); head(0, danger > 0); } });
  }

  // --- the queue ---

  const board = document.getElementById("board");
  if (board) {
    let before = Infinity; // marked talks, when it was last looked at
    let marked = 0;
    let told = () => {};
    document.addEventListener("visibilitychange", () => { before = marked; told(); });
    listen(live.dataset.live, () => "", {
      queue: (m) => {
        const { html, count, danger: waiting, marked: now } = JSON.parse(m.data);
        inDanger(waiting);
        const focused = board.contains(document.activeElement) && document.activeElement.id;
        board.innerHTML = html;
        if (focused) document.getElementById(focused)?.focus();
        marked = now;
        before = Math.min(before, marked);
        told = () => head(count, danger > 0 || marked > before); // a talk of one's own in danger, since one looked
        told();
      },
    });
  }

  // --- the talk ---

  const thread = document.getElementById("thread");
  if (!thread) return;
  const toEnd = () => { thread.scrollTop = thread.scrollHeight; };
  const form = document.getElementById("reply");
  let last = live.dataset.last;
  let unread = 0;
  let alarm = false;
  toEnd();

  // Words in danger: beside the talk's name, and on the tab until they are answered.
  function warn(mark) {
    alarm = true;
    const danger = document.getElementById("danger");
    danger.className = "tag crisis";
    danger.textContent = mark.textContent;
  }

  const show = () => head(unread, alarm || danger > 0);

  listen(live.dataset.live, () => last, {
    danger: (m) => { inDanger(JSON.parse(m.data)); show(); },
    line: (m) => {
      last = m.lastEventId;
      if (thread.querySelector(`[data-id="${CSS.escape(last)}"]`)) return;
      const follow = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 120;
      thread.insertAdjacentHTML("beforeend", JSON.parse(m.data));
      if (follow) toEnd();
      const line = thread.lastElementChild;
      if (line.dataset.mark === "crisis") warn(line.querySelector(".tag"));
      if (document.hidden && line.dataset.who === "person") unread++;
      if (line.dataset.who === "counsellor") alarm = false;
      show();
    },
    over: () => {
      document.getElementById("over").hidden = false;
      document.querySelector(".closing")?.remove();
      form?.querySelector("button")?.remove();
    },
    gone: () => location.assign("/?told=gone"),
  });
  document.addEventListener("visibilitychange", () => { unread = 0; show(); });

  const button = form?.querySelector("button");
  if (!button) return;
  const field = form.elements.words;
  const unsent = document.getElementById("unsent");

  // Sends until the server has it, or says that it will not take it; the words stay in
  // the field until then, and the same op makes sure they are said once.
  async function send() {
    const text = field.value;
    if (!text.trim() || field.readOnly) return;
    field.readOnly = true;
    button.disabled = true;
    const body = new URLSearchParams(new FormData(form));
    for (let n = 0; ; n++) {
      let status = 0;
      try {
        const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { "Desk-Script": "1" }, signal: AbortSignal.timeout(15000) });
        status = answer.type === "opaqueredirect" ? 401 : answer.status; // a proxy may lead to a login of its own
      } catch { /* no network: tried again below */ }
      if (status === 204) {
        unsent.hidden = true;
        out(false);
        field.value = "";
        form.elements.op.value = newOp();
        break;
      }
      unsent.hidden = status === 401;
      out(status === 401);
      if (status && status !== 503) break;
      await new Promise((go) => setTimeout(go, Math.min(15000, 1000 * 2 ** n)));
    }
    field.readOnly = false;
    button.disabled = false;
    field.focus();
  }

  form.addEventListener("submit", (e) => { e.preventDefault(); send(); });
  field.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); send(); }
  });
  field.focus({ preventScroll: true });
})();
