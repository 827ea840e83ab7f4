/** What a page does in the browser; all of it can be read without. */
import "./contents.ts";
import "./copy.ts";
import "./scrolling.ts";
import "./search.ts";
import "./source-lines.ts";
import "./theme.ts";
