// What stands around the text: the drawer at the side, and messages.

const NARROW = 800; // pixels, as in page.css: below, the side covers the text

class Drawer {
  /** @param lists what has another width when the side opens or closes */
  constructor(lists) {
    this.lists = lists;
    byId('drawer').onclick = () => this.set(document.body.classList.contains('closed'));
    byId('shade').onclick = () => this.yield();
    this.set(innerWidth > NARROW);
  }

  get covers() {
    return document.body.classList.contains('drawer-open');
  }

  set(open) {
    document.body.classList.toggle('closed', !open);
    document.body.classList.toggle('drawer-open', open && innerWidth <= NARROW);
    byId('shade').hidden = !open;
    byId('drawer').setAttribute('aria-expanded', open);
    for (const list of this.lists()) list.layout();
  }

  /** Where it covers the text, close it. */
  yield() {
    if (innerWidth <= NARROW) this.set(false);
  }
}

let silence = 0;

/** A message for some seconds. */
function say(message, seconds = 5) {
  const box = byId('message');
  box.textContent = message;
  box.hidden = false;
  clearTimeout(silence);
  silence = setTimeout(() => (box.hidden = true), 1000 * seconds);
}
