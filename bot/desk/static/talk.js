// One talk: lines as they come, an answer that is sent until it is there, a draft that
// is kept, and lists to pick from while writing.
"use strict";
(() => {
  const { by } = Desk;
  const touch = matchMedia("(pointer: coarse)");
  let unread = 0;
  let typing = 0;

  const toEnd = () => { const thread = by("thread"); if (thread) thread.scrollTop = thread.scrollHeight; };
  const atEnd = () => { const t = by("thread"); return t.scrollHeight - t.scrollTop - t.clientHeight < 120; };

  // The newest words stay in sight when the pane grows or shrinks, as when a phone shows
  // its keys.
  const size = new ResizeObserver(() => { if (size.end) toEnd(); });
  function stayAtEnd() {
    const thread = by("thread");
    size.disconnect();
    if (!thread) return;
    size.end = !new URLSearchParams(location.search).has("all");
    if (size.end) toEnd();
    thread.addEventListener("scroll", () => { size.end = atEnd(); }, { passive: true });
    size.observe(thread);
  }

  // --- what comes in ---

  Desk.on("line", (html, id) => {
    const thread = by("thread"), talk = by("talk");
    if (!thread) return;
    talk.dataset.last = id;
    if (thread.querySelector(`[data-id="${CSS.escape(id)}"]`)) return;
    const follow = atEnd();
    thread.insertAdjacentHTML("beforeend", html);
    if (follow) toEnd();
    const line = thread.lastElementChild, who = line.dataset.who;
    if (line.dataset.mark === "crisis") warn(line.querySelector(".tag"));
    if (who === "counsellor") Desk.head({ alarm: false });
    if (document.hidden && who === "person" && !by("board")) Desk.head({ unread: ++unread }); // otherwise the list tells
  });

  // Words in danger: beside the talk's name, and on the tab until they are answered.
  function warn(mark) {
    const danger = by("danger");
    danger.className = "tag crisis";
    danger.hidden = false;
    danger.textContent = mark.textContent;
    Desk.head({ alarm: true });
  }

  Desk.on("receipt", (news, id) => {
    if (by("talk")) by("talk").dataset.last = id;
    const place = by("thread")?.querySelector(`[data-id="${CSS.escape(news.of)}"] .receipt`);
    if (place) place.innerHTML = news.html;
  });

  Desk.on("state", (html) => Desk.fill(by("state"), html));

  function stopTyping() {
    clearTimeout(typing);
    if (by("typing")) by("typing").hidden = true;
  }
  Desk.on("typing", (says) => {
    stopTyping();
    if (!by("typing") || !says) return;
    by("typing").textContent = says;
    by("typing").hidden = false;
    typing = setTimeout(stopTyping, 6000);
  });

  // What was half written stays to be copied.
  Desk.on("over", () => {
    if (!by("over")) return;
    by("over").hidden = false;
    by("reply")?.querySelector("button")?.remove();
    const note = by("note")?.value ? by("note").closest("details") : "";
    by("tools")?.replaceChildren(note);
    if (!note) return;
    note.querySelector("button").remove();
    note.open = true;
  });
  Desk.on("gone", (why) => Desk.leave("/?told=" + why));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || by("board")) return;
    unread = 0;
    Desk.head({ unread });
  });

  // --- one page with a talk ---

  Desk.page(() => {
    unread = 0;
    stayAtEnd();
    const form = by("reply");
    if (form?.querySelector("button")) write(form);
    const note = by("note");
    if (note) {
      pick(note, by("names"), /(?:^|\s)@(\S*)$/, true);
      note.form.addEventListener("submit", keep(note, "note"));
    }
    const seek = by("seek");
    if (seek) search(seek);
  });

  // What there is to choose from is as of the moment when a tool is opened.
  document.addEventListener("toggle", async (e) => {
    if (!e.target.open || !e.target.querySelector("[data-fresh]")) return;
    const path = by("talk").dataset.path;
    const now = await fetch(path + "/tools").then((a) => a.text(), () => "");
    if (by("talk")?.dataset.path !== path) return;
    for (const place of new DOMParser().parseFromString(now, "text/html").querySelectorAll("[data-fresh]")) {
      const old = by(place.id);
      if (old && choices(place) !== choices(old)) Desk.fill(old, place.innerHTML); // else a click may be on its way
    }
  }, true);
  const choices = (place) => place.innerHTML.replace(/name="op" value="[^"]*"/, "");

  const post = (address, fields) => fetch(address, {
    method: "POST", body: new URLSearchParams(fields), headers: { "Desk-Script": "1" }, keepalive: true, signal: AbortSignal.timeout(3000),
  }).catch(() => {});

  // Keeps what is half written, for another browser or a reload. The function it gives
  // says that the words as they are now need no keeping.
  function keep(field, of) {
    const path = by("talk").dataset.path;
    let kept = field.value, timer = 0;
    const sent = () => { clearTimeout(timer); kept = field.value; };
    const save = () => {
      if (field.value === kept || field.readOnly) return;
      sent();
      field.form.settled = post(path + "/draft", { words: kept, of });
    };
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1000); });
    field.addEventListener("blur", save);
    return sent;
  }

  function write(form) {
    const field = form.elements.words, unknown = by("unknown"), path = by("talk").dataset.path;
    const picked = pick(field, by("replies"), /^\/(.*)$/s, false);
    const sent = keep(field, "answer");
    let typed = 0;

    field.addEventListener("input", () => {
      unknown.hidden = true;
      if (field.value && !field.value.startsWith("/") && Date.now() - typed > 3000) {
        typed = Date.now();
        post(path + "/typing");
      }
    });

    form.addEventListener("submit", (e) => { e.preventDefault(); send(); });
    field.addEventListener("keydown", (e) => {
      if (picked(e)) return;
      if (e.key === "Enter" && !e.shiftKey && !e.isComposing && !touch.matches) { e.preventDefault(); send(); }
    });

    // A ready answer by its name alone is put there to be read; one that nobody knows is
    // hardly for the person, and is sent only when Send is pressed again.
    function unmeant() {
      const name = /^\/(\p{L}.*)$/u.exec(field.value.trim())?.[1].toLowerCase();
      if (!name || !unknown.hidden) return false;
      const reply = [...by("replies").children].find((o) => o.firstElementChild.textContent.toLowerCase() === name);
      if (reply) field.value = reply.dataset.text;
      field.dispatchEvent(new Event("input"));
      unknown.hidden = !!reply;
      return true;
    }

    function empty(form, words) {
      if (form?.elements.words.value !== words) return;
      form.elements.words.value = "";
      form.elements.op.value = Desk.newOp();
    }

    // Sends until the server has it, or says that it will not take it; the words stay in
    // the field until then, and the same op makes sure they are said once.
    async function send() {
      const button = form.querySelector("button"), unsent = by("unsent");
      if (!button || !field.value.trim() || field.readOnly) return; // without it the talk is over
      if (unmeant()) return;
      unknown.hidden = true;
      field.readOnly = true;
      button.disabled = true;
      await form.settled;
      const words = field.value, body = new URLSearchParams(new FormData(form));
      for (let n = 0; ; n++) {
        const status = await once(form.action, body);
        if (status === 204) {
          unsent.hidden = true;
          Desk.out(false);
          empty(form, words);
          if (by("talk")?.dataset.path === path) empty(by("reply"), words); // shown anew since
          sent();
          toEnd();
          break;
        }
        unsent.hidden = status === 401;
        Desk.out(status === 401);
        if (status === 404 && form.isConnected) { Desk.leave("/?told=lost"); return; }
        if (status && status < 500) break;
        await new Promise((go) => setTimeout(go, Math.min(15000, 1000 * 2 ** n)));
      }
      field.readOnly = false;
      button.disabled = false;
      if (form.isConnected) field.focus();
    }
  }

  async function once(address, body) {
    try {
      const answer = await fetch(address, { method: "POST", body, redirect: "manual", headers: { "Desk-Script": "1" }, signal: AbortSignal.timeout(15000) });
      return answer.type === "opaqueredirect" ? 401 : answer.status; // a proxy may lead to a login of its own
    } catch {
      return 0; // no network: tried again
    }
  }

  // A list that opens while somebody writes: arrows choose, Enter or Tab takes, Esc
  // closes. begins finds what was written so far; whole says whether the words before it
  // stay. The function it gives says whether a key was meant for the list.
  function pick(field, list, begins, part) {
    if (!list) return () => false;
    const all = () => [...list.children];
    let at = -1;
    const close = () => { list.hidden = true; at = -1; field.removeAttribute("aria-activedescendant"); };
    const mark = (to) => {
      const open = all().filter((o) => !o.hidden);
      at = (to + open.length) % open.length;
      open.forEach((o, i) => o.setAttribute("aria-selected", i === at));
      field.setAttribute("aria-activedescendant", open[at].id);
      open[at].scrollIntoView({ block: "nearest" });
    };
    const written = () => begins.exec(field.value.slice(0, field.selectionStart));
    const take = (option) => {
      const end = field.selectionStart, found = written();
      const from = part ? end - found[1].length - 1 : 0;
      field.setRangeText(option.dataset.text, from, end, "end");
      close();
      field.focus();
      field.dispatchEvent(new Event("input"));
    };
    field.addEventListener("input", () => {
      const found = written();
      if (!found) { close(); return; }
      const wanted = found[1].toLowerCase();
      for (const option of all()) option.hidden = !option.textContent.toLowerCase().includes(wanted);
      const none = all().every((o) => o.hidden);
      list.hidden = none;
      if (none) close(); else mark(0);
    });
    field.addEventListener("blur", () => setTimeout(close, 200));
    list.addEventListener("mousedown", (e) => {
      const option = e.target.closest("[role=option]");
      if (option) { e.preventDefault(); take(option); }
    });
    list.addEventListener("focus", () => field.focus()); // the keys are read there
    const key = (e) => {
      if (list.hidden || e.isComposing) return false;
      if (e.key === "ArrowDown") mark(at + 1);
      else if (e.key === "ArrowUp") mark(at - 1);
      else if (e.key === "Escape") close();
      else if ((e.key === "Enter" && !e.shiftKey) || e.key === "Tab") take(all().filter((o) => !o.hidden)[at]);
      else return false;
      e.preventDefault();
      e.stopPropagation();
      return true;
    };
    if (part) field.addEventListener("keydown", key);
    return key;
  }

  function search(field) {
    const choices = [...field.closest("fieldset").querySelectorAll(".choice")];
    field.parentElement.hidden = false;
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      for (const choice of choices) choice.hidden = !choice.textContent.toLowerCase().includes(wanted);
    });
    field.addEventListener("keydown", (e) => { if (e.key === "Enter") e.preventDefault(); });
  }

  // Esc closes an open tool and gives the focus back.
  addEventListener("keydown", (e) => {
    const open = e.key === "Escape" && document.querySelector(".tools details[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
})();
