// Lists: boxes that select rows, heads that stay in sight, the choice of columns.
import "./boxes.js";
import "./columns.js";
import "./selection.js";
