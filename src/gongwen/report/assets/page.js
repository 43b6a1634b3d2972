'use strict';
// Every text reaches the page through textContent: what looks like markup stays text.
const data = JSON.parse(document.getElementById('data').textContent);
const STEP = 30;

function made(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

const percent = (x) => (x >= 0.9995 ? '100%' : x < 0.0001 ? '0.01% 以下' : (100 * x).toFixed(x < 0.001 ? 2 : 1) + '%');

function topics(which, scores) {
  if (!which.length) return '无主题';
  return which.map((k) => data.topics[k] + (scores ? ' ' + percent(scores[k]) : '')).join('、');
}

function neighbour(value, title) {
  const text = typeof value === 'number' ? data.rows[value][0] : value;
  const line = made('p', 'neighbour');
  line.append(made('span', 'tag', title), made('bdi', '', text || '（没有）'));
  return line;
}

// One labelled paragraph: where it stands, its text, what people and the model said of it.
function card(at, open) {
  const [text, source, line, path, goldRole, goldTopics, role, said, scores, roles, unsure, sameCut, before, after] = data.rows[at];
  const box = made('article', 'paragraph');
  const where = made('p', 'where');
  where.append(made('bdi', '', source), ` 第 ${line} 行`);
  if (path.length) where.append(' · ', made('bdi', '', path.join(' › ')));
  for (const [yes, mark] of [[unsure, '存疑'], [!sameCut, '切分与标注不同']]) if (yes) where.append(' ', made('span', 'mark', mark));
  const gold = made('p', goldRole === role ? '' : 'differs');
  gold.append(made('span', 'tag', '人工'), data.roles[goldRole] + ' · ' + topics(goldTopics));
  const model = made('p', goldRole === role ? '' : 'differs');
  model.append(made('span', 'tag', '模型'), data.roles[role] + (roles ? ' ' + percent(roles[role]) : '') + ' · ' + topics(said, scores));
  const asides = [];
  if (roles && goldRole !== role) asides.push(`人工的角色“${data.roles[goldRole]}” ${percent(roles[goldRole])}`);
  for (const k of goldTopics) if (!said.includes(k)) asides.push(`漏标“${data.topics[k]}”${scores ? ' ' + percent(scores[k]) : ''}`);
  for (const k of said) if (!goldTopics.includes(k)) asides.push(`错加“${data.topics[k]}”${scores ? ' ' + percent(scores[k]) : ''}`);
  if (asides.length) model.append(made('span', 'aside', asides.join('；')));
  const around = made('details');
  around.open = open;
  around.append(made('summary', '', '上下文'), neighbour(before, '上一段'), neighbour(after, '下一段'));
  box.append(where, made('p', 'text', text), gold, model, around);
  return box;
}

const dialog = document.getElementById('paragraphs');
const list = document.getElementById('paragraphs-list');
const more = document.getElementById('more');
let rest = [];

function showMore() {
  list.append(...rest.splice(0, STEP).map((at) => card(at, false)));
  more.hidden = !rest.length;
  more.textContent = `再看一些（还有 ${rest.length} 段）`;
}

document.addEventListener('click', (event) => {
  const key = event.target.closest('[data-list]')?.dataset.list;
  if (key !== undefined) {
    const [title, paragraphs] = data.lists[key];
    document.getElementById('paragraphs-title').textContent = title;
    list.replaceChildren();
    rest = [...paragraphs];
    showMore();
    dialog.showModal();
    dialog.scrollTop = 0;
  } else if (event.target === dialog || event.target.id === 'close') {
    dialog.close();
  }
});
more.addEventListener('click', showMore);
for (const place of document.querySelectorAll('[data-cards]')) {
  place.append(...data.lists[place.dataset.cards][1].map((at) => card(at, true)));
}
