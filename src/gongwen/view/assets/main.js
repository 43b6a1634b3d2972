// Puts the parts together.

const PAGE = 20_000; // paragraphs in the list at once: browsers do not scroll endlessly far

class App {
  constructor(data) {
    this.model = new Model(data);
    this.corrections = new Corrections(this.model, () => this.corrected());
    this.filters = new Filters(this.model, this.corrections);
    this.result = new WholeRange(this.model.total);
    this.counts = this.model.counts;
    this.offset = 0;
    this.active = -1;
    this.words = null;
    this.evidence = false;
    this.expanded = new Set();
    this.pointed = new Set(); // paragraph/topic whose evidence stays marked
    this.list = new VirtualList(byId('list'), {
      estimate: (k) => estimateRow(this, this.indexAt(k)),
      render: (k) => renderRow(this, k),
      onScroll: () => this.follow(),
    });
  }

  start() {
    const { documents } = this.model;
    this.title = documents.length === 1 ? plain(documents[0].name) : `${thousands(documents.length)} 份文件`;
    byId('title').textContent = this.title;
    document.title = `${this.title} · 公文段落标注`;
    setUpTabs();
    this.show(0);
    this.outline = new Outline(this);
    this.picker = new DocumentPicker(this);
    this.form = new FilterForm(this);
    this.editor = new Editor(this);
    this.form.show(this.counts);
    setUpPrinting(this);
    setUpKeys(this);
    setUpLoading(this);
    this.listen();
    this.corrected();
    this.follow();
    byId('list').focus({ preventScroll: true }); // for Page Down and the space bar
  }

