// On paper there is no scrolling: what the filters leave is laid out in full, as much as is sensible.

const PRINTED = 3000;

function setUpPrinting(app) {
  const paper = byId('paper');
  addEventListener('beforeprint', () => {
    const count = Math.min(PRINTED, app.pageLength);
    const parts = [element('p', { className: 'small', textContent: app.summary() })];
    for (let k = 0; k < count; k++) {
      if (app.model.row(app.indexAt(k))) parts.push(renderRow(app, k));
    }
    if (parts.length <= app.result.length) parts.push(element('p', { className: 'small', textContent: `只印出 ${thousands(parts.length - 1)} 段；请用筛选或选择文件缩小范围。` }));
    paper.replaceChildren(...parts);
  });
  addEventListener('afterprint', () => paper.replaceChildren());
  byId('print').onclick = async () => {
    const last = app.indexAt(Math.min(PRINTED, app.pageLength) - 1);
    for (let chunk = app.model.chunkOf(app.indexAt(0)); chunk <= app.model.chunkOf(last); chunk++) {
      if (!(await app.load(chunk))) return;
    }
    print();
  };
}
