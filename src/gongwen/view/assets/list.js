// A list of which only what is in sight exists. Heights are estimated until an element has been measured.

const BLOCK = 128;
const OVERSCAN = 700;

class VirtualList {
  /**
   * @param scroller the element that scrolls; its first child is the canvas
   * @param estimate height of item k before it is measured
   * @param render element of item k
   */
  constructor(scroller, { estimate, render, onScroll = () => {} }) {
    this.scroller = scroller;
    this.canvas = scroller.firstElementChild;
    this.estimate = estimate;
    this.render = render;
    this.elements = new Map();
    this.pinned = -1; // stays even out of sight, for it has the focus
    this.reset(0);
    let asked = false;
    scroller.addEventListener('scroll', () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        this.layout();
        onScroll();
      });
    }, { passive: true });
    let width = 0;
    new ResizeObserver(() => {
      if (scroller.clientWidth !== width) {
        width = scroller.clientWidth;
        for (let k = 0; k < this.count; k++) if (!this.measured[k]) this.heights[k] = this.estimate(k);
        this.measured.fill(0);
        this.sum();
      }
      this.layout();
    }).observe(scroller);
  }

  /** Begin anew with so many items. */
  reset(count) {
    this.count = count;
    this.pinned = -1;
    this.heights = new Float64Array(count);
    this.measured = new Uint8Array(count);
    for (let k = 0; k < count; k++) this.heights[k] = this.estimate(k);
    this.sum();
    this.canvas.replaceChildren();
    this.elements.clear();
    this.scroller.scrollTop = 0;
  }

  /** More items at the end. */
  grow(count) {
    const { heights, measured } = this;
    this.heights = new Float64Array(count);
    this.measured = new Uint8Array(count);
    this.heights.set(heights);
    this.measured.set(measured);
    for (let k = this.count; k < count; k++) this.heights[k] = this.estimate(k);
    this.count = count;
    this.sum();
    this.layout();
  }

  sum() {
    this.blocks = new Float64Array(Math.ceil(this.count / BLOCK));
    for (let k = 0; k < this.count; k++) this.blocks[k / BLOCK | 0] += this.heights[k];
  }

  top(k) {
    let y = 0;
    const block = k / BLOCK | 0;
    for (let b = 0; b < block; b++) y += this.blocks[b];
    for (let n = block * BLOCK; n < k; n++) y += this.heights[n];
    return y;
  }

  /** The item at a height. */
  find(y) {
    let block = 0;
    while (block < this.blocks.length - 1 && y >= this.blocks[block]) y -= this.blocks[block++];
    let k = block * BLOCK;
    while (k < this.count - 1 && y >= this.heights[k]) y -= this.heights[k++];
    return k;
  }

  get first() {
    return this.find(this.scroller.scrollTop + 4);
  }

  /** Put what is in sight in its place; what stands at the top stays there while heights become known. */
  layout() {
    const { scroller } = this;
    if (!this.count || !scroller.clientWidth) return; // hidden, all is without height
    const anchor = this.find(scroller.scrollTop);
    const into = scroller.scrollTop - this.top(anchor);
    for (let pass = 0; pass < 5; pass++) {
      const y = scroller.scrollTop;
      const first = this.find(Math.max(0, y - OVERSCAN));
      const last = this.find(y + scroller.clientHeight + OVERSCAN);
      this.show(first, last);
      if (!this.measure()) break;
      this.canvas.style.height = `${this.top(this.count)}px`;
      const wanted = this.top(anchor) + into;
      if (Math.abs(wanted - scroller.scrollTop) > 0.5) scroller.scrollTop = wanted;
    }
    this.canvas.style.height = `${this.top(this.count)}px`;
    for (const [k, shown] of this.elements) shown.style.transform = `translateY(${this.top(k)}px)`;
  }

  show(first, last) {
    const wanted = new Set();
    for (let k = first; k <= last; k++) wanted.add(k);
    if (this.pinned >= 0 && this.pinned < this.count) wanted.add(this.pinned);
    for (const [k, shown] of this.elements) {
      if (!wanted.has(k)) {
        shown.remove();
        this.elements.delete(k);
      }
    }
    let next = null; // the order in the document is the order of reading, for Tab and for screen readers
    for (const k of [...wanted].sort((a, b) => b - a)) {
      let shown = this.elements.get(k);
      if (!shown) this.elements.set(k, shown = this.render(k));
      if (shown.parentNode !== this.canvas || shown.nextSibling !== next) this.canvas.insertBefore(shown, next);
      next = shown;
    }
  }

  /** Whether any height was not what it was thought to be. */
  measure() {
    let changed = false;
    const fresh = [...this.elements].filter(([k]) => !this.measured[k]);
    for (const [k, height] of fresh.map(([at, shown]) => [at, shown.getBoundingClientRect().height])) {
      this.measured[k] = 1;
      if (Math.abs(height - this.heights[k]) > 0.1) {
        this.blocks[k / BLOCK | 0] += height - this.heights[k];
        this.heights[k] = height;
        changed = true;
      }
    }
    return changed;
  }

  /** Items whose content changed are made again; without numbers, all in sight. */
  refresh(...items) {
    for (const k of items.length ? items : [...this.elements.keys()]) {
      const old = this.elements.get(k);
      if (!old) continue;
      const focused = old.contains(document.activeElement);
      const made = this.render(k);
      old.replaceWith(made);
      this.elements.set(k, made);
      this.measured[k] = 0;
      if (focused) made.focus({ preventScroll: true });
    }
    this.layout();
  }

  /** Whether all of an item is in sight. */
  sees(k) {
    const { scrollTop, clientHeight } = this.scroller;
    return this.top(k) >= scrollTop && this.top(k) + this.heights[k] <= scrollTop + clientHeight;
  }

  /** Bring an item to the top; unless `always`, only where it is not wholly in sight. */
  scrollTo(k, always = true) {
    const { scroller } = this;
    if (!always && this.measured[k] && this.sees(k)) return;
    for (let pass = 0; pass < 3; pass++) {
      scroller.scrollTop = Math.max(0, this.top(k) - (always ? 0 : 24));
      this.layout();
    }
  }
}
