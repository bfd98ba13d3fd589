// Finding, on every page: the palette, and for lists completion, search while typing and facets.
import "./completion.js";
import "./facets.js";
import "./palette.js";
import "./searching.js";