  listen() {
    this.drawer = new Drawer(() => [this.list, this.outline.list, this.picker.list]);
    byId('evidence').onchange = (event) => {
      this.evidence = event.target.checked;
      this.list.refresh();
    };
    let timer = 0;
    byId('search').oninput = (event) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        this.filters.query = event.target.value;
        this.search();
      }, 200);
    };
    byId('list').onclick = (event) => {
      if (event.target.closest?.('button')) return; // does something of its own
      const index = event.target.closest?.('.row')?.dataset.index;
      if (index !== undefined && !getSelection().toString()) this.activate(Number(index));
    };
    byId('undo').onclick = () => this.undo();
    byId('save').onclick = () => this.corrections.save();
    byId('page-back').onclick = () => this.show(this.offset - PAGE);
    byId('page-on').onclick = () => this.show(this.offset + PAGE);
  }

  // --- what is shown

  indexAt(k) {
    return this.result.at(this.offset + k);
  }

  get pageLength() {
    return Math.min(PAGE, this.result.length - this.offset);
  }

  /** The page of results that begins at a place. */
  show(offset) {
    this.offset = offset;
    this.list.reset(this.pageLength);
    this.list.layout();
    this.label();
    this.follow();
  }

  label() {
    const { length } = this.result;
    byId('empty').hidden = length > 0;
    byId('empty').textContent = '没有符合条件的段落。可在“筛选”里清除条件。';
    byId('list').hidden = length === 0;
    byId('pager').hidden = length <= PAGE;
    byId('page-at').textContent = `第 ${this.offset / PAGE + 1} 页，共 ${Math.ceil(length / PAGE)} 页`;
    byId('page-back').disabled = this.offset === 0;
    byId('page-on').disabled = this.offset + PAGE >= length;
    byId('title').textContent = this.filters.document < 0 ? this.title : plain(this.model.documents[this.filters.document].name);
    byId('count').textContent = length === this.model.total ? `${thousands(length)} 段` : `${thousands(length)} / ${thousands(this.model.total)} 段`;
  }

  summary() {
    return `${this.title} · ${byId('count').textContent}${this.words ? ` · 检索“${plain(this.filters.query)}”` : ''}`;
  }

  /** Apply the filters. */
  async search() {
    const progress = byId('progress');
    const began = performance.now();
    let shown = false;
    this.form.show(null);
    try {
      const done = await this.filters.run((result, now, all) => {
        if (all === 1 || performance.now() - began < 150) return;
        Object.assign(progress, { hidden: false, max: all, value: now });
        if (!shown && result.length) {
          this.take(result);
          shown = true;
        } else if (shown) {
          this.list.grow(this.pageLength);
          this.label();
        }
      });
      if (!done) return; // another search has begun
      progress.hidden = true;
      this.counts = done.counts;
      if (shown) this.list.grow(this.pageLength);
      else this.take(done.result);
      this.label();
    } catch (error) {
      progress.hidden = true;
      say(error.message);
    }
    this.form.show(this.counts);
  }

  take(result) {
    this.words = this.filters.anyWord;
    this.result = result;
    if (!result.length || result.at(result.nearest(this.active)) !== this.active) this.active = -1;
    this.show(0);
    this.editor.show();
  }

  /** Load a side file and show what waited for it; whether that went well. */
  async load(chunk) {
    if (this.model.has(chunk)) return true;
    try {
      await this.model.ensure(chunk);
    } catch (error) {
      say(error.message);
      return false;
    }
    const waiting = [...this.list.elements.keys()].filter((k) => this.model.chunkOf(this.indexAt(k)) === chunk);
    if (waiting.length) this.list.refresh(...waiting);
    if (this.outline) {
      this.outline.document = null;
      this.follow();
    }
    this.editor?.show();
    return true;
  }

  follow() {
    if (!this.outline || !this.result.length) return;
    const at = this.active < 0 ? -1 : this.result.nearest(this.active) - this.offset;
    const seen = at >= 0 && at < this.pageLength && this.indexAt(at) === this.active && this.list.sees(at);
    this.outline.follow(seen ? this.active : this.indexAt(this.list.first));
  }

  refresh(index) {
    const k = this.result.nearest(index) - this.offset;
    if (this.indexAt(k) === index) this.list.refresh(k);
  }

  // --- moving

  /** To a paragraph; where the filters hide it, to the next one shown, or with `surely` to itself without them. */
  async goTo(index, surely) {
    if (!this.result.length || (this.result.at(this.result.nearest(index)) !== index && surely)) {
      this.filters.clear();
      this.filters.document = -1;
      byId('search').value = '';
      await this.search();
    }
    const at = this.result.nearest(index);
    if (this.result.at(at) !== index) say('此处不在筛选结果中，已到其后最近的一段');
    const offset = Math.floor(at / PAGE) * PAGE;
    if (offset !== this.offset) this.show(offset);
    this.choose(at - offset, true);
  }

  choose(k, top = false) {
    if (k < 0 || k >= this.pageLength) return;
    this.list.scrollTo(k, top);
    this.activate(this.indexAt(k));
    this.list.scrollTo(k, top); // the bar of labels may have taken room
    this.list.elements.get(k)?.focus({ preventScroll: true });
  }

  move(step) {
    const at = this.active < 0 ? -1 : this.result.nearest(this.active) - this.offset;
    if (at >= 0 && this.indexAt(at) === this.active) this.choose(at + step);
    else this.choose(this.list.first);
    return true;
  }

  activate(index) {
    const before = this.active;
    this.active = index;
    this.editor.closed = false;
    for (const one of new Set([before, index])) if (one >= 0) this.refresh(one);
    this.list.pinned = this.result.nearest(index) - this.offset;
    this.editor.show();
    this.follow();
  }

  // --- correcting

  setRole(role) {
    const row = this.model.row(this.active);
    if (row) this.corrections.setRole(this.active, row, role);
    return Boolean(row);
  }

  toggleTopic(topic) {
    const row = this.model.row(this.active);
    if (!row || topic >= this.model.topics.length) return false;
    if (!this.corrections.toggleTopic(this.active, row, topic)) say('这个角色不带主题；请先改角色');
    return true;
  }

  undo() {
    const index = this.corrections.undo();
    if (index < 0) say('没有可撤销的修改');
    else this.goTo(index, true);
  }

  /** After corrections have changed. */
  corrected() {
    if (!this.editor) return;
    const { size } = this.corrections.map;
    byId('save').hidden = !size;
    byId('save').textContent = `下载修改（${size}）`;
    byId('undo').hidden = !this.corrections.history.length;
    if (!this.corrections.stored && size === 1) say('浏览器不允许保存，修改只在本页打开期间有效，请记得下载');
    this.list.refresh();
    this.editor.show();
    this.form.show(this.counts);
  }
}

const holder = byId('data');
const app = new App(JSON.parse(holder.textContent));
holder.remove();
app.start();
document.documentElement.dataset.ready = Math.round(performance.now());
