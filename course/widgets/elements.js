// Makes an element with its children; a name that begins with "svg:" makes one of SVG. An attribute that is
// a function listens to the event of its name. What is null, undefined or false is left out.
export function make(name, attributes = {}, ...children) {
  const [tag, svg] = name.startsWith("svg:") ? [name.slice(4), true] : [name, false];
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (there(value)) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter(there));
  return made;
}

const there = (value) => value !== null && value !== undefined && value !== false;

// `{name}` in a text becomes the value of that name.
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
