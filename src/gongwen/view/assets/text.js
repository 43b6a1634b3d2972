// Text from files onto the page. Nothing here makes markup of text: all of it goes through textContent.

// Characters that show nothing, or turn the text around them: control characters, zero-width ones, direction marks, tags.
const HIDDEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const HIDDEN_NAMES = new Map([
  ['\xad', '软连字符'], ['\u200b', '零宽空格'], ['\u200c', '零宽不连字'], ['\u200d', '零宽连字'], ['\u200e', '左至右标记'],
  ['\u200f', '右至左标记'], ['\u202a', '左至右嵌入'], ['\u202b', '右至左嵌入'], ['\u202c', '方向结束'], ['\u202d', '左至右强制'],
  ['\u202e', '右至左强制'], ['\u2066', '左至右隔离'], ['\u2067', '右至左隔离'], ['\u2068', '自动隔离'], ['\u2069', '隔离结束'],
  ['\u2060', '零宽不断行'], ['\ufeff', '零宽不换行空格'],
]);

/** An element with properties, and children that are nodes or plain text. */
function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made && !name.startsWith('aria-')) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const byId = (id) => document.getElementById(id);

/** One line for a title, a name or a tooltip: what is hidden is marked. */
function plain(text) {
  return text.replace(HIDDEN, '␣').replace(/\s+/g, ' ');
}

/** Text as nodes; in place of each hidden character a mark that tells which it is. */
function visible(text) {
  const nodes = document.createDocumentFragment();
  let at = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > at) nodes.append(text.slice(at, match.index));
    const code = `U+${match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    const said = `不可见字符 ${code} ${HIDDEN_NAMES.get(match[0]) ?? ''}`.trim();
    nodes.append(element('span', { className: 'odd', title: said, role: 'img', 'aria-label': said }));
    at = match.index + match[0].length;
  }
  if (at < text.length) nodes.append(text.slice(at));
  return nodes;
}

/** Fills `target` with text: sentences of evidence as `.ev`, words that were searched for as <mark>. */
function renderText(target, text, evidence, hits) {
  const cuts = new Set([0, text.length]);
  for (const one of evidence) cuts.add(Math.min(one.start, text.length)).add(Math.min(one.end, text.length));
  for (const hit of hits) cuts.add(Math.min(hit.start, text.length)).add(Math.min(hit.end, text.length));
  const places = [...cuts].sort((a, b) => a - b);
  let next = 0;
  for (let n = 0; n + 1 < places.length; n++) {
    const [start, end] = [places[n], places[n + 1]];
    let node = visible(text.slice(start, end));
    while (next < hits.length && hits[next].end <= start) next++;
    if (next < hits.length && hits[next].start <= start) node = element('mark', {}, node);
    evidence.filter((one) => one.start <= start && end <= one.end).forEach((one, depth) => {
      node = element('span', { className: `ev t${one.topic}` }, node);
      node.dataset.topic = one.topic;
      paintTopic(node, one.topic);
      node.style.setProperty('--depth', depth);
    });
    target.append(node);
  }
}

/** Where any of the words stands, in order, at most `limit` places; `words` is a global expression or null. */
function findHits(text, words, limit = 2000) {
  const hits = [];
  if (words) {
    for (const match of text.matchAll(words)) {
      hits.push({ start: match.index, end: match.index + match[0].length });
      if (hits.length === limit) break;
    }
  }
  return hits;
}

const escaped = (word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const percent = (score) => `${Math.round(score * 100)}%`;
const thousands = (number) => number.toLocaleString('zh-CN');

const LINES = ['solid', 'dashed', 'dotted', 'double'];

/** The colour of a topic; where colours begin again, and for those who see none, the line differs. */
function paintTopic(node, topic) {
  node.style.setProperty('--c', `var(--t${topic % 7})`);
  node.style.setProperty('--style', LINES[topic % 4]);
}

/** The colour of a role; titles and headings are ink, what is no part of the report is pale. */
function paintRole(node, role, roles) {
  const kind = roles[role].kind;
  const body = roles.slice(0, role).filter((one) => one.kind === 'body').length;
  node.style.setProperty('--c', kind === 'body' ? `var(--r${body % 8})` : kind === 'noise' ? 'var(--line)' : 'var(--ink)');
  node.style.setProperty('--edge', kind === 'heading' ? 'double' : kind === 'noise' ? 'dashed' : LINES[(body / 8 | 0) % 4]);
}
