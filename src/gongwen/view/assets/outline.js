// The heading tree of the document that is being read.

const FILES = 8; // read for the outline of one document

class Outline {
  constructor(app) {
    this.app = app;
    this.document = null;
    this.entries = [];
    this.current = -1;
    this.list = new VirtualList(byId('outline'), { estimate: () => 32, render: (k) => this.entry(k) });
  }

  /** Follow the reader: the document of this paragraph, and the heading it stands under. */
  follow(index) {
    const document = this.app.model.documentOf(index);
    if (document !== this.document) {
      this.document = document;
      byId('outline-of').textContent = plain(document.name);
      this.complete();
      this.build();
    }
    let at = -1;
    for (let k = 0; k < this.entries.length && this.entries[k].index <= index; k++) at = k;
    if (at === this.current) return;
    const before = this.current;
    this.current = at;
    this.list.refresh(before, at);
    if (at >= 0) this.list.scrollTo(at, false);
  }

  /** Ask for the side files in which the rest of the document stands. */
  complete() {
    const { first, count } = this.document;
    const from = this.app.model.chunkOf(first);
    const to = Math.min(from + FILES, this.app.model.chunkOf(first + count - 1));
    for (let chunk = from; chunk <= to; chunk++) this.app.load(chunk);
  }

  build() {
    const { model, corrections } = this.app;
    const { first, count, articles } = this.document;
    const numbered = articles.length > 1;
    const starts = new Map(articles.map(([number, offset]) => [first + offset, number]));
    this.entries = [];
    for (let index = first; index < first + count; index++) {
      const row = model.row(index);
      if (!row) continue;
      const { kind } = model.roles[corrections.labels(index, row).role];
      const begins = numbered && starts.has(index);
      if (kind !== 'title' && kind !== 'heading' && !begins) continue;
      const level = kind === 'heading' ? row.level || 1 : 0;
      this.entries.push({ index, level, title: kind === 'title' || begins, text: (begins ? `${starts.get(index)}　` : '') + plain(row.text).slice(0, 80) });
    }
    this.current = -1;
    this.list.reset(this.entries.length);
    this.list.layout();
    if (!this.entries.length) this.list.canvas.replaceChildren(element('p', { className: 'small', textContent: '没有小标题' }));
  }

  entry(k) {
    const { index, level, title, text } = this.entries[k];
    const button = element('button', { type: 'button', className: 'entry', textContent: text, title: text });
    button.classList.toggle('title', title);
    button.classList.toggle('current', k === this.current);
    if (k === this.current) button.setAttribute('aria-current', 'location');
    button.style.paddingLeft = `${8 + 14 * level}px`;
    button.onclick = () => {
      this.app.drawer.yield();
      this.app.goTo(index, false);
    };
    return element('div', { role: 'listitem' }, button);
  }
}
