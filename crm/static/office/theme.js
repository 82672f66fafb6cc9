// Runs in the head, before anything is painted: light or dark as chosen, else as the system says.
(() => {
  const root = document.documentElement;
  root.classList.remove("no-js");
  const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => root.setAttribute("data-bs-theme", stored() || (system.matches ? "dark" : "light"));
  apply();
  system.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    try { localStorage.setItem("theme", root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark"); } catch { return; }
    apply();
  });
})();
