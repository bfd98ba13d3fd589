// Links that MLflow's clients print, such as /#/experiments/1/runs/0f3a: what is behind the # never
// reaches the server, so it is turned into a URL here. It survives the login.
const pageOf = (fragment) => {
  const [kind, first, part, second] = fragment.replace(/^#\/?/, "").split(/[/?]/);
  if (kind === "experiments" && part === "runs" && second) return `runs/${second}`;
  if (kind === "experiments" && part === "models" && second) return `logged-models/${second}`;
  if (kind === "experiments" && first) return `experiments/${first}`;
  if (kind === "models" && part === "versions" && second) return `models/${first}/versions/${second}`;
  if (kind === "models" && first) return `models/${first}`;
  return null;
};

const page = pageOf(location.hash);
const login = document.querySelector("[data-page=login] form[method=post].card");
if (page && login) login.action += location.hash;
else if (page && document.body.dataset.page === "start") {
  const root = new URL(document.querySelector(".brand").href).pathname;
  location.replace(`${root}${page}`);
}
