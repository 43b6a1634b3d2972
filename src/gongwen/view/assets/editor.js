// The bar in which the labels of the chosen paragraph are corrected; it stands below the text and moves nothing.

// Letters that mean something else (j k u e) are no role's; roles beyond have no key.
const ROLE_KEYS = '1234567890qwrtyasdfghzxcvbnmilop';

class Editor {
  constructor(app) {
    this.app = app;
    this.bar = byId('editor');
    this.closed = false;
  }

  show() {
    const { app, bar } = this;
    const row = app.active >= 0 ? app.model.row(app.active) : null;
    bar.hidden = !row || this.closed;
    if (bar.hidden) return;
    const { topics, role } = app.corrections.labels(app.active, row);
    const focused = document.activeElement?.dataset?.does;
    const close = element('button', { type: 'button', className: 'close', textContent: '✕', title: '收起（Esc）', 'aria-label': '收起' });
    close.onclick = () => this.close();
    const said = `第 ${row.paragraph} 段　${plain(row.text.slice(0, 40))}`;
    bar.replaceChildren(
      element('span', { className: 'what', textContent: said }), close, element('span', { className: 'sep' }),
      ...app.model.roles.map((label, n) => this.button('role', n, label, n === role, ROLE_KEYS[n], () => app.setRole(n), (made) => paintRole(made, n, app.model.roles))),
      element('span', { className: 'sep' }),
      ...app.model.topics.map((label, n) => this.button('topic', n, label, topics.includes(n), n < 9 ? `⇧${n + 1}` : '', () => app.toggleTopic(n), (made) => paintTopic(made, n))),
    );
    if (focused) bar.querySelector(`[data-does="${focused}"]`)?.focus();
  }

  close() {
    this.closed = true;
    this.show();
  }

  button(kind, n, label, pressed, key, act, paint) {
    const made = element('button', { type: 'button', className: kind, title: plain(label.applies), 'aria-pressed': pressed });
    made.dataset.does = `${kind}${n}`;
    if (key) made.append(element('kbd', { textContent: key, 'aria-hidden': 'true' }));
    made.append(plain(label.name));
    paint(made);
    made.onclick = act;
    return made;
  }
}
