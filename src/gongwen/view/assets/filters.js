// Which paragraphs are shown: labels, probability, document, words; one after another, side file by side file.

/** Paragraphs first … first+length-1. */
class WholeRange {
  constructor(length) {
    this.length = length;
  }

  at(k) {
    return k;
  }

  /** Position of a paragraph, or of the nearest one behind it. */
  nearest(index) {
    return Math.min(index, this.length - 1);
  }
}

/** Paragraphs that were found, in order. */
class Found {
  constructor() {
    this.indices = [];
  }

  get length() {
    return this.indices.length;
  }

  at(k) {
    return this.indices[k];
  }

  nearest(index) {
    let low = 0;
    let high = this.indices.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.indices[middle] < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const NO_TOPIC = -1;
const OF_ROLE = -1;

class Filters {
  constructor(model, corrections) {
    this.model = model;
    this.corrections = corrections;
    this.document = -1;
    this.turn = 0;
    this.clear();
  }

  /** Everything but the document. */
  clear() {
    this.topics = new Set();
    this.roles = new Set();
    this.scoreOf = OF_ROLE;
    this.low = 0;
    this.high = 100;
    this.unsure = this.corrected = false;
    this.query = '';
  }

  get idle() {
    return !(this.topics.size || this.roles.size || this.unsure || this.corrected || this.low > 0 || this.high < 100 || this.words.length);
  }

  get words() {
    return this.query.split(/\s+/).filter(Boolean);
  }

  /** Any of the words, for highlighting; null without words. */
  get anyWord() {
    return this.words.length ? new RegExp(this.words.map(escaped).join('|'), 'giu') : null;
  }

  hasTopic(topics) {
    return !this.topics.size || (topics.length ? topics.some((one) => this.topics.has(one)) : this.topics.has(NO_TOPIC));
  }

  hasRole(role) {
    return !this.roles.size || this.roles.has(role);
  }

  /** Whether a paragraph passes what is no label. */
  test(index, row, words) {
    if (this.unsure && !row.flags.includes('unsure')) return false;
    if (this.corrected && !this.corrections.has(index)) return false;
    const score = 100 * (this.scoreOf === OF_ROLE ? row.roleScore : row.scores[this.scoreOf]);
    // The ends hold everything, as a score is shown in whole percents.
    if ((this.low > 0 && score < this.low) || (this.high < 100 && score > this.high)) return false;
    return words.every((word) => word.test(row.text));
  }

  /**
   * Finds what is to be shown.
   * @param tell is told what was found so far, and how far the search is
   * @returns what was found and how many each label has; null when another search has begun since
   */
  async run(tell) {
    const turn = ++this.turn;
    const { model } = this;
    if (this.idle && this.document < 0) return { result: new WholeRange(model.total), counts: model.counts };
    const words = this.words.map((word) => new RegExp(escaped(word), 'iu'));
    const of = model.documents[this.document] ?? { first: 0, count: model.total };
    const [begin, end] = [of.first, of.first + of.count];
    const [first, last] = [model.chunkOf(begin), model.chunkOf(end - 1)];
    const result = new Found();
    const counts = { topics: model.topics.concat(0).map(() => 0), roles: model.roles.map(() => 0), unsure: 0 };
    for (let chunk = first; chunk <= last; chunk++) {
      await model.ensure(chunk);
      if (turn !== this.turn) return null;
      for (let index = Math.max(begin, chunk * model.size); index < Math.min(end, (chunk + 1) * model.size); index++) {
        const row = model.row(index);
        if (!row || !this.test(index, row, words)) continue;
        const { topics, role } = this.corrections.labels(index, row);
        const [byTopic, byRole] = [this.hasTopic(topics), this.hasRole(role)];
        // A topic's count tells what choosing it would add, so the topics chosen do not bear on it; so with roles.
        if (byTopic) counts.roles[role]++;
        if (byRole) {
          for (const topic of topics) counts.topics[topic]++;
          if (!topics.length) counts.topics[model.topics.length]++;
        }
        if (!byTopic || !byRole) continue;
        result.indices.push(index);
        if (row.flags.includes('unsure')) counts.unsure++;
      }
      tell(result, chunk - first + 1, last - first + 1);
    }
    return { result, counts };
  }
}
