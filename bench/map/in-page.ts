// What runs in the page while it is measured: as text, for the types here are Node's.

/**
 * Before anything of the page: long tasks of anybody; of long frames how long the scripts in them ran (all scripts are
 * ours), which is not how long they took when others had the processor too; and how long each call of the map took.
 */
export const watchTasks = `
  localStorage.setItem('traffix.access-until', String(Date.now() + 800000));
  globalThis.watched = { tasks: [], scripts: [], spent: {} };
  new PerformanceObserver(list => {
    for (const { startTime, duration } of list.getEntries()) watched.tasks.push({ at: startTime, ms: duration });
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver(list => {
    for (const { scripts } of list.getEntries()) for (const it of scripts)
      watched.scripts.push({ ms: it.duration - it.forcedStyleAndLayoutDuration, who: it.invoker });
  }).observe({ type: 'long-animation-frame', buffered: true });
  globalThis.traffixSpent = (what, ms) => {
    const own = (watched.spent[what] ??= { calls: 0, ms: 0, most: 0 });
    own.calls++; own.ms += ms; own.most = Math.max(own.most, ms);
  };`

export const beginAnew = `watched.tasks = []; watched.scripts = []; watched.spent = {}; watched.from = performance.now(); 0`

/** Frames that the page was given, and the longest time between two of them. */
export const countFrames = `
  globalThis.frames_ = { count: 0, last: performance.now(), longest: 0, began: performance.now(), on: true };
  (function next(now) {
    if (!frames_.on) return;
    const gap = performance.now() - frames_.last;
    if (frames_.count > 0) frames_.longest = Math.max(frames_.longest, gap);
    frames_.last = performance.now(); frames_.count++;
    requestAnimationFrame(next);
  })(); 0`
export const readAll = `(() => {
  frames_.on = false;
  const seconds = (performance.now() - frames_.began) / 1000;
  return { seconds, frames: frames_.count, longestFrameMs: frames_.longest, tasks: watched.tasks.map(it => it.ms), scripts: watched.scripts, spent: watched.spent };
})()`

/**
 * In each frame: every pixel of the list's window is covered by a row that has words. \`pinned\` counts frames in which
 * the rows were not those that were scrolled to, \`blank\` those rows that were missing or empty.
 */
export const watchRows = `
  globalThis.rows_ = { frames: 0, blank: 0, pinned: 0, on: true };
  (function next() {
    if (!rows_.on) return;
    const grid = document.querySelector('[role="grid"]');
    const box = grid.getBoundingClientRect();
    const rows = [...grid.querySelectorAll('[data-row]')]
      .map(row => ({ row, at: row.getBoundingClientRect(), index: Number(row.dataset.row) }))
      .filter(it => it.at.bottom > box.top + 1 && it.at.top < box.bottom - 1)
      .sort((a, b) => a.at.top - b.at.top);
    let edge = box.top;
    for (const { row, at } of rows) {
      if (at.top > edge + 1.5) rows_.blank++;
      if (row.textContent.trim() === '') rows_.blank++;
      edge = at.bottom;
    }
    if (edge < box.bottom - 1.5) rows_.blank++;
    const wanted = Math.floor(grid.scrollTop / 52);
    if (rows.length > 0 && Math.abs(rows[0].index - wanted) > 1) rows_.pinned++;
    rows_.frames++;
    requestAnimationFrame(next);
  })(); 0`
export const readRows = `(() => { rows_.on = false; return { frames: rows_.frames, blank: rows_.blank, pinned: rows_.pinned }; })()`
