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
    const same = role === row.role && topics.join() === row.topics.join();
    // What agrees with the tagger is kept only if it was asked for: the key of the role it has, once more.
    const confirmed = same && this.labels(index, row).role === role && this.labels(index, row).topics.join() === topics.join();
    const kept = !same || (confirmed && !this.map.has(index));
    this.change([[index, kept ? { role, topics, start: row.start, end: row.end, confirmed } : undefined]]);
  }

  /** Labels that were saved before, as `[index, row, role, topics]`; one step for `undo`. */
  take(found) {
    this.change(found.map(([index, row, role, topics]) => {
      const confirmed = role === row.role && topics.join() === row.topics.join();
      return [index, { role, topics, start: row.start, end: row.end, confirmed }];
    }));
  }

  change(entries) {
    if (!entries.length) return;
    this.history.push(this.set(entries));
    this.store();
  }

  /** Puts `[index, correction or undefined]` in place; what stood there before. */
  set(entries) {
    const before = entries.map(([index]) => [index, this.map.get(index)]);
    for (const [index, one] of entries) {
      if (one) this.map.set(index, one);
      else this.map.delete(index);
    }
    return before;
  }

  /** Takes the last change back; the number of its (first) paragraph, or -1. */
  undo() {
    if (!this.history.length) return -1;
    const before = this.history.pop();
    this.set(before);
    this.store();
    return before[0][0];
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

  /** Rows of a data folder. Characters place them: not every file has lines. */
  rows() {
    return [...this.map].sort(([a], [b]) => a - b).map(([index, { role, topics, start, end }]) => ({
      source: this.model.documentOf(index).source, start, end,
      topics: topics.map((n) => this.model.topics[n].key), role: this.model.roles[role].key,
    }));
  }

  save() {
    const blob = new Blob(this.rows().map((row) => `${JSON.stringify(row)}\n`), { type: 'application/jsonl' });
    const link = element('a', { href: URL.createObjectURL(blob), download: 'corrections.jsonl' });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    this.unsaved = false;
  }
}
