// Finding, on every page: the palette, and for lists completion, search while typing and facets.
export { completeFields } from "./completion.js";
export { showFacets } from "./facets.js";
export { openPalette } from "./palette.js";
export { search } from "./searching.js";
