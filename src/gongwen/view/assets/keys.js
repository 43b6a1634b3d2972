// The keyboard, and the page that explains it.

function setUpKeys(app) {
  const box = byId('help-box');
  byId('help').onclick = () => {
    fillHelp(app, box);
    box.showModal();
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || box.open) return;
    const typing = event.target.closest?.('input:not([type=checkbox]), select, textarea');
    if (typing) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    if (act(app, event)) event.preventDefault();
  });
}

/** Does what a key stands for; false where it stands for nothing. */
function act(app, event) {
  const digit = /^Digit([1-9])$/.exec(event.code);
  if (event.shiftKey && digit) return app.toggleTopic(Number(digit[1]) - 1);
  const moves = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
  if (event.key in moves) return app.move(moves[event.key]);
  const does = {
    u: () => app.undo(),
    e: () => byId('evidence').click(),
    '/': () => byId('search').focus(),
    '?': () => byId('help').click(),
    '？': () => byId('help').click(),
    Escape: () => (app.drawer.covers ? app.drawer.yield() : app.editor.close()),
    Home: () => app.choose(0),
    End: () => app.choose(app.pageLength - 1),
  }[event.key];
  if (does) {
    does();
    return true;
  }
  const role = event.shiftKey ? -1 : ROLE_KEYS.indexOf(event.key);
  return role >= 0 && role < app.model.roles.length && app.setRole(role);
}

function fillHelp(app, box) {
  const close = element('button', { type: 'button', className: 'close', textContent: '关闭', autofocus: true });
  close.onclick = () => box.close();
  const pairs = (rows) => element('dl', {}, ...rows.flatMap(([key, said]) => [element('dt', { textContent: key }), element('dd', { textContent: said })]));
  const paragraph = (said) => element('p', { textContent: said });
  const { roles, topics } = app.model;
  box.replaceChildren(
    close, element('h2', { textContent: '说明与快捷键' }),
    paragraph('左边的色条和名称是段落的角色，下方的标签是主题和概率。指向主题标签，标出所依据的句子。“待核对”表示模型没有把握，请人工看一看。'),
    element('h3', { textContent: '快捷键' }),
    pairs([
      ['↓ / j，↑ / k', '下一段，上一段'], ['Home，End', '第一段，最后一段'], ['/', '检索；几个词之间用空格，段落须全部含有'],
      ['e', '标出或不标依据句'], ['u', '撤销上一次修改'], ['Esc', '收起修改栏、侧栏'], ['?', '本说明'],
    ]),
    element('h3', { textContent: '改角色（按现有角色的键表示“核对无误”）' }),
    pairs(roles.slice(0, ROLE_KEYS.length).map((role, n) => [ROLE_KEYS[n], `${plain(role.name)}　${plain(role.applies)}`])),
    element('h3', { textContent: '加减主题' }),
    pairs(topics.slice(0, 9).map((topic, n) => [`Shift+${n + 1}`, `${plain(topic.name)}　${plain(topic.applies)}`])),
    element('h3', { textContent: '保存修改' }),
    paragraph('修改先存在本机的浏览器里（浏览器不允许时只在本页打开期间有效），不会上传。点“下载修改”得到 corrections.jsonl，放进数据文件夹的 labels/ 就能用来训练（见 docs/own-labels.md）；原文件留在原处或放在旁边。'),
    paragraph('点“载入更正”，或把 corrections.jsonl 拖到页面上，可接着以前的、别人的修改做；与本页对不上的行不载入，并说明有几行。'),
  );
}
