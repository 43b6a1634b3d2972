// Corrections that were saved earlier, here or on another computer → corrections of this page.

/** Lets the reader choose files, or drop them onto the page. */
function setUpLoading(app) {
  const input = byId('load-file');
  byId('load').onclick = () => input.click();
  input.onchange = async () => {
    await loadFiles(app, [...input.files]);
    input.value = ''; // the same file may be chosen again
  };
  document.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    loadFiles(app, [...event.dataTransfer.files]);
  });
}

/** Applies the rows that point at paragraphs of this page, and says how many did not. */
async function loadFiles(app, files) {
  try {
    const { rows, strange } = await readRows(files, app.model);
    const found = await match(rows, app.model);
    const missed = rows.filter((row) => !row.placed);
    app.corrections.take(found);
    const said = [`已载入 ${found.length} 段的更正`];
    if (missed.length) said.push(`${missed.length} 行与本页的段落对不上，没有载入（如 ${plain(missed[0].source)}）`);
    if (strange) said.push(`${strange} 行不是更正，或标签不在本页的标签表里，没有载入`);
    say(`${said.join('；')}。`, 15);
  } catch (error) {
    say(error.message, 15);
  }
}

/** Rows with their labels as positions in the page's label table, and the number of lines that are none. */
async function readRows(files, model) {
  const rows = [];
  let strange = 0;
  for (const file of files) {
    for (const line of (await file.text()).split('\n')) {
      if (!line.trim()) continue;
      const row = readRow(line, model);
      if (row) rows.push(row);
      else strange++;
    }
  }
  return { rows, strange };
}

function readRow(line, model) {
  try {
    const { source, start, end, line: first, end_line: last, role: key, topics: keys } = JSON.parse(line);
    const role = model.roles.findIndex((label) => label.key === key);
    const topics = keys.map((one) => model.topics.findIndex((label) => label.key === one));
    if (role < 0 || topics.includes(-1) || typeof source !== 'string') return null;
    const place = Number.isInteger(start) ? `${start}:${end}` : Number.isInteger(first) ? `line ${first}-${last ?? first}` : null;
    const kept = model.roles[role].kind === 'noise' ? [] : [...new Set(topics)].sort((a, b) => a - b);
    return place && { source, place, role, topics: kept, placed: false };
  } catch {
    return null;
  }
}

/** Finds the paragraphs of rows, side files included, and marks those rows as placed. */
async function match(rows, model) {
  const sources = new Map(); // source → place → rows
  for (const row of rows) {
    if (!sources.has(row.source)) sources.set(row.source, new Map());
    const places = sources.get(row.source);
    places.set(row.place, [...(places.get(row.place) ?? []), row]);
  }
  const found = [];
  for (const { name, source, first, count } of model.documents) {
    const places = sources.get(source);
    for (let index = first; places && index < first + count; index++) {
      if (!model.row(index)) await model.ensure(model.chunkOf(index));
      const row = model.row(index);
      const hits = places.get(`${row.start}:${row.end}`) ?? places.get(lineOf(row.ref, name));
      if (!hits) continue;
      for (const hit of hits) hit.placed = true;
      found.push([index, row, hits.at(-1).role, hits.at(-1).topics]); // of several the last
    }
  }
  return found;
}

/** Lines of a paragraph as `match` knows them; of rows of a table they are not lines of their text. */
function lineOf(ref, name) {
  const found = name.includes('#') ? null : /^lines? (\d+)(?:-(\d+))?$/.exec(ref);
  return found ? `line ${found[1]}-${found[2] ?? found[1]}` : null;
}
