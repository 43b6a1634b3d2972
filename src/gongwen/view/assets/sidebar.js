// The side: tabs, documents, and the form of filters.

function setUpTabs() {
  const tabs = [...document.querySelectorAll('[role=tab]')];
  const open = (tab) => {
    for (const one of tabs) {
      one.setAttribute('aria-selected', one === tab);
      one.tabIndex = one === tab ? 0 : -1;
      byId(one.getAttribute('aria-controls')).classList.toggle('open', one === tab);
    }
  };
  for (const tab of tabs) tab.onclick = () => open(tab);
  open(tabs[0]);
}

/** Documents by name; one of them, or all. */
class DocumentPicker {
  constructor(app) {
    this.app = app;
    this.found = [];
    this.list = new VirtualList(byId('documents'), { estimate: () => 32, render: (k) => this.entry(k) });
    byId('find-document').oninput = () => this.search();
    byId('tab-documents').hidden = app.model.documents.length < 2;
    this.search();
  }

  search() {
    const wanted = byId('find-document').value.trim().toLowerCase();
    this.found = this.app.model.documents.filter((one) => one.name.toLowerCase().includes(wanted));
    if (!wanted) this.found.unshift({ index: -1, name: '全部文件', count: this.app.model.total });
    this.list.reset(this.found.length);
    this.list.layout();
  }

  entry(k) {
    const { index, name, count } = this.found[k];
    const button = element('button', { type: 'button', className: 'entry', title: plain(name) }, plain(name));
    button.append(element('span', { className: 'n', textContent: thousands(count) }));
    button.classList.toggle('current', index === this.app.filters.document);
    button.setAttribute('aria-pressed', index === this.app.filters.document);
    button.onclick = () => {
      this.app.drawer.yield();
      this.app.filters.document = index;
      this.app.search();
      this.list.refresh();
    };
    return element('div', { role: 'listitem' }, button);
  }
}

/** The form of filters; `show` brings it in line with them, and writes the counts. */
class FilterForm {
  constructor(app) {
    this.app = app;
    this.boxes = [];
    const panel = byId('panel-filters');
    const { model, filters } = app;
    const reset = element('button', { type: 'button', textContent: '清除筛选' });
    reset.onclick = () => {
      filters.clear();
      byId('search').value = '';
      app.search();
    };
    const topics = [...model.topics.map((topic, n) => [n, topic]), [NO_TOPIC, { name: '（无主题）', applies: '' }]];
    panel.append(
      this.group('主题（任一）', topics.map(([n, topic]) => this.choice(topic, (box) => n !== NO_TOPIC && paintTopic(box, n), {
        read: () => filters.topics.has(n), write: () => toggle(filters.topics, n), count: (counts) => counts.topics.at(n),
      }))),
      this.group('角色（任一）', model.roles.map((role, n) => this.choice(role, (box) => paintRole(box, n, model.roles), {
        read: () => filters.roles.has(n), write: () => toggle(filters.roles, n), count: (counts) => counts.roles[n],
      }))),
      this.group('核对', [
        this.choice({ name: '只看待核对' }, () => {}, { read: () => filters.unsure, write: () => (filters.unsure = !filters.unsure), count: (counts) => counts.unsure }),
        this.choice({ name: '只看已修改' }, () => {}, { read: () => filters.corrected, write: () => (filters.corrected = !filters.corrected), count: () => app.corrections.map.size }),
      ]),
      this.group('概率', [this.range()]),
      reset,
    );
  }

  group(title, children) {
    return element('fieldset', {}, element('legend', { textContent: title }), ...children);
  }

  choice(label, paint, { read, write, count }) {
    const box = element('input', { type: 'checkbox' });
    const number = element('span', { className: 'n' });
    const swatch = element('span', { className: 'swatch' });
    paint(swatch);
    box.onchange = () => {
      write();
      this.app.search();
    };
    this.boxes.push((counts) => {
      box.checked = read();
      number.textContent = counts ? thousands(count(counts)) : '…';
    });
    return element('label', { className: 'choice', title: plain(label.applies ?? '') }, box, swatch, plain(label.name), number);
  }

  range() {
    const { filters, model } = this.app;
    const of = element('select', { 'aria-label': '哪个概率' }, element('option', { value: OF_ROLE, textContent: '角色' }));
    model.topics.forEach((topic, n) => of.append(element('option', { value: n, textContent: plain(topic.name) })));
    const low = element('input', { type: 'number', min: 0, max: 100, 'aria-label': '概率下限（%）' });
    const high = element('input', { type: 'number', min: 0, max: 100, 'aria-label': '概率上限（%）' });
    const bounded = (input, otherwise) => (input.value === '' ? otherwise : Math.min(100, Math.max(0, Number(input.value) || 0)));
    of.onchange = low.onchange = high.onchange = () => {
      Object.assign(filters, { scoreOf: Number(of.value), low: bounded(low, 0), high: bounded(high, 100) });
      this.app.search();
    };
    this.boxes.push(() => {
      of.value = filters.scoreOf;
      low.value = filters.low;
      high.value = filters.high;
    });
    return element('div', { className: 'range' }, of, low, '–', high, '%');
  }

  show(counts) {
    for (const update of this.boxes) update(counts);
    byId('tab-filters').textContent = this.app.filters.idle ? '筛选' : '筛选 ●';
  }
}

function toggle(set, value) {
  if (!set.delete(value)) set.add(value);
}
