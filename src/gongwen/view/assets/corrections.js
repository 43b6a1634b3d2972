// Corrections: kept in memory and, where the browser allows, in its storage; saved as rows of a data folder.

class Corrections {
  constructor(model, changed) {
    this.model = model;
    this.changed = changed;
    this.map = new Map();
    this.history = [];
    this.unsaved = false;
    this.stored = true;
    this.key = `gongwen:${model.id}`;
    this.load();
    addEventListener('storage', (event) => {
      if (event.key !== this.key) return;
      this.load(); // the same page in another window
      this.changed();
    });
    addEventListener('beforeunload', (event) => {
      if (this.unsaved && !this.stored) event.preventDefault();
    });
  }

  /** Labels of a paragraph as they stand: its topics, its role. */
  labels(index, row) {
    return this.map.get(index) ?? row;
  }

  has(index) {
    return this.map.has(index);
  }

  setRole(index, row, role) {
    const noise = this.model.roles[role].kind === 'noise';
    this.put(index, row, role, noise ? [] : this.labels(index, row).topics);
  }

  /** Give or take a topic; false where the role carries none. */
  toggleTopic(index, row, topic) {
    const { role, topics } = this.labels(index, row);
    if (this.model.roles[role].kind === 'noise') return false;
    const kept = topics.filter((one) => one !== topic);
    this.put(index, row, role, kept.length < topics.length ? kept : [...topics, topic].sort((a, b) => a - b));
    return true;
  }

  put(index, row, role, topics) {
    this.history.push([index, this.map.get(index)]);
    const same = role === row.role && topics.join() === row.topics.join();
    const { start, end, ref } = row;
    // What agrees with the tagger is kept only if it was asked for: the key of the role it has, once more.
    const confirmed = same && this.labels(index, row).role === role && this.labels(index, row).topics.join() === topics.join();
    if (same && (!confirmed || this.map.has(index))) this.map.delete(index);
    else this.map.set(index, { role, topics, start, end, ref, text: lineOf(ref) ? undefined : row.text, confirmed });
    this.store();
  }

  /** Takes the last change back; the number of its paragraph, or -1. */
  undo() {
    if (!this.history.length) return -1;
    const [index, before] = this.history.pop();
    if (before) this.map.set(index, before);
    else this.map.delete(index);
    this.store();
    return index;
  }

  store() {
    this.unsaved = this.map.size > 0;
    const keys = (one) => ({ ...one, role: this.model.roles[one.role].key, topics: one.topics.map((n) => this.model.topics[n].key) });
    try {
      if (this.map.size) localStorage.setItem(this.key, JSON.stringify([...this.map].map(([index, one]) => [index, keys(one)])));
      else localStorage.removeItem(this.key);
      this.stored = true;
    } catch {
      this.stored = false; // a page from a disk may be refused, and there is a limit
    }
    this.changed();
  }

  load() {
    try {
      const found = new Map();
      for (const [index, one] of JSON.parse(localStorage.getItem(this.key) ?? '[]')) {
        const role = this.model.roles.findIndex((label) => label.key === one.role);
        const topics = one.topics.map((key) => this.model.topics.findIndex((label) => label.key === key));
        if (role >= 0 && !topics.includes(-1) && index < this.model.total) found.set(index, { ...one, role, topics });
      }
      this.map = found;
    } catch {
      this.stored = false;
    }
  }

  /** Rows as `gongwen train` takes them, and of paragraphs whose line is not known what they can be found by. */
  rows() {
    const placed = [];
    const unplaced = [];
    for (const [index, one] of [...this.map].sort(([a], [b]) => a - b)) {
      const { source } = this.model.documentOf(index);
      const labels = { topics: one.topics.map((n) => this.model.topics[n].key), role: this.model.roles[one.role].key };
      const lines = lineOf(one.ref);
      const { start, end, text } = one;
      if (!lines) unplaced.push({ source, start, end, text, ...labels });
      else placed.push({ source, line: lines[0], ...(lines[1] > lines[0] && { end_line: lines[1] }), start, end, ...labels });
    }
    return { placed, unplaced };
  }

  save(rows, name) {
    const blob = new Blob(rows.map((row) => `${JSON.stringify(row)}\n`), { type: 'application/jsonl' });
    const link = element('a', { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    this.unsaved = false;
  }
}

/** First and last line of `line 12` or `lines 12-14`; null where the place is not told in lines. */
function lineOf(ref) {
  const match = /^lines? (\d+)(?:-(\d+))?$/.exec(ref);
  return match && [Number(match[1]), Number(match[2] ?? match[1])];
}
