// What the page shows: label table, documents, and paragraphs, which stand here or in side files.

const KEPT = 30; // side files in memory: 120,000 paragraphs

function unpack(row) {
  const [article, paragraph, start, end, ref, text, topics, scores, role, roleScore, level, flags, copyOf, evidence] = row;
  return {
    article, paragraph, start, end, ref, text, topics, scores, role, roleScore, level, flags, copyOf,
    evidence: evidence.map(([topic, from, to, score]) => ({ topic, start: from, end: to, score })),
  };
}

class Model {
  constructor(data) {
    this.id = data.id;
    this.total = data.total;
    this.topics = data.topics;
    this.roles = data.roles;
    this.counts = data.counts;
    this.documents = data.documents.map(([name, source, first, count, articles], index) => ({ index, name, source, first, count, articles }));
    this.byName = new Map(this.documents.toReversed().map((one) => [one.name, one]));
    this.size = data.files.length ? data.chunk : Math.max(1, data.rows.length);
    this.known = data.files;
    this.folder = data.folder;
    this.chunks = new Map(); // in the order of their last use
    this.waiting = new Map();
    if (!data.files.length) this.chunks.set(0, data.rows.map(unpack));
    else globalThis.gongwenRows = (number, known, rows) => this.receive(number - 1, known, rows);
  }

  /** A paragraph, or undefined while its side file is not here. */
  row(index) {
    return this.chunks.get(index / this.size | 0)?.[index % this.size];
  }

  chunkOf(index) {
    return index / this.size | 0;
  }

  has(chunk) {
    return this.chunks.has(chunk);
  }

  /** Loads the side file with these paragraphs; a promise that fails with a message for the reader. */
  ensure(chunk) {
    const rows = this.chunks.get(chunk);
    if (rows) {
      if (this.known.length) {
        this.chunks.delete(chunk);
        this.chunks.set(chunk, rows);
      }
      return Promise.resolve();
    }
    if (!this.waiting.has(chunk)) {
      const file = `${this.folder}/${String(chunk + 1).padStart(5, '0')}.js`;
      const script = document.createElement('script');
      const promise = new Promise((done, failed) => {
        script.onload = () => (this.chunks.has(chunk) ? done() : failed(new Error(`数据文件 ${file} 与本页不是同一次生成的，请把页面和数据文件夹一起复制过来`)));
        script.onerror = () => failed(new Error(`找不到数据文件 ${file}：数据文件夹应与页面放在一起`));
        script.src = file.split('/').map(encodeURIComponent).join('/');
        document.head.append(script);
      }).finally(() => {
        script.remove();
        this.waiting.delete(chunk);
      });
      this.waiting.set(chunk, promise);
    }
    return this.waiting.get(chunk);
  }

  receive(chunk, known, rows) {
    if (known !== this.known[chunk]) return;
    this.chunks.set(chunk, rows.map(unpack));
    if (this.chunks.size > KEPT) this.chunks.delete(this.chunks.keys().next().value);
  }

  documentOf(index) {
    let low = 0;
    let high = this.documents.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.documents[middle].first <= index) low = middle;
      else high = middle - 1;
    }
    return this.documents[low];
  }

  /** Where an article (`name#number`) begins, or -1. */
  articleAt(name) {
    const hash = name.lastIndexOf('#');
    const found = this.byName.get(name.slice(0, hash));
    const article = found?.articles.find(([number]) => number === Number(name.slice(hash + 1)));
    return article ? found.first + article[1] : -1;
  }

  /** The headings open above a paragraph, outermost first, as far as they are loaded. */
  trail(index) {
    const found = [];
    const own = this.row(index);
    let level = own.level || Infinity;
    const first = this.documentOf(index).first;
    for (let at = index - 1; at >= first && at > index - 2000 && level > 1; at--) {
      const row = this.row(at);
      if (!row || row.article !== own.article) break;
      if (row.level && row.level < level) {
        found.unshift(row.text);
        level = row.level;
      }
    }
    return found;
  }
}

/** `ref` in Chinese. */
function place(ref) {
  const said = [
    [/^lines? (\d+)$/, '第 $1 行'], [/^lines (\d+)-(\d+)$/, '第 $1–$2 行'], [/^page (\d+)$/, '第 $1 页'],
    [/^page (\d+) to page (\d+)$/, '第 $1–$2 页'], [/^paragraph (\d+)$/, '原文第 $1 段'], [/^row (\d+)$/, '第 $1 行记录'],
    [/^table (\d+) row (\d+) cell (\d+)$/, '表 $1 第 $2 行第 $3 格'],
  ].find(([pattern]) => pattern.test(ref));
  return said ? ref.replace(...said) : plain(ref);
}
