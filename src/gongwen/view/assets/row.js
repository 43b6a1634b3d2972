// A paragraph on the page.

const LONG = 3000; // characters shown of a paragraph before the reader asks for all
const FLAGS = new Map([['unsure', '⚠ 待核对'], ['joined', '多行合并']]);

/** Height before it is measured. */
function estimateRow(app, index) {
  const row = app.model.row(index);
  const width = Math.min(864, app.list?.scroller.clientWidth ?? 800);
  const narrow = innerWidth <= NARROW;
  const line = Math.max(10, (width - (narrow ? 50 : 160)) / 16);
  return (narrow ? 90 : 66) + 29 * Math.ceil(Math.min(row?.text.length ?? 100, LONG) / line);
}

/** Element of the paragraph at place k of the page of results. */
function renderRow(app, k) {
  const index = app.indexAt(k);
  const row = app.model.row(index);
  const article = element('article', { className: 'row', tabIndex: -1, 'aria-posinset': app.offset + k + 1, 'aria-setsize': app.result.length });
  article.dataset.index = index;
  if (!row) {
    article.classList.add('waiting');
    article.append(element('div', { className: 'sheet' }, '载入中…'));
    app.load(app.model.chunkOf(index));
    return article;
  }
  const { topics, role } = app.corrections.labels(index, row);
  const label = app.model.roles[role];
  article.classList.add(`kind-${label.kind}`);
  article.classList.toggle('active', index === app.active);
  article.setAttribute('aria-label', `第 ${row.paragraph} 段，${plain(label.name)}`);
  paintRole(article, role, app.model.roles);
  article.append(...above(app, k, index, row));
  const margin = element('div', { className: 'margin' }, element('b', { textContent: plain(label.name) }));
  const own = role === row.role;
  margin.append(element('span', { textContent: own ? percent(row.roleScore) : `原：${plain(app.model.roles[row.role].name)}` }));
  margin.append(element('span', { textContent: `第 ${row.paragraph} 段` }));
  article.append(element('div', { className: 'sheet' }, margin, inner(app, k, row, topics, label.kind, row.level)));
  return article;
}

/** Name of the document and number of the article where they begin, and the way to a paragraph that stands alone. */
function above(app, k, index, row) {
  const parts = [];
  const document = app.model.documentOf(index);
  const before = k > 0 ? app.indexAt(k - 1) : -1;
  if (before < document.first) parts.push(element('h2', { className: 'doc-name', textContent: plain(document.name) }));
  if (document.articles.length > 1 && !sameArticle(app, k, row)) {
    parts.push(element('div', { className: 'article', textContent: `第 ${row.article} 篇` }));
  }
  if (!app.filters.idle && before !== index - 1) {
    const trail = app.model.trail(index).map(plain).join(' › ');
    if (trail) parts.push(element('div', { className: 'trail', textContent: trail, title: trail }));
  }
  return parts;
}

function inner(app, k, row, topics, kind, level) {
  const index = app.indexAt(k);
  const hits = findHits(row.text, app.words);
  let shown = row.text;
  if (shown.length > LONG && !app.expanded.has(index) && !hits.some((hit) => hit.end > LONG)) {
    const pair = shown.charCodeAt(LONG - 1) >> 10 === 0x36; // not between the halves of one character
    shown = shown.slice(0, pair ? LONG - 1 : LONG);
  }
  const text = element('p', { className: 'text' });
  if (kind === 'title' || kind === 'heading') {
    text.setAttribute('role', 'heading');
    text.setAttribute('aria-level', kind === 'title' ? 2 : Math.min(6, 2 + (level || 1)));
  }
  // What is a topic no longer has no evidence.
  const evidence = row.evidence.filter((one) => topics.includes(one.topic) && one.start < shown.length);
  renderText(text, shown, evidence, hits);
  for (const node of text.querySelectorAll('.ev')) {
    const topic = Number(node.dataset.topic);
    node.classList.toggle('on', app.evidence || app.pointed.has(`${index}/${topic}`));
    node.title = `${plain(app.model.topics[topic].name)}的依据句`;
  }
  const meta = element('div', { className: 'meta' });
  for (const topic of topics) meta.append(chip(app, text, topic, index, row));
  if (app.corrections.has(index)) {
    const { confirmed } = app.corrections.labels(index, row);
    meta.append(element('span', { className: 'flag done', textContent: confirmed ? '✓ 已核对' : '✎ 已修改' }));
  }
  for (const flag of row.flags) {
    meta.append(element('span', { className: flag === 'unsure' ? 'flag' : 'flag plain', textContent: FLAGS.get(flag) ?? plain(flag) }));
  }
  meta.append(element('span', { textContent: place(row.ref), title: plain(row.ref) }));
  if (row.copyOf !== null && !sameArticle(app, k, row)) meta.append(copyLink(app, row.copyOf));
  if (shown.length < row.text.length) {
    const more = element('button', { type: 'button', className: 'link', textContent: `展开全文（${thousands(row.text.length)} 字）` });
    more.onclick = () => {
      app.expanded.add(index);
      app.refresh(index);
    };
    meta.append(more);
  }
  return element('div', { className: 'inner' }, text, meta);
}

/** Whether the paragraph before it on the page is of the same article: what is said of an article is said once. */
function sameArticle(app, k, row) {
  const before = k > 0 ? app.indexAt(k - 1) : -1;
  return before >= app.model.documentOf(app.indexAt(k)).first && app.model.row(before)?.article === row.article;
}

/** A topic with its probability; pointing at it, or a click, shows the sentences that carry it. */
function chip(app, text, topic, index, row) {
  const name = plain(app.model.topics[topic].name);
  const score = percent(row.scores[topic]);
  const carried = row.evidence.some((one) => one.topic === topic);
  const key = `${index}/${topic}`;
  const made = element(carried ? 'button' : 'span', { className: 'chip', textContent: `${name} ${score}` });
  made.title = carried ? '指向或点按，标出依据句' : '没有标出的依据句';
  paintTopic(made, topic);
  if (!carried) return made;
  made.type = 'button';
  made.setAttribute('aria-pressed', app.pointed.has(key));
  const show = (on) => () => {
    for (const node of text.querySelectorAll(`.ev[data-topic="${topic}"]`)) node.classList.toggle('on', on || app.evidence || app.pointed.has(key));
  };
  made.onmouseenter = made.onfocus = show(true);
  made.onmouseleave = made.onblur = show(false);
  made.onclick = () => {
    toggle(app.pointed, key);
    made.setAttribute('aria-pressed', app.pointed.has(key));
  };
  return made;
}

function copyLink(app, name) {
  const hash = name.lastIndexOf('#');
  const said = `与 ${plain(name.slice(0, hash))} 第 ${plain(name.slice(hash + 1))} 篇近似`;
  const at = app.model.articleAt(name);
  if (at < 0) return element('span', { textContent: said });
  const link = element('button', { type: 'button', className: 'link', textContent: said });
  link.onclick = () => app.goTo(at, true);
  return link;
}
