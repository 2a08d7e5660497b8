"use strict";
// Evidence lights up on both sides: choosing a finding marks its words on the page, and the other way round.
(() => {
  const light = (card, requirement, scroll) => {
    card.querySelectorAll(".on").forEach((lit) => lit.classList.remove("on"));
    const lit = [...card.querySelectorAll("[data-req]")].filter((e) => e.dataset.req.split(" ").includes(requirement));
    lit.forEach((e) => e.classList.add("on"));
    const target = lit.find((e) => (scroll === "page" ? !e.classList.contains("finding") : e.classList.contains("finding")));
    if (!target) return;
    const pane = target.closest(".text");
    if (pane) pane.scrollTop = target.offsetTop - pane.offsetTop - pane.clientHeight / 3;
    else target.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("click", (event) => {
    const hit = event.target.closest("[data-req]");
    if (hit) light(hit.closest(".card"), hit.dataset.req.split(" ")[0], hit.classList.contains("finding") ? "page" : "finding");
    if (event.target.closest("[data-print]")) window.print();
  });
  const follow = () => {
    const finding = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (finding && finding.classList.contains("finding")) {
      light(finding.closest(".card"), finding.dataset.req, "page");
      finding.focus({ preventScroll: true });
    }
  };
  addEventListener("hashchange", follow);
  follow();
})();
