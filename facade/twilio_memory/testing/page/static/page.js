"use strict";
// Loads the page again when the server says that something has changed, and puts its live parts in place.
const connection = document.getElementById("connection");
let timer = null;
let calls = 0;

async function refresh() {
  timer = null;
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    if (!next || part.innerHTML === next.innerHTML) continue;
    for (const open of part.querySelectorAll("details[open][id]")) {
      const same = next.querySelector("#" + CSS.escape(open.id));
      if (same) same.open = true;
    }
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    const holder = focused && focused.closest("details[id]");
    part.replaceChildren(...next.childNodes);
    if (holder) document.querySelector("#" + CSS.escape(holder.id) + " > summary")?.focus();
  }
  connection.textContent = calls ? `${calls} new ${calls === 1 ? "call" : "calls"}` : "Live";
  calls = 0;
}

const changes = new EventSource("/__emulator__/page/changes");
changes.addEventListener("open", () => { connection.textContent = "Live"; });
changes.addEventListener("error", () => { connection.textContent = "Not connected"; });
changes.addEventListener("change", (event) => {
  calls += Number(event.data);
  timer ??= setTimeout(() => refresh().catch(() => {}), 300);
});
