/** The page's elements, found and made. Text goes in as text only: nothing is ever parsed as HTML. */

/** Find an element that the page is known to have. */
export function find(id) {
  return document.getElementById(id);
}

/** Make an element: attributes (`on…` are listeners, booleans are switches), then children. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (typeof value === "boolean") element.toggleAttribute(key, value);
    else if (value !== undefined && value !== null) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const LANGUAGE_TAGS = { en: "en", tc: "zh-Hant-HK", sc: "zh-Hans" };

/** Make an element that holds a Text of the contract in the chosen language, or in any it has. */
export function say(name, text, language, attributes = {}) {
  const chosen = text?.[language] ? language : Object.keys(LANGUAGE_TAGS).find((l) => text?.[l]);
  return make(name, { ...attributes, lang: LANGUAGE_TAGS[chosen] }, text?.[chosen] ?? "");
}
