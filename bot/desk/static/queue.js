// The queue and the own talks: what is new, how long somebody has waited, a sound, and a
// notice from the browser for those who asked for it.
"use strict";
(() => {
  const { by } = Desk;
  const known = new Map(); // requests that were shown already, and whether in danger
  let lastNotice = 0;
  let before = Infinity;   // own talks in danger, when it was last looked at
  let marked = 0;          // and now

  // --- who waits ---

  // A page without the queue hears of new people by their number, and of own talks that
  // wait for an answer; with the queue those make a sound only while nobody looks.
  let heads = null; // the numbers before
  Desk.on("head", (now) => {
    const more = (what) => heads && now[what] > heads[what];
    const beside = !by("board"), danger = beside && more("danger");
    if (danger || beside && more("count") || (beside || document.hidden) && more("owed")) tell(document.body.dataset.waits, danger);
    if (more("asked")) tell(document.body.dataset.asked, false);
    heads = now;
    Desk.head(now);
  });

  Desk.on("queue", (news) => {
    const list = by("waiting");
    if (!list) return;
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const next = [];
    for (const [id, where] of news.order) {
      const card = news.cards[id] ? parse(news.cards[id], list.querySelector(`[data-id="${CSS.escape(id)}"]`)) : list.querySelector(`[data-id="${CSS.escape(id)}"]`);
      if (!card) continue;
      card.querySelector(".where").textContent = where;
      next.push(card);
    }
    arrange(list, next);
    if (focused && !focused.isConnected) (by(focused.id) || list.querySelector("button") || by("main")).focus({ preventScroll: true });
    by("count").textContent = news.count;
    by("more").textContent = news.more;
    by("nobody").hidden = news.order.length > 0;
    Desk.head({ count: news.count, danger: news.danger });
    tick();
    announce(news);
  });

  function parse(html, old) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const card = holder.content.querySelector("li");
    if (old?.contains(document.activeElement) || old?.querySelector("details[open]")) {
      const why = old.querySelector("input[name=words]"), now = card.querySelector("input[name=words]");
      if (why && now) { now.value = why.value; now.closest("details").open = why.closest("details").open; }
    }
    return card;
  }

  // Puts the cards in order and touches only those that moved, so that a click on
  // another one still meets it.
  function arrange(list, next) {
    const keep = new Set(next);
    for (const card of [...list.children]) if (!keep.has(card)) card.remove();
    next.forEach((card, i) => { if (list.children[i] !== card) list.insertBefore(card, list.children[i] || null); });
  }

  Desk.on("own", (news) => {
    Desk.fill(by("own"), news.html);
    marked = news.danger;
    before = Math.min(before, marked);
    Desk.head({ unread: news.unread, marked: marked > before });
    tick();
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    before = marked;
    Desk.head({ marked: false });
  });

  // --- how long ---

  function tick() {
    const words = document.body.dataset;
    for (const wait of document.querySelectorAll("[data-since]")) {
      const n = Math.floor((Date.now() - wait.dataset.since) / 60000);
      const text = n < 1 ? words.now : n === 1 ? words.minute : words.many.replace("2", n);
      if (wait.textContent !== text) wait.textContent = text;
    }
  }
  setInterval(tick, 15000);

  // --- being told ---

  const heard = () => localStorage.getItem("desk-sound") === "on";
  let audio = null;

  function beep(urgent) {
    try {
      audio = audio || new AudioContext();
      const tones = urgent ? [880, 660, 880] : [520, 660];
      tones.forEach((pitch, i) => {
        const tone = audio.createOscillator(), volume = audio.createGain(), at = audio.currentTime + i * 0.18;
        tone.frequency.value = pitch;
        volume.gain.setValueAtTime(0.0001, at);
        volume.gain.exponentialRampToValueAtTime(0.15, at + 0.02);
        volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.16);
        tone.connect(volume).connect(audio.destination);
        tone.start(at);
        tone.stop(at + 0.17);
      });
    } catch { /* no sound here */ }
  }

  // New people make a sound, as does being asked to take over, and a notice at most once a
  // minute unless somebody is in danger. The notice says nothing about anybody.
  function announce(news) {
    const first = known.size === 0 && !announce.begun;
    announce.begun = true;
    let fresh = false, urgent = false;
    const ids = new Set(news.order.map(([id]) => id));
    for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    for (const id of ids) {
      const card = by("waiting").querySelector(`[data-id="${CSS.escape(id)}"]`);
      const danger = card?.dataset.danger === "crisis", was = known.get(id);
      known.set(id, danger);
      if (was === danger || was && !danger) continue; // not new, and no worse than before
      fresh = true;
      urgent = urgent || danger;
    }
    if (!first && fresh) tell(document.body.dataset.waits, urgent);
  }

  function tell(words, urgent) {
    if (heard()) beep(urgent);
    Desk.say(words);
    if (!("Notification" in window) || Notification.permission !== "granted" || !document.hidden) return;
    if (!urgent && Date.now() - lastNotice < 60000) return;
    lastNotice = Date.now();
    new Notification(words, { tag: "desk" });
  }

  Desk.page(() => {
    tick();
    const sound = by("sound"), notify = by("notify");
    if (!sound) return;
    sound.hidden = false;
    sound.setAttribute("aria-pressed", heard());
    sound.onclick = () => {
      localStorage.setItem("desk-sound", heard() ? "off" : "on");
      sound.setAttribute("aria-pressed", heard());
      if (heard()) beep(false);
    };
    notify.hidden = !("Notification" in window) || Notification.permission !== "default";
    notify.onclick = async () => { notify.hidden = await Notification.requestPermission() !== "default"; };
  });
})();
