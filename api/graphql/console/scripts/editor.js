/** A plain text area that behaves as code wants it, and lets the keyboard out again. */

const INDENT = "  ";

/** Give a text area the keys: Tab, Shift+Tab, Enter keeps the indent, Escape frees the next Tab. */
export function behave(area) {
  let free = false;
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") free = true;
    else if (event.key === "Tab" && !free && plain(event)) indent(area, event);
    else if (event.key === "Enter" && plain(event)) keepIndent(area, event);
    if (event.key !== "Escape" && event.key !== "Shift") free = false;
  });
  area.addEventListener("blur", () => { free = false; });
}

function plain(event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
}

/** Type text where the caret is. `insertText` is the one way that leaves Undo whole. */
function type(area, text) {
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input"));
}

function indent(area, event) {
  event.preventDefault();
  const { value, selectionStart: from, selectionEnd: until } = area;
  if (!event.shiftKey && from === until) return type(area, INDENT);
  const start = value.lastIndexOf("\n", from - 1) + 1;
  const lines = value.slice(start, until).split("\n");
  const moved = lines.map((line) => (event.shiftKey ? line.replace(/^ {1,2}/, "") : INDENT + line));
  area.setSelectionRange(start, until);
  type(area, moved.join("\n"));
  const end = area.selectionEnd;
  const caret = from === until ? Math.max(start, from - (lines[0].length - moved[0].length)) : start;
  return area.setSelectionRange(caret, from === until ? caret : end);
}

function keepIndent(area, event) {
  const before = area.value.slice(0, area.selectionStart);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const deeper = /[{[(]\s*$/.test(line) ? INDENT : "";
  const blanks = /^ */.exec(line)[0] + deeper;
  if (!blanks) return;
  event.preventDefault();
  type(area, `\n${blanks}`);
}
